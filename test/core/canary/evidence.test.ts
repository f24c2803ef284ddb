import { describe, expect, test } from '@jest/globals';
import {
  drawnShare,
  evidenceOfGaps,
  evidenceOfHarm,
  evidenceOfSafety,
  freshExposure,
  observe,
  type Exposure,
} from '../../../core/canary/evidence';

const share = 0.3;
const arms = ['control', 'canary'] as const;

/** The mean of an evidence over all that may come of keys with such bad rates, one pair of rates a key: exact. */
function meanOf(evidence: (step: Exposure) => number, rates: { control: number; canary: number }[]): number {
  const after = (step: Exposure, key: number): number => {
    if (key === rates.length) return evidence(step);
    return arms
      .flatMap((arm) => [true, false].map((isBad) => ({ arm, isBad })))
      .reduce((sum, { arm, isBad }) => {
        const rate = rates[key]![arm];
        const chance = (arm === 'canary' ? share : 1 - share) * (isBad ? rate : 1 - rate);
        return sum + chance * after(observe([step], arm, isBad)[0]!, key + 1);
      }, 0);
  };
  return after(freshExposure(0, share), 0);
}

const steady = (control: number, canary: number) => Array.from({ length: 5 }, () => ({ control, canary }));

describe('evidence of harm', () => {
  const mean = (rates: { control: number; canary: number }[]) => meanOf((step) => evidenceOfHarm([step]), rates);

  test.each<[string, { control: number; canary: number }[]]>([
    ['as bad as the control', steady(0.02, 0.02)],
    ['as bad, and both are very bad', steady(0.9, 0.9)],
    [
      'as bad at every moment, whatever the moment',
      [0.01, 0.5, 0.02, 0.9, 0.3].map((rate) => ({ control: rate, canary: rate })),
    ],
  ])('is 1 on average where the canary is %s', (_, rates) => {
    expect(mean(rates)).toBeCloseTo(1, 12);
  });

  test('is less on average where the canary is better, and more where it is worse', () => {
    expect(mean(steady(0.2, 0.1))).toBeLessThan(1);
    expect(mean(steady(0.1, 0.2))).toBeGreaterThan(1);
  });

  test('adds up over steps', () => {
    const step = (from: number, to: number, canary: number, control: number) => ({
      from,
      to,
      canary: { asked: 100, bad: canary },
      control: { asked: 100, bad: control },
    });
    const [first, second] = [step(0, 0.1, 4, 3), step(0.1, 0.5, 12, 5)];
    expect(evidenceOfHarm([first, second])).toBeGreaterThan(evidenceOfHarm([first]));
    expect(evidenceOfHarm([first, second])).toBeGreaterThan(evidenceOfHarm([second]));
  });

  test('is as much in batches as one by one, and in whatever order', () => {
    const one = observe(observe([freshExposure(0, 0.5)], 'canary', true), 'control', true);
    const other = observe(observe([freshExposure(0, 0.5)], 'control', true), 'canary', true);
    expect(evidenceOfHarm(one)).toBe(evidenceOfHarm(other));
  });

  test('is a number however much there is', () => {
    const step = { ...freshExposure(0, 0.5), canary: { asked: 1e6, bad: 1e6 } };
    expect(JSON.stringify(evidenceOfHarm([step]))).toMatch(/^\d/);
  });
});

describe('evidence of safety', () => {
  const mean = (rates: { control: number; canary: number }[]) => meanOf((step) => evidenceOfSafety(step, 0.05), rates);

  test.each<[string, { control: number; canary: number }[]]>([
    ['worse by the tolerance', steady(0.02, 0.07)],
    ['much worse', steady(0.02, 0.3)],
    ['worse by the tolerance at every moment', [0, 0.5, 0.9].map((rate) => ({ control: rate, canary: rate + 0.05 }))],
  ])('is 1 on average or less where the canary is %s', (_, rates) => {
    expect(mean(rates)).toBeLessThanOrEqual(1 + 1e-12);
  });

  test('is more on average where it is as good', () => {
    expect(mean(steady(0.02, 0.02))).toBeGreaterThan(1);
    expect(mean(steady(0, 0))).toBeGreaterThan(1);
  });
});

describe('in the shadow, where each key has an answer of both', () => {
  /** Chances of a bad answer of the control alone, of the canary alone, and of both. */
  interface Pairs {
    control: number;
    canary: number;
    both: number;
  }

  /** The mean over all that may come of four keys: exact. */
  function meanOfPairs(evidence: (step: Exposure) => number, { control, canary, both }: Pairs, keys = 4): number {
    const outcomes = [
      { chance: control, isBad: { control: true, canary: false } },
      { chance: canary, isBad: { control: false, canary: true } },
      { chance: both, isBad: { control: true, canary: true } },
      { chance: 1 - control - canary - both, isBad: { control: false, canary: false } },
    ];
    const after = (step: Exposure, key: number): number =>
      key === keys
        ? evidence(step)
        : outcomes.reduce((sum, { chance, isBad }) => {
            const seen = arms.reduce((steps, arm) => observe(steps, arm, isBad[arm]), [step]);
            return sum + chance * after(seen[0]!, key + 1);
          }, 0);
    return after(freshExposure(0, 0), 0);
  }
  const harm = (step: Exposure) => evidenceOfHarm([step]);
  const safety = (step: Exposure) => evidenceOfSafety(step, 0.05);

  test.each<[string, Pairs]>([
    ['as bad as the control', { control: 0.1, canary: 0.1, both: 0 }],
    ['bad where the control is', { control: 0, canary: 0, both: 0.5 }],
    ['as bad, on hard requests and on others', { control: 0.05, canary: 0.05, both: 0.2 }],
  ])('evidence of harm is 1 on average or less where the canary is %s', (_, pairs) => {
    expect(meanOfPairs(harm, pairs)).toBeLessThanOrEqual(1 + 1e-12);
  });

  test.each<[string, Pairs]>([
    ['worse by the tolerance', { control: 0.02, canary: 0.02 + 0.05 * 0.98, both: 0 }],
    ['worse by it on hard requests', { control: 0, canary: 0.05 * 0.7, both: 0.3 }],
    ['much worse', { control: 0.02, canary: 0.3, both: 0 }],
  ])('evidence of safety is 1 on average or less where it is %s', (_, pairs) => {
    expect(meanOfPairs(safety, pairs)).toBeLessThanOrEqual(1 + 1e-12);
  });

  test('both grow where there is something to be seen', () => {
    expect(meanOfPairs(harm, { control: 0.02, canary: 0.2, both: 0 })).toBeGreaterThan(1);
    expect(meanOfPairs(safety, { control: 0.02, canary: 0.02, both: 0 })).toBeGreaterThan(1);
  });

  test('answers of one arm that are missing are found', () => {
    const arm = (asked: number) => ({ asked, bad: 0 });
    expect(evidenceOfGaps({ ...freshExposure(0, 0), control: arm(60), canary: arm(60) })).toBeLessThanOrEqual(1);
    expect(evidenceOfGaps({ ...freshExposure(0, 0), control: arm(60), canary: arm(20) })).toBeGreaterThan(1000);
  });
});

describe('evidence of missing answers', () => {
  const asked = (canary: number, control: number) => ({
    ...freshExposure(0, 0.1),
    canary: { asked: canary, bad: 0 },
    control: { asked: control, bad: 0 },
  });

  test.each<[number, number, boolean]>([
    [100, 900, false],
    [85, 915, false],
    [0, 30, false],
    [0, 200, true],
    [50, 950, true],
    [300, 700, true],
  ])(
    'with %d answers of the canary beside %d, a tenth being drawn for it, is strong: %s',
    (canary, control, isStrong) => {
      expect(evidenceOfGaps(asked(canary, control)) >= 1000).toBe(isStrong);
    },
  );
});

test.each<[number, number, number]>([
  [0, 0, 0.5],
  [0, 0.01, 0.01],
  [0.1, 0.5, 0.4 / 0.9],
  [0.5, 1, 1],
])('a step from %d to %d draws %d of the keys that the canary has not had', (from, to, drawn) => {
  expect(drawnShare({ from, to })).toBeCloseTo(drawn, 12);
});
