import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFunction } from '../../local/apply/functions';
import type { ResourceGraph } from '../../local/apply/graph';
import { recordInfra } from './record-infra';

const place = { project: 'landfall-test', region: 'us-central1', url: 'http://127.0.0.1:8080' };
const secretBinding = 'gcp:secretmanager/secretIamMember:SecretIamMember';
const folder = mkdtempSync(join(tmpdir(), 'landfall-keys-'));
let graph: ResourceGraph;

interface Keys {
  name: string;
  serviceConfig: { secretEnvironmentVariables?: { key: string; secret: string; version: string }[] };
}

beforeAll(async () => {
  cpSync('pipelines/banking-intents', join(folder, 'banking-intents'), { recursive: true });
  const yaml = join(folder, 'banking-intents/pipeline.yaml');
  const other = readFileSync(yaml, 'utf8').replaceAll('gemini-3.5-flash-lite', 'gpt-4.1-mini-2025-04-14');
  writeFileSync(yaml, other.replaceAll(/,? *adapterSize: (\[.*?\]|\d+)/g, ''));
  graph = await recordInfra({ 'landfall:pipelines': folder, 'landfall:invalidPipelines': 'refuse' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const asking = ['cleanup', 'deploy', 'evaluate', 'evaluation-shard', 'serve', 'tune', 'watch'];

test('a service that a pipeline names gives its key to the functions that ask it, and to no others', () => {
  const functions = graph.filter(({ type }) => type === 'gcp:cloudfunctionsv2/function:Function');
  const withKey = functions
    .map(({ inputs }) => inputs as unknown as Keys)
    .filter(({ serviceConfig }) => serviceConfig.secretEnvironmentVariables);
  expect(withKey.map(({ name }) => name).toSorted()).toEqual(asking);
  for (const { serviceConfig } of withKey)
    expect(serviceConfig.secretEnvironmentVariables).toEqual([
      { key: 'OPENAI_API_KEY', projectId: 'landfall-test', secret: 'landfall-openai-api-key', version: 'latest' },
    ]);
  const granted = graph.filter(({ type }) => type === secretBinding).map(({ inputs }) => inputs);
  expect(granted.map(({ member }) => String(member)).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
    asking.map((name) => `serviceAccount:landfall-${name}@landfall-test.iam.gserviceaccount.com`),
  );
  for (const grant of granted)
    expect(grant).toMatchObject({ secretId: 'landfall-openai-api-key', role: 'roles/secretmanager.secretAccessor' });
  expect(graph.map(({ name }) => name)).toContain('secretmanager');
});

test('a function that may not read its secret is refused in the local cloud too', () => {
  const tune = graph.find(({ type, name }) => type === 'gcp:cloudfunctionsv2/function:Function' && name === 'tune')!;
  expect(readFunction(tune, graph, place).environment).toHaveProperty('OPENAI_API_KEY');
  const without = graph.filter(({ type }) => type !== secretBinding);
  expect(() => readFunction(tune, without, place)).toThrow('it may not read the secret landfall-openai-api-key');
});
