/** A tuned model that answers at two locations: copied by deploy, asked at both by serve, gone with its pipeline. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Told } from '../../functions/serve/asking/exchange';
import { createLedger } from '../../operations/ledger/ledger';
import { eventually } from '../eventually';
import { query } from './state';
import { createTestCloud, dropSample, type TestCloud } from './test-cloud';

let local: TestCloud;
beforeAll(async () => {
  local = await createTestCloud();
  const file = join(local.pipelines, 'email-summary/pipeline.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('deployment:\n', 'deployment:\n  alsoAt: [eu]\n'));
  await local.cloud.apply();
});
afterAll(() => local?.close());

const modelsAt = async (location: string) => {
  const { project } = local.cloud.status;
  const response = await fetch(`${local.cloud.url}/v1/projects/${project}/locations/${location}/models`);
  return ((await response.json()) as { models?: { name: string }[] }).models ?? [];
};

test('what is deployed answers at both locations, rows say which, and nothing of it is left elsewhere once its pipeline is removed', async () => {
  const { exitCode, summary, stderr } = await dropSample(local);
  expect([exitCode, summary.status, stderr]).toEqual([0, 'deployed', expect.anything()]);
  const { serving, replicas } = (await createLedger(local.cloud).readProduction('email-summary'))!;
  const endpoints = [serving[0]!.endpoint, ...replicas!];
  expect(endpoints.map((name) => name.split('/')[3])).toEqual(['us', 'eu']);
  expect(await modelsAt('eu')).toHaveLength(1);

  const ids: string[] = [];
  for (let n = 0; n < 16; n++) {
    const asked = await local.landfall('ask', 'email-summary', `Hi, my kettle leaks, order ${n}. Ana`, '--json');
    ids.push((JSON.parse(asked.stdout) as Told).id);
  }
  const rows = await eventually(async () => {
    const found = await query(local.cloud, 'SELECT id, endpoint FROM landfall.predictions');
    return found.length >= ids.length ? found : undefined;
  }, 'the rows');
  expect([...new Set(rows.map(([, endpoint]) => endpoint as string))].sort()).toEqual(endpoints.toSorted());

  const removed = await local.landfall('pipelines', 'remove', 'email-summary', '--yes');
  expect([removed.exitCode, removed.stderr]).toEqual([0, expect.anything()]);
  expect(await modelsAt('eu')).toEqual([]);
});
