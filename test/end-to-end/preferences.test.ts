/** A candidate that learns targets and one that learns preferences, from the same rows to a verdict. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLedger } from '../../operations/ledger/ledger';
import type { Plan } from '../../cli/plan';
import { readRun } from '../../operations/runs/read-run';
import { createTestCloud, dropSample, type TestCloud } from './test-cloud';

let local: TestCloud;
beforeAll(async () => {
  local = await createTestCloud({ base: 'landfall-tiny' });
  const change = (file: string, from: RegExp, to: string): void => {
    const path = join(local.pipelines, 'email-summary', file);
    const before = readFileSync(path, 'utf8');
    expect(before).toMatch(from);
    writeFileSync(path, before.replace(from, to));
  };
  // Who only begins to repeat the email has not summed it up.
  change('training.sql', /AS target/, 'AS target,\n  SUBSTR(emails.body, 1, 60) AS rejected');
  change('pipeline.yaml', /split: \{/, 'split: { validationShare: 0.2,');
  change(
    'pipeline.yaml',
    /( +- )\{ id: tuned, (.*) \}/,
    '$1{ id: tuned, $2 }\n$1{ id: polite, $2, method: preference, beta: 0.2 }',
  );
});
afterAll(() => local?.close());

interface Job {
  state: string;
  labels: Record<string, string>;
  preferenceOptimizationSpec?: { hyperParameters: { epochCount: string; beta: number } };
  tuningDataStats: { preferenceOptimizationDataStats?: { totalBillableTokenCount: string } };
}

test('rows with a rejected answer come to a model that has learnt preferences, for the price that was planned', async () => {
  const { summary, exitCode, stderr } = await dropSample(local);
  expect({ exitCode, error: summary.error, stderr }).toMatchObject({ exitCode: 0, error: undefined });
  expect(summary.candidates).toMatchObject([
    { id: 'tuned', state: 'succeeded' },
    { id: 'polite', state: 'succeeded' },
  ]);
  expect(summary.champion).toBeDefined();

  const { endpoints, project, region } = local.cloud.status;
  const path = `/v1/projects/${project}/locations/${region}/tuningJobs`;
  const asked = await fetch(`${endpoints.vertex}${path}`, { headers: { authorization: 'Bearer owner' } });
  const { tuningJobs } = (await asked.json()) as { tuningJobs: Job[] };
  const job = tuningJobs.find(({ labels }) => labels['landfall-candidate'] === 'polite')!;
  expect(job).toMatchObject({
    state: 'JOB_STATE_SUCCEEDED',
    preferenceOptimizationSpec: { hyperParameters: { epochCount: '1', beta: 0.2 } },
  });

  const { stdout } = await local.landfall('plan', 'email-summary', '--json');
  const planned = (JSON.parse(stdout) as Plan).price.tuning.find(({ id }) => id === 'polite')!;
  const billed = Number(job.tuningDataStats.preferenceOptimizationDataStats!.totalBillableTokenCount);
  expect(Math.abs(planned.billedTokens - billed)).toBeLessThan(0.01 * billed);

  // Its curve is told as that of targets is: from ln 2, on what it learns from and on the validation split.
  const ledger = createLedger(local.cloud);
  const view = await readRun(local.cloud, await ledger.openRun({ pipeline: 'email-summary', run: summary.run }));
  const { training, validation } = view.candidates.find(({ id }) => id === 'polite')!.losses!;
  expect(training[0]!.loss).toBeCloseTo(Math.LN2, 2);
  expect(validation.at(-1)!.loss).toBeLessThan(Math.LN2);
});
