import { describe, expect, test } from '@jest/globals';
import { harmOf, proposedFor, type Score } from '../../../core/drift/harm';

const tally = (...counts: number[]) => ({ votes: counts.reduce((sum, count) => sum + count), counts });
const change = (before: number[], since: number[]) => ({
  categories: ['easy', 'hard', 'new'],
  before: tally(...before),
  since: tally(...since),
  strangers: [],
});
const scored = (category: string, answers: number, mean: number, kind = category): Score => ({
  kind,
  category,
  answers,
  mean,
});
const scores = [scored('easy', 200, 0.95), scored('hard', 200, 0.55)];
const before = [500, 500, 0];
const error = 0.05;

test('votes that move to a category that is answered worse cost what lies between', () => {
  const { loss, atLeast } = harmOf(change(before, [100, 300, 0]), scores, error)!;
  expect(loss).toBeCloseTo(0.25 * 0.4, 2);
  expect(atLeast).toBeGreaterThan(0.05);
  expect(atLeast).toBeLessThan(loss);
});

test('those that move to a better one cost nothing', () => {
  const { loss, atLeast } = harmOf(change(before, [300, 100, 0]), scores, error)!;
  expect(loss).toBeCloseTo(-0.1, 2);
  expect(atLeast).toBeLessThan(loss);
});

test('what was never scored is taken for wrong', () => {
  expect(harmOf(change(before, [150, 150, 100]), scores, error)!.loss).toBeCloseTo(0.25 * 0.75, 2);
});

test('few votes show little', () => {
  expect(harmOf(change(before, [3, 7, 0]), scores, error)!.atLeast).toBeLessThan(0);
});

test('nothing is said where most of what was asked has no score, or nothing came since', () => {
  expect(harmOf(change([100, 100, 800], [10, 10, 80]), scores, error)).toBeUndefined();
  expect(harmOf(change(before, [0, 0, 0]), scores, error)).toBeUndefined();
});

test('where kinds are what was wanted, more of what is often mistaken for another costs what is right of it', () => {
  // Of "hard" half is answered "easy": where its share goes from a half to nine tenths, the answers go from 3 in 4 "easy" to 11 in 20.
  const wanted = [scored('easy', 400, 1, 'easy'), scored('easy', 200, 0, 'hard'), scored('hard', 200, 1, 'hard')];
  const { loss, atLeast } = harmOf(change([3000, 1000, 0], [550, 450, 0]), wanted, error)!;
  expect(loss).toBeCloseTo(0.4 * 0.5, 1);
  expect(atLeast).toBeGreaterThan(0.1);
});

describe('retraining is proposed', () => {
  const harder = change([500, 500, 0], [100, 300, 0]);
  const same = change([5000, 5000, 0], [200, 200, 0]);
  const of = (signals: Parameters<typeof proposedFor>[0]) =>
    proposedFor(signals, { inputLanguage: scores, outputCategory: scores });

  test('for answers of which more are bad', () => {
    expect(of({ outputCategory: harder })).toMatchObject({ signal: 'outputCategory' });
  });

  test('for questions that are answered worse only where answers have changed as well', () => {
    expect(of({ inputLanguage: harder, outputCategory: same })).toBeUndefined();
    expect(of({ inputLanguage: harder, outputCategory: change([5000, 5000, 0], [300, 100, 0]) })).toMatchObject({
      signal: 'inputLanguage',
    });
  });

  test('not for less than a point, however clear', () => {
    const million = (share: number) => [1e6 * (1 - share), 1e6 * share, 0];
    const certain = [scored('easy', 1e6, 0.95), scored('hard', 1e6, 0.55)];
    expect(
      proposedFor({ outputCategory: change(million(0.5), million(0.52)) }, { outputCategory: certain }),
    ).toBeUndefined();
    expect(
      proposedFor({ outputCategory: change(million(0.5), million(0.53)) }, { outputCategory: certain }),
    ).toBeDefined();
  });
});

test('a rate is its own score', () => {
  const rate = [scored('easy', 1e9, 1), scored('hard', 1e9, 0)];
  const { loss, atLeast } = harmOf(change([990, 10, 0], [90, 10, 0]), rate, error)!;
  expect(loss).toBeCloseTo(0.09, 2);
  expect(atLeast).toBeGreaterThan(0.03);
});
