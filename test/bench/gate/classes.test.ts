import { describe, expect, test } from '@jest/globals';
import { drawDifferences, equalOtherwise, macroF1Of, sharesOf, type Labels } from '../../../bench/gate/classes';
import { chanceFrom } from '../../../bench/gate/models';
import { testDifferences } from '../../../core/verdict/claims';

const draws = { resamples: 199, seed: 'a run', margin: 0 };

function shareBetter(labels: Labels, runs: number): number {
  const chance = chanceFrom(JSON.stringify(labels));
  let better = 0;
  for (let run = 0; run < runs; run++)
    if (testDifferences(drawDifferences(labels, 'macroF1', chance), draws).better <= 0.05) better++;
  return better / runs;
}

describe('macro F1 of models that are no better', () => {
  const shares = sharesOf(10, 0.7);
  const rival = shares.map(() => 0.75);
  const of = { rows: 112, shares, rival, alike: 0.6 };
  // Three standard errors of 300 simulated gates.
  const atMost = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / 300);

  test('is called better in one of twenty runs at most, where they are as good on every class', () => {
    expect(shareBetter({ ...of, candidate: rival, confuses: 'any' }, 300)).toBeLessThan(atMost);
  });

  test('and where they are as good only on the whole', () => {
    const otherwise = equalOtherwise({ ...of, alike: 0 });
    expect(macroF1Of(otherwise, otherwise.candidate, 'next')).toBeCloseTo(macroF1Of(otherwise, rival, 'any'), 6);
    expect(shareBetter(otherwise, 300)).toBeLessThan(atMost);
  });

  test('is seen to be better where it is', () => {
    const candidate = rival.map((right, label) => (label < 5 ? right : 0.99));
    expect(shareBetter({ ...of, rows: 400, candidate, confuses: 'any', alike: 0 }, 100)).toBeGreaterThan(0.5);
  });
});
