import { expect, test } from '@jest/globals';
import { checkTuningPrice } from '../../../../functions/transform/checks/tuning-price';
import type { Spending } from '../../../../schemas/generated/types';
import { exampleRun } from '../../fakes';

const workload = { candidates: [], judges: [] };
const tuning = [12, 8].map((committed, index) => ({
  id: `t/${index}`,
  run: 'r',
  purpose: 'tuning' as const,
  candidate: `c-${index}`,
  committed,
}));
const runWith = (run: number, month: number, onOverBudget: 'fail' | 'leaveOut' = 'fail') =>
  exampleRun(({ pipeline }) => void Object.assign(pipeline.tuning, { budget: { run, month }, onOverBudget }));
const spendingOf = (run: string, committed: number): Spending => ({
  pipeline: 'email-summary',
  month: '2026-11',
  currency: 'USD',
  entries: { a: { run, purpose: 'tuning', at: '2026-11-01T00:00:00Z', committed } },
});

test.each<[string, ReturnType<typeof runWith>, Spending | undefined, number, string]>([
  ['fits', runWith(20, 100), undefined, 20, 'passed'],
  ['is more than a run may spend', runWith(19, 100), undefined, 19, 'failed'],
  ['is more, where candidates are left out', runWith(19, 100, 'leaveOut'), undefined, 19, 'warned'],
  ['is more than other runs have left', runWith(20, 100), spendingOf('20261101-00000000', 85), 15, 'failed'],
  ['is the run’s own already', runWith(20, 100), spendingOf('20261123-3f9a2c1b', 85), 20, 'passed'],
])('what tuning would cost %s', (_, run, spending, threshold, outcome) => {
  const [check] = checkTuningPrice({ tuning }, { run: { ...run, run: '20261123-3f9a2c1b' }, workload, spending });
  expect(check).toMatchObject({ name: 'tuningPrice', measured: 20, unit: 'dollars', threshold, outcome });
});

test('is no check where nothing has a price: tokens alone limit that', () => {
  expect(checkTuningPrice({ tuning: [] }, { run: runWith(1, 1), workload })).toEqual([]);
});
