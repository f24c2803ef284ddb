import { expect, test } from '@jest/globals';
import type { RunReader } from '../../../operations/ledger/ledger';
import { noModel } from '../../../operations/pipelines/no-model';
import { waiting } from '../../cli/rollout-examples';
import { record, wholeRun } from '../../cli/runs';

test.each([
  [[], 'none has been tuned yet, or the gate refused them all', 'npx landfall runs --pipeline email-summary'],
  [
    Object.values(wholeRun),
    'that of run 20261123-3f9a2c1b was taken out of service by landfall pipelines remove',
    'npx landfall drop email-summary FILE… --wait',
  ],
])('with nothing in production, why is told by what its runs came to', async (results, why, next) => {
  const readResults = async () => new Map(results.map((result) => [result.stage, result]));
  const reader = { readResults, readRollout: async () => undefined } as unknown as RunReader;
  const ledger = { listRuns: async () => [record], openRun: async () => reader };
  expect((await noModel(ledger, 'email-summary')).details).toMatchObject({ why, next });
});

test('with a first model that waits for approval, that is told', async () => {
  const reader = {
    readResults: async () => new Map([['evaluate', wholeRun.evaluate]]),
    readRollout: async () => ({ waiting, verdicts: [] }),
  } as unknown as RunReader;
  const { details } = await noModel({ listRuns: async () => [record], openRun: async () => reader }, 'email-summary');
  expect(details).toMatchObject({
    why: 'lora-8 of run 20261123-3f9a2c1b waits for approval',
    next: 'npx landfall approve 20261123-3f9a2c1b',
  });
});
