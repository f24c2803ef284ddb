import { expect, test } from '@jest/globals';
import type { RunReader } from '../../cli/ledger';
import { noModel } from '../../cli/no-model';
import { record, wholeRun } from './runs';

test.each([
  [[], 'none has been tuned yet, or the gate refused them all', 'npx landfall runs --pipeline email-summary'],
  [
    Object.values(wholeRun),
    'that of run 20261123-3f9a2c1b was taken out of service by landfall pipelines remove',
    'npx landfall drop email-summary FILE… --wait',
  ],
])('with nothing in production, why is told by what its runs came to', async (results, why, next) => {
  const readResults = async () => new Map(results.map((result) => [result.stage, result]));
  const ledger = { listRuns: async () => [record], openRun: async () => ({ readResults }) as unknown as RunReader };
  expect((await noModel(ledger, 'email-summary')).details).toMatchObject({ why, next });
});
