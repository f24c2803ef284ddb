import { describe, expect, test } from '@jest/globals';
import { freshExposure, type Exposure } from '../../../core/canary/evidence';
import { canaryInWords, judgeCanary } from '../../../core/canary/judge';

type Counts = [bad: number, asked: number];

const step = ([canaryBad, canaryAsked]: Counts, [controlBad, controlAsked]: Counts, from = 0, to = 0.1): Exposure => ({
  from,
  to,
  canary: { bad: canaryBad, asked: canaryAsked },
  control: { bad: controlBad, asked: controlAsked },
});

describe('a step of a canary', () => {
  test.each<[string, Exposure, string]>([
    [
      'nothing at all',
      freshExposure(0, 0.1),
      '0 of 0 bad with the canary, 0 of 0 beside it: no request has come to the canary',
    ],
    [
      'traffic beside it alone',
      step([0, 0], [2, 20]),
      '0 of 0 bad with the canary, 2 of 20 beside it: no request has come to the canary',
    ],
    ['a few good answers', step([0, 20], [3, 180]), '0 of 20 bad with the canary, 3 of 180 beside it: too few to tell'],
    [
      'much more traffic than its share',
      step([2, 500], [40, 2000]),
      '2 of 500 bad with the canary, 40 of 2,000 beside it: one of them misses answers that it must have had',
    ],
  ])('is held after %s', (_, exposure, words) => {
    const verdict = judgeCanary([exposure]);
    expect(verdict.decision).toBe('hold');
    expect(canaryInWords(verdict, exposure)).toBe(words);
  });

  test('is never passed by traffic beside it, however much', () => {
    for (const asked of [100, 10_000, 1_000_000]) expect(judgeCanary([step([0, 0], [0, asked])]).decision).toBe('hold');
  });

  test('is passed when it is shown not to be much worse', () => {
    const exposure = step([3, 200], [37, 1800]);
    const verdict = judgeCanary([exposure]);
    expect(canaryInWords(verdict, exposure)).toBe(
      '3 of 200 bad with the canary, 37 of 1,800 beside it: the canary is not worse by 5 % of the answers or more',
    );
    expect(verdict.decision).toBe('pass');
    expect(verdict.safety).toBeGreaterThan(20);
  });

  test('needs more of them for a smaller tolerance', () => {
    expect(judgeCanary([step([3, 200], [37, 1800])], 0.02).decision).toBe('hold');
  });

  test('is rolled back when it is shown to be worse', () => {
    const exposure = step([9, 60], [11, 540]);
    const verdict = judgeCanary([exposure]);
    expect(canaryInWords(verdict, exposure)).toBe(
      '9 of 60 bad with the canary, 11 of 540 beside it: the canary is worse',
    );
    expect(verdict.decision).toBe('rollback');
  });

  test('is not rolled back for what goes wrong beside it as well', () => {
    expect(judgeCanary([step([60, 100], [540, 900])]).decision).toBe('hold');
  });

  test('is rolled back by what earlier steps have seen together with it', () => {
    const [first, second] = [step([7, 60], [13, 540]), step([9, 60], [3, 75], 0.1, 0.5)];
    expect([first, second].map((each) => judgeCanary([each]).decision)).toEqual(['hold', 'hold']);
    expect(judgeCanary([first, second]).decision).toBe('rollback');
  });
});
