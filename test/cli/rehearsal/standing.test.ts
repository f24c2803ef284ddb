import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readStanding } from '../../../cli/rehearsal/standing';
import { productionPath, runPath, spendingPath } from '../../../core/ledger-layout';
import { exampleRun } from '../../functions/fakes';
import { startStoredCloud, type StoredCloud } from '../stored-cloud';

const run = exampleRun();
const { pipeline } = run;
const december = new Date('2026-12-05');

let stored: StoredCloud;
beforeAll(async () => {
  stored = await startStoredCloud();
});
afterAll(() => stored.stop());

test('where nothing was deployed or spent, a rehearsal begins with a first run and the whole budget', async () => {
  expect(await readStanding(pipeline, december, stored.cloud)).toEqual({ spent: 0 });
});

test('what is in production goes on, and what runs hold of the first month is counted', async () => {
  const entry = { run: 'another', purpose: 'tuning', at: '2026-12-01T00:00:00.000Z', committed: 20 };
  const [spent, open] = [{ ...entry, spent: 12 }, entry];
  const spending = { pipeline, month: '2026-12', currency: 'USD', entries: { spent, open } };
  await stored.put(spendingPath(pipeline, '2026-12'), spending);
  await stored.put(runPath(run), run);
  const serving = [{ endpoint: 'projects/1/locations/us/endpoints/7', share: 1 }];
  await stored.put(productionPath(pipeline), { pipeline, run: run.run, base: 'gemini-3.5-flash-lite', serving });
  expect(await readStanding(pipeline, december, stored.cloud)).toEqual({
    spent: 32,
    production: { run: run.run, createdAt: run.createdAt, base: 'gemini-3.5-flash-lite', purpose: 'tuning' },
  });
  expect(await readStanding(pipeline, new Date('2027-01-01'), stored.cloud)).toMatchObject({ spent: 0 });
});
