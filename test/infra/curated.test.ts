import { expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordInfra } from './record-infra';

test('transform may read answers and what was said of them where a pipeline learns from these', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-curated-'));
  cpSync('pipelines/banking-intents', join(folder, 'banking-intents'), { recursive: true });
  const file = join(folder, 'banking-intents', 'pipeline.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('\ntraining:\n', '\ntraining:\n  curated: {}\n'));
  const graph = await recordInfra({ 'landfall:pipelines': folder, 'landfall:invalidPipelines': 'refuse' });
  rmSync(folder, { recursive: true });
  const own = graph.map(({ inputs }) => inputs).filter(({ member }) => String(member).includes('landfall-transform@'));
  const tables = own.filter(({ tableId }) => tableId !== undefined);
  expect(tables.map(({ tableId, role }) => [tableId, role])).toEqual([
    ['predictions', 'roles/bigquery.dataViewer'],
    ['ratings', 'roles/bigquery.dataViewer'],
  ]);
});
