import { expect, test } from '@jest/globals';
import { countsOf, runPricesOf } from '../../../cli/rehearsal/run-prices';
import { base, rehearsed } from '../../core/rehearsal/rehearsed';

const rows = Array.from({ length: 1_000 }, () => ({ asked: 3_600, answered: 400, votes: {} }));

test('a run costs what its candidates are tuned and evaluated for, and one for a successor what it tries', () => {
  const unpriced = base('a-3', '2030-01-01', { price: undefined as never });
  const { configuration } = rehearsed({}, {}, [base('a-1', '2030-01-01'), base('a-2', '2031-01-01'), unpriced]);
  configuration.pipeline.training.split = {
    ...configuration.pipeline.training.split,
    evaluationShare: 0.2,
    validationShare: 0,
  };
  configuration.pipeline.evaluation.maximumExamples = 100;
  configuration.pipeline.evaluation.metrics = ['exactMatch'];
  const prices = runPricesOf(configuration, countsOf(rows, configuration));
  // 800 examples of a thousand tokens in three epochs at $10 a million; a hundred answered by the base and the candidate.
  expect(prices['a-1']!.amount).toBeCloseTo(24 + 2 * 100 * (900 * 1e-6 + 100 * 1e-5), 1);
  expect(prices['a-1']!.unpriced).toEqual([]);
  // Of a successor two are asked as they are besides, one of them with five examples before each question.
  expect(prices['a-2']!.amount).toBeGreaterThan(prices['a-1']!.amount);
  expect(prices['a-3']).toEqual({ amount: 0, unpriced: ['tuning a-3', 'the evaluation'] });
});
