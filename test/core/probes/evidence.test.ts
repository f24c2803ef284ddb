import { describe, expect, test } from '@jest/globals';
import { afterHour, alarmAt, withAnswer, isReferred, largestShift, observed } from '../../../core/probes/evidence';
import type { Probe } from '../../../schemas/generated/types';

const none = { first: 0, second: 0, other: 0 };
const probe: Probe = {
  question: 'river moon',
  answers: { first: 'l', second: 'm' },
  counts: { first: 100, second: 100, other: 0 },
  recent: none,
};

const after = (answers: string[], from = probe) =>
  answers.reduce(
    (state, answer) => {
      const { probe: next, factor } = observed(state.probe, answer);
      return { probe: next, gain: state.gain * factor };
    },
    { probe: from, gain: 1 },
  );

test('an answer counts as the first, the second or another', () => {
  const { counts } = ['l', 'm', 'm', 'x', '(empty)'].reduce(withAnswer, { ...probe, counts: none });
  expect(counts).toEqual({ first: 1, second: 2, other: 2 });
});

test('a reference is two hundred answers', () => {
  expect(isReferred(probe)).toBe(true);
  expect(isReferred({ ...probe, counts: { first: 199, second: 0, other: 0 } })).toBe(false);
});

describe('a bet', () => {
  test('is placed before the answer is known: its factors over all answers average to 1', () => {
    const { probe: state } = after(['l', 'l', 'm', 'l']);
    const total = 204 + 1.5;
    const chances = [
      ['l', 103.5 / total],
      ['m', 101.5 / total],
      ['x', 0.5 / total],
    ] as const;
    const mean = chances.reduce((sum, [answer, chance]) => sum + chance * observed(state, answer).factor, 0);
    expect(mean).toBeCloseTo(1, 12);
  });

  test('that nothing is known for costs and gains nothing', () => {
    expect(observed(probe, 'l').factor).toBeCloseTo(1, 12);
  });

  test('gains where the model says one thing that it used to say half of the time', () => {
    expect(after(Array<string>(12).fill('l')).gain).toBeGreaterThan(50);
  });

  test('gains the most where it says what it has never said', () => {
    expect(after(['x', 'x']).gain).toBeGreaterThan(20);
  });

  test('loses where the model goes on as before', () => {
    expect(after(Array.from({ length: 40 }, (_, at) => 'lm'[at % 2]!)).gain).toBeLessThan(0.5);
  });
});

describe('evidence', () => {
  test('is what was gained since each hour, added up', () => {
    expect(afterHour(0, [2, 3])).toBe(6);
    expect(afterHour(6, [0.5])).toBe(3.5);
  });

  test('stays a number that can be written down', () => {
    expect(JSON.parse(JSON.stringify(afterHour(1e300, [1e300])))).toBeGreaterThan(alarmAt);
  });
});

test('says in words which probe has changed the most', () => {
  const { probe: changed } = after(Array<string>(12).fill('m'));
  expect(largestShift([probe, { ...changed, question: 'seven moon' }])).toBe(
    '"seven moon" was answered "l" in 47 % and "m" in 53 % of 212 times, and lately "l" in 0 % and "m" in 100 %',
  );
});
