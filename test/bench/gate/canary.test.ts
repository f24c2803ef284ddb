import { describe, expect, test } from '@jest/globals';
import { caughtWithin, promotedAtBaseEnd, rollOuts } from '../../../bench/gate/canary';

const rates = (control: number, canary: number) => () => ({ control, canary });
const many = { times: 100, seed: 7 };

describe('a canary judged after every request', () => {
  test('is rolled back in at most one case of a hundred over 800 requests when it is as good as its control', () => {
    const ends = rollOuts({ steps: [0.5, 0.9], rates: rates(0.02, 0.02), requests: 800 }, many);
    expect(ends.filter(({ isRolledBack }) => isRolledBack).length).toBeLessThanOrEqual(1);
    expect(ends.filter(({ passed }) => passed.length > 0).length).toBeGreaterThan(90);
  });

  test('answers unseen beside production first, and is rolled back as seldom', () => {
    const ends = rollOuts({ steps: [0], rates: rates(0.02, 0.02), requests: 800 }, many);
    expect(ends.filter(({ isRolledBack }) => isRolledBack).length).toBeLessThanOrEqual(1);
    expect(ends.filter(({ passed }) => passed.length > 0).length).toBeGreaterThan(90);
    const harmful = rollOuts({ steps: [0], rates: rates(0.02, 0.2), requests: 120 }, many);
    expect(caughtWithin(harmful, 120)).toBeGreaterThanOrEqual(0.9);
  });

  test('is promoted at the end of a base where it is as good, and hardly ever after 1,000 requests where it is worse by 20 points', () => {
    const promoted = (canary: number) =>
      promotedAtBaseEnd(rollOuts({ steps: [0.3], rates: rates(0.02, canary), requests: 1000 }, many));
    expect(promoted(0.02)).toBeGreaterThanOrEqual(0.99);
    expect(promoted(0.22)).toBeLessThanOrEqual(0.01);
  });

  test.each([
    [0.1, 350],
    [0.2, 120],
  ])(
    'with %d bad answers against 0.02 is rolled back within %d of its own in 95 cases of a hundred',
    (canary, within) => {
      const ends = rollOuts({ steps: [0.1, 0.5], rates: rates(0.02, canary), requests: 20 * within }, many);
      expect(caughtWithin(ends, within)).toBeGreaterThanOrEqual(0.95);
    },
  );
});
