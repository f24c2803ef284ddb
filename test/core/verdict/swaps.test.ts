import { describe, expect, test } from '@jest/globals';
import { metricsOf } from '../../../core/metrics';
import { comparePairs } from '../../../core/verdict/compare';
import type { MeasuredComparison } from '../../../core/verdict/comparison';
import { swapped, swapInterval, swapTest } from '../../../core/verdict/swaps';
import { usualTerms } from '../../../core/verdict/terms';

const flips = { resamples: 4999, seed: 'a run' };

/** What two models' labels count, where those wanted are known. */
function pooled(wanted: string, candidate: string, rival: string, metric = 'macroF1' as const) {
  const { counting } = metricsOf([metric])[0]!;
  const said = [candidate, rival].map((labels) => labels.split('').map((label, place) => [label, wanted[place]!]));
  const { size, value, placesOf } = counting!(said.flat());
  const [own, others] = said.map((pairs) => pairs.map(placesOf));
  return { size, value, candidate: own!, rival: others! };
}
const each = (n: number) => ({ n, clusterOf: (example: number) => example });

describe('answers swapped between two models', () => {
  // Of a two are wanted, of b two: the candidate is right on all, the rival says a to everything.
  const four = pooled('aabb', 'aabb', 'aaaa');

  test('come to the numbers of all answers, unswapped', () => {
    expect(swapped(four, each(4), flips).values).toEqual([1, expect.closeTo(1 / 3, 12)]);
  });

  test('give the exact chance of a difference as large, up to what is drawn', () => {
    // Both differing answers have to go to the candidate: one way in four; the other way round three in four less those.
    const { better, worse } = swapTest(swapped(four, each(4), flips));
    expect(better).toBeCloseTo(1 / 4, 1);
    expect(worse).toBe(1);
  });

  test('go together where they hang together', () => {
    const { differing, differences } = swapped(four, { n: 4, clusterOf: (n) => n >> 1 }, flips);
    expect(differing).toBe(1);
    expect(new Set(differences)).toHaveProperty('size', 2);
  });

  test('that are the same say nothing of the next ones', () => {
    const same = swapped(pooled('aabb', 'abab', 'abab'), each(4), flips);
    expect(swapTest(same)).toEqual({ better: 1, worse: 1 });
    const [low, high] = swapInterval(same, 4, 0.95);
    expect(low).toBeLessThan(-0.3);
    expect(high).toBeGreaterThan(0.3);
  });
});

describe('macro F1', () => {
  /** A rare class that the candidate knows, and the rival never says; of the frequent one both know as much. */
  const wanted = 'a'.repeat(190) + 'b'.repeat(10);
  const candidate = 'a'.repeat(185) + 'bbbbb' + 'b'.repeat(10);
  const rival = 'a'.repeat(200);
  const scoresOf = (said: string) => said.split('').map((label, place) => Number(label === wanted[place]));
  const pairing = {
    metric: 'macroF1',
    candidate: 'c1',
    rival: 'production',
    candidateScores: scoresOf(candidate),
    rivalScores: scoresOf(rival),
  };
  const compare = (change: object = {}, given: object = {}) =>
    comparePairs(
      [{ ...pairing, pooled: pooled(wanted, candidate, rival), ...change }],
      usualTerms({ seed: 'a run', ...given }),
    )[0] as MeasuredComparison;

  test('is seen to be better where whether an answer is right tells nothing', () => {
    expect(compare()).toMatchObject({
      method: 'swaps',
      verdict: 'better',
      means: { candidate: expect.closeTo((370 / 375 + 20 / 25) / 2, 9), rival: expect.closeTo(380 / 390 / 2, 9) },
      wins: 10,
      losses: 5,
    });
    expect(compare({ pooled: undefined }).verdict).toBe('not measurable');
  });

  test('is not tested with a margin', () => {
    expect(() => compare({}, { margin: 0.02 })).toThrow(RangeError);
  });

  test('ends nothing before all answers are there', () => {
    const looks = [{ examples: 200, share: 0.5 }];
    expect(compare({ looks })).toMatchObject({ better: { pValue: 1 }, verdict: 'not measurable' });
    expect(compare({ looks: [...looks, { examples: 200, share: 1 }] }).verdict).toBe('better');
  });
});
