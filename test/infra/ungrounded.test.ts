import { expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordInfra } from './record-infra';

test('serve may not ask the warehouse, transform sees no answers, and deploy copies nothing, while no pipeline asks for that', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-ungrounded-'));
  cpSync('pipelines/banking-intents', join(folder, 'banking-intents'), { recursive: true });
  const graph = await recordInfra({ 'landfall:pipelines': folder, 'landfall:invalidPipelines': 'refuse' });
  rmSync(folder, { recursive: true });
  const own = graph.map(({ inputs }) => inputs).filter(({ member }) => String(member).includes('landfall-serve@'));
  const seen = graph.filter(({ inputs }) => String(inputs['member']).includes('landfall-transform@'));
  expect(own.length).toBeGreaterThan(0);
  expect(seen.filter(({ inputs }) => inputs['tableId'] !== undefined)).toEqual([]);
  expect(graph.map(({ name }) => name).filter((name) => /Replicator/.test(name))).toEqual([]);
  expect(own.filter(({ role }) => String(role).startsWith('roles/bigquery.'))).toEqual([]);
});
