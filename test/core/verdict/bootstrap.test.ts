import { expect, test } from '@jest/globals';
import { bootstrapInterval } from '../../../core/verdict/bootstrap';
import { differencesOf } from '../../../core/verdict/paired-scores';
import { tangoInterval } from '../../../core/verdict/tango';

const draws = { confidence: 0.95, resamples: 4000, seed: 'a run' };
const scored = (candidateScores: number[], clusters?: string[]) =>
  differencesOf({
    metric: 'rougeL',
    candidate: 'c1',
    rival: 'base',
    candidateScores,
    rivalScores: candidateScores.map(() => 0),
    ...(clusters && { clusters }),
  });

test('of many examples it is the mean and two standard errors', () => {
  const scores = Array.from({ length: 400 }, (_, place) => (place % 20) / 20);
  const mean = 0.475;
  const error = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / 399 / 400);
  const [low, high] = bootstrapInterval(scored(scores), draws);
  expect(low).toBeCloseTo(mean - 1.97 * error, 2);
  expect(high).toBeCloseTo(mean + 1.97 * error, 2);
});

test('the same run has the same interval', () => {
  const differences = scored([0.1, 0.4, 0.3, 0.9]);
  expect(bootstrapInterval(differences, draws)).toEqual(bootstrapInterval(differences, draws));
});

test('examples that say the same tell as much as one: by clusters the interval is wider', () => {
  const scores = Array.from({ length: 100 }, (_, place) => (Math.floor(place / 10) % 2 ? 0.2 : 0.6));
  const keys = scores.map((_, place) => `customer ${Math.floor(place / 10)}`);
  const [low, high] = bootstrapInterval(scored(scores), draws);
  const [lowBy, highBy] = bootstrapInterval(scored(scores, keys), draws);
  expect(highBy - lowBy).toBeGreaterThan(2.5 * (high - low));
});

test('where nothing differs it still says how much may', () =>
  expect(bootstrapInterval(scored([0, 0, 0, 0, 0]), draws)).toEqual(tangoInterval({ n: 5, wins: 0, losses: 0 }, 0.95)));

test('one cluster says nothing', () =>
  expect(bootstrapInterval(scored([0.2, 0.4], ['a', 'a']), draws)).toEqual([-1, 1]));

test('where so few draws lie beyond its ends that they are chance, it is taken further out', () => {
  const differences = scored(Array.from({ length: 400 }, (_, place) => (place % 20) / 20));
  const width = (confidence: number) => {
    const [low, high] = bootstrapInterval(differences, { ...draws, confidence });
    return high - low;
  };
  // Four and a half standard errors on each side, by Student's t, against two.
  expect(width(1 - 1.17e-5) / width(0.95)).toBeGreaterThan(2.2);
});
