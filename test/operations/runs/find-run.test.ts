import { expect, test } from '@jest/globals';
import { findRun, runsNamed } from '../../../operations/runs/find-run';
import type { Ledger } from '../../../operations/ledger/ledger';

/** In the order in which they began, which their names do not tell within a day. */
const keys = ['20261121-00000003', '20261122-3f9a0000', '20261123-aa002c1b', '20261123-3f9a2c1b'].map((run) => ({
  pipeline: 'email-summary',
  run,
}));

test.each([
  ['20261123-3f9a2c1b', ['20261123-3f9a2c1b']],
  ['20261122', ['20261122-3f9a0000']],
  ['2c1b', ['20261123-aa002c1b', '20261123-3f9a2c1b']],
  ['3f9a2', ['20261123-3f9a2c1b']],
  ['3f9a', ['20261122-3f9a0000', '20261123-3f9a2c1b']],
  ['9a2c', []],
])('%s is the name of %j', (name, runs) => expect(runsNamed(keys, name).map(({ run }) => run)).toEqual(runs));

const ledger = { listRuns: async () => keys } as unknown as Ledger;

test.each([
  ['xx', 'There is no run "xx".', /^no run has a name like it; the last is 20261123-3f9a2c1b of email-summary$/],
  ['20261123-3f9a2c1c', 'There is no run "20261123-3f9a2c1c".', /^the most similar is 20261123-3f9a2c1b$/],
  ['email-summary', '"email-summary" is a pipeline, and no run.', /its last run is 20261123-3f9a2c1b/],
  ['2026112', '"2026112" may be one of 4 runs.', /20261121-00000003 of email-summary/],
])('%s is no one run, and what may be meant is told', async (name, message, why) => {
  await expect(findRun(ledger, name)).rejects.toMatchObject({
    message,
    exitCode: 2,
    details: { why: expect.stringMatching(why) },
  });
});
