import { describe, expect, test } from '@jest/globals';
import {
  defaultLevel,
  nextLevel,
  promiseOf,
  wornOut,
  wrongAtMost,
  type GateDecision,
} from '../../../core/verdict/history';
import { checkTerms, usualTerms } from '../../../core/verdict/terms';

/** Decisions by what became of them, each at the level that it was given; every one on a held-out set of its own unless named. */
function historyOf(outcomes: readonly boolean[], heldOut = (at: number) => `set-${at}`): GateDecision[] {
  return outcomes.reduce<GateDecision[]>((history, promoted, at) => {
    const { level } = nextLevel(history, heldOut(at));
    return [...history, { run: `run-${at}`, heldOut: heldOut(at), level, promoted }];
  }, []);
}

const everyOutcome = (length: number): boolean[][] =>
  Array.from({ length: 2 ** length }, (_, bits) => Array.from({ length }, (__, at) => ((bits >> at) & 1) === 1));

const yes = true;
const no = false;

describe('the level of the next decision', () => {
  test.each<[boolean[], number]>([
    [[], 0.05],
    [[no], 0.0375],
    [[no, no], 0.03125],
    [[no, no, no], 0.028125],
    [Array<boolean>(52).fill(no), 0.025],
    [[no, no, yes], 0.05],
    [[yes, yes, yes], 0.05],
    [[yes, no], 0.0375],
  ])('after %j is %d', (outcomes, level) => {
    expect(nextLevel(historyOf(outcomes), 'fresh').level).toBeCloseTo(level, 10);
  });

  test('never falls under half of the level, and never rises above it', () => {
    for (const outcomes of everyOutcome(8)) {
      const { level } = nextLevel(historyOf(outcomes), 'fresh');
      expect(level).toBeGreaterThanOrEqual(0.025);
      expect(level).toBeLessThanOrEqual(0.05);
    }
  });

  test('does not count on the end of a decision that is under way', () => {
    const pending = { run: 'a', heldOut: 'set', level: 0.05 };
    expect(nextLevel([pending], 'fresh').level).toBe(nextLevel([{ ...pending, promoted: no }], 'fresh').level);
  });
});

describe('the promise', () => {
  test('is 25 wrong promotions in 1,000 decisions, 5 in 100 promotions, and 1 chance in 4 on one held-out set', () => {
    const { perDecision, perPromotion, perHeldOut } = promiseOf();
    expect([perDecision, perPromotion, perHeldOut].map((value) => Number(value.toFixed(12)))).toEqual([
      0.025, 0.05, 0.25,
    ]);
  });

  test('is kept by the sum of the levels, whatever is promoted when', () => {
    const { perDecision, perPromotion } = promiseOf();
    for (const outcomes of everyOutcome(12)) {
      const promotions = outcomes.filter(Boolean).length;
      const most = perDecision * outcomes.length + perPromotion * (promotions + 1);
      expect(wrongAtMost(historyOf(outcomes))).toBeLessThanOrEqual(most + 1e-12);
    }
  });

  test('is kept on one held-out set over all that its answers may lead to', () => {
    /**
     * The chance of a first wrong promotion here or in all that may follow, the way there already gone, whichever candidates are
     * better: one that is no better is a wrong promotion itself, one that is better leads on either way.
     */
    const below = (history: GateDecision[], depth: number): number => {
      if (depth === 0) return 0;
      const { level } = nextLevel(history, 'set');
      const next = (promoted: boolean) => [...history, { run: `${history.length}`, heldOut: 'set', level, promoted }];
      return Math.max(level, below(next(yes), depth - 1)) + below(next(no), depth - 1);
    };
    expect(below([], 12)).toBeLessThanOrEqual(promiseOf().perHeldOut);
    // Nor is it given away: most of it is spent on the way of refusals.
    expect(below([], 12)).toBeGreaterThan(0.8 * promiseOf().perHeldOut);
  });

  test('scales with the level that a pipeline asks for', () => {
    expect(nextLevel([], 'set', 0.01).level).toBeCloseTo(0.01, 12);
    expect(nextLevel(historyOf([no, no, no, no, no, no, no, no]), 'set', 0.01).level).toBeCloseTo(0.005, 4);
  });
});

describe('a held-out set that is judged on again and again', () => {
  const onOneSet = (outcomes: boolean[]) => historyOf(outcomes, () => 'set');
  const refusals = (count: number) => Array<boolean>(count).fill(no);

  test.each<[number, number, number]>([
    [0, 0.05, 4],
    [1, 0.0375, 3],
    [2, 0.03125, 2],
    [3, 0.028125, 1],
    [4, 0.0265625, 0],
    [5, 0.01201275, 0],
    [10, 0.00022167, 0],
  ])('after %d refusals on it gives the level %d, and is good for %d more', (count, level, further) => {
    const next = nextLevel(onOneSet(refusals(count)), 'set');
    expect(next.level).toBeCloseTo(level, 8);
    expect(next.heldOut).toMatchObject({ decisions: count, further });
  });

  test('gives less after a promotion, for production was chosen on it', () => {
    expect(nextLevel(onOneSet([yes]), 'set').level).toBeCloseTo(0.035, 10);
    expect(nextLevel(onOneSet([yes, yes]), 'set').level).toBeCloseTo(0.01925, 10);
    expect(nextLevel(onOneSet([yes]), 'other').level).toBe(defaultLevel);
  });

  test('leaves a decision on other rows its level', () => {
    const worn = onOneSet(refusals(10));
    expect(nextLevel(worn, 'other')).toMatchObject({ heldOut: { decisions: 0 } });
    expect(nextLevel(worn, 'other').level).toBeCloseTo(0.025, 4);
  });

  test.each<[number, string | undefined]>([
    [0, undefined],
    [2, undefined],
    [3, '3 decisions were made on these held-out rows: they are good for this one and 1 more; have fresh rows ready'],
    [4, '4 decisions were made on these held-out rows: they are good for this one and no other; have fresh rows ready'],
    [
      5,
      '5 decisions were made on these held-out rows: they are worn out, and this one is held to 1.2 % in place of 2.58 %; fresh rows bring it back',
    ],
  ])('after %d decisions says: %s', (count, words) => {
    expect(wornOut(nextLevel(onOneSet(refusals(count)), 'set'))).toBe(words);
  });
});

test.each([
  [
    'a level that is asked for far lower than those before',
    [{ run: 'a', heldOut: 'rows', level: 0.3, promoted: false }],
  ],
  [
    'a thousand decisions on the same rows',
    Array.from({ length: 1000 }, (_, n) => ({ run: String(n), heldOut: 'rows', level: 0.05 / 2 ** n, promoted: true })),
  ],
])('there is a level that can be compared at after %s', (_, history) => {
  const { level } = nextLevel(history, 'rows', 0.05);
  expect(level).toBeLessThan(1e-6);
  expect(() => checkTerms(usualTerms({ level, seed: 'a run' }))).not.toThrow();
});
