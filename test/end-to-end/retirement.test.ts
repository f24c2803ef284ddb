/** The local cloud on the day on which a successor is planned, for a pipeline whose base ends two months later. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { loadCatalog, type BaseModel } from '../../catalog';
import { createLedger } from '../../operations/ledger/ledger';
import { readPipeline } from '../../operations/pipelines/pipelines';
import { repositoryRoot } from '../../core/root';
import { retirementCandidates } from '../../core/retirement/candidates';
import { decideRetirement, type Requested } from '../../core/retirement/decide';
import type { PipelineSpec } from '../../schemas/generated/types';
import type { RunSummary } from '../../operations/runs/summary';
import { createTestCloud, dropSample, type TestCloud } from './test-cloud';

const ending = 'gemini-3.1-flash-lite';
const successor = 'gemini-3.5-flash-lite';

let local: TestCloud;
beforeAll(async () => {
  local = await createTestCloud({ base: ending, date: '2027-03-08' });
});
afterAll(() => local?.close());

const decide = (base: string, requests: Requested[]) =>
  decideRetirement(
    { pipeline: 'email-summary', base, purpose: 'tuning', mode: 'auto', earlierRunDays: [], requests },
    loadCatalog(repositoryRoot()),
    { region: local.cloud.status.region, on: new Date(local.cloud.now()) },
  );

test('a run for the successor is decided on, tried with settings of its own, and takes the place of what ends', async () => {
  expect((await dropSample(local)).exitCode).toBe(0);
  const ledger = createLedger(local.cloud);
  const before = await ledger.readProduction('email-summary');
  expect(before!.base).toBe(ending);
  expect((await local.landfall('lifecycle', 'email-summary')).stdout).toContain(
    `${ending}\tinference\tus\t2027-05-07 or later\t60\tproduction: answers of email-summary end with 404; ${successor} planned for 7 March 2027`,
  );

  const decided = decide(ending, []);
  expect(decided).toMatchObject({ decision: 'request', successor, deadline: '2027-04-30' });
  const configuration = await readPipeline(local.cloud, 'email-summary');
  const model = configuration.baseModels[successor] as BaseModel;
  const file = join(local.pipelines, 'email-summary/pipeline.yaml');
  const spec = parse(readFileSync(file, 'utf8')) as PipelineSpec;
  const candidates = retirementCandidates(configuration, model);
  writeFileSync(file, stringify({ ...spec, tuning: { ...spec.tuning, candidates } }));

  const dropped = await local.landfall('drop', 'email-summary', ...local.files, '--batch', 'moved', '--wait', '--json');
  const summary = JSON.parse(dropped.stdout.trim().split('\n').at(-1)!) as RunSummary;
  expect({ exitCode: dropped.exitCode, error: summary.error }).toEqual({ exitCode: 0, error: undefined });
  expect(summary.candidates).toMatchObject([{ id: 'successor', state: 'succeeded' }]);
  const after = await ledger.readProduction('email-summary');
  expect(after).toMatchObject({ base: successor, run: summary.run });
  expect(decide(after!.base, [])).toMatchObject({ decision: 'wait', until: '2027-05-21' });
  const { stdout, exitCode } = await local.landfall('ask', 'email-summary', 'The kettle leaks. Ana');
  expect({ exitCode, answer: stdout.trim() }).toEqual({ exitCode: 0, answer: expect.stringMatching(/./) as unknown });
});
