import { expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordInfra } from './record-infra';

test('deploy may copy what was tuned, and cleanup remove copies, where a pipeline has it answer at several locations', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-replicas-'));
  cpSync('pipelines/banking-intents', join(folder, 'banking-intents'), { recursive: true });
  const file = join(folder, 'banking-intents/pipeline.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('deployment:', 'deployment:\n  alsoAt: [eu]'));
  const graph = await recordInfra({ 'landfall:pipelines': folder, 'landfall:invalidPipelines': 'refuse' });
  rmSync(folder, { recursive: true });
  const holdersOf = (role: string) =>
    graph.flatMap(({ inputs }) => (String(inputs['role']).includes(role) ? [inputs['member']] : []));
  expect(holdersOf('landfallReplicator')).toEqual([expect.stringContaining('landfall-deploy@')]);
  expect(holdersOf('landfallCopyRemover')).toEqual([expect.stringContaining('landfall-cleanup@')]);
});
