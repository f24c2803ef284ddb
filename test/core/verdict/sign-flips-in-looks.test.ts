import { expect, test } from '@jest/globals';
import { randomIntegers } from '../../../core/verdict/random';
import { signFlipsInLooks, type SummedStep } from '../../../core/verdict/sign-flips-in-looks';
import { signTestInLooks } from '../../../core/verdict/sign-test-in-looks';

const flips = { resamples: 4000, seed: 'a run' };

test('of differences of one size it is the sign test in looks, but for its draws', () => {
  const differences = Float64Array.from({ length: 80 }, (_, place) => (place % 8 < 5 ? 1 : -1));
  const looks = [40, 60, 80];
  const drawn = signFlipsInLooks(
    looks.map((until) => ({ sums: differences.slice(0, until), share: until / 80 })),
    0.05,
    flips,
  );
  const exact = signTestInLooks(
    looks.map((until) => ({
      differing: until,
      wins: differences.slice(0, until).filter((difference) => difference > 0).length,
      share: until / 80,
    })),
    0.05,
  );
  expect(drawn.level).toBe(exact.level);
  expect(Math.abs(drawn.pValue - exact.pValue)).toBeLessThan(4 * Math.sqrt((0.02 * 0.98) / flips.resamples));
});

test('equal models are called better no more often than the level, groups that go on over a look included', () => {
  const fill = randomIntegers('graded');
  const numbers = new Uint32Array(60);
  const runs = 1000;
  let called = 0;
  for (let run = 0; run < runs; run++) {
    fill(numbers);
    const values = [...numbers].map((number) => number / 2 ** 31 - 1);
    // The last group of the first look grows until the second one.
    const first = Float64Array.from(values.slice(0, 30));
    const second = Float64Array.from([...values.slice(0, 29), 2 * values[29]!, ...values.slice(30)]);
    const steps: SummedStep[] = [
      { sums: first, share: 0.5 },
      { sums: second, share: 1 },
    ];
    const { pValue, level } = signFlipsInLooks(steps, 0.05, { resamples: 199, seed: `run ${run}` });
    if (pValue <= level) called++;
  }
  expect(called / runs).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs));
  expect(called / runs).toBeGreaterThan(0.02);
});

test('a claim once made stays', () => {
  const early = { sums: new Float64Array(30).fill(0.2), share: 0.5 };
  const claim = signFlipsInLooks([early], 0.05, flips);
  expect(claim.pValue).toBe(1 / 4001);
  const turned = { sums: Float64Array.from([...early.sums, ...new Float64Array(30).fill(-0.3)]), share: 1 };
  expect(signFlipsInLooks([early, turned], 0.05, flips)).toEqual(claim);
});
