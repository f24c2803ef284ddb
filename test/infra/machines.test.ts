import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResourceGraph } from '../../local/apply/graph';
import { recordInfra } from './record-infra';

const folder = mkdtempSync(join(tmpdir(), 'landfall-machines-'));
let graph: ResourceGraph;

beforeAll(async () => {
  cpSync('pipelines/banking-intents', join(folder, 'banking-intents'), { recursive: true });
  const yaml = join(folder, 'banking-intents/pipeline.yaml');
  const open = readFileSync(yaml, 'utf8').replaceAll('gemini-3.5-flash-lite', 'gemma-4-26b-a4b-it');
  writeFileSync(yaml, open.replaceAll(/,? *learningRateMultiplier: (\[.*?\]|\d+)/g, ''));
  graph = await recordInfra({ 'landfall:pipelines': folder, 'landfall:invalidPipelines': 'refuse' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const holdersOf = (role: string): string[] =>
  graph
    .filter(
      ({ type, inputs }) => type.endsWith(':IAMMember') && inputs['role'] === `projects/landfall-test/roles/${role}`,
    )
    .map(({ inputs }) => /landfall-(.*)@/.exec(String(inputs['member']))![1]!)
    .toSorted((a, b) => (a < b ? -1 : 1));

test('where a pipeline names open weights, watch may deploy them, and nobody else', () => {
  expect(holdersOf('landfallDeployer')).toEqual(['watch']);
});

test('who asks what was tuned may look where the host of an endpoint is', () => {
  expect(holdersOf('landfallEndpointReader')).toEqual([
    'console',
    'deploy',
    'evaluate',
    'evaluation-shard',
    'monitor',
    'serve',
  ]);
});
