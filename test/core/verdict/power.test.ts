import { expect, test } from '@jest/globals';
import { differencesOf } from '../../../core/verdict/paired-scores';
import { chanceToSee, powerTable, rowsToSee, spreadOf } from '../../../core/verdict/power';

const aim = { gain: 0.05, margin: 0, level: 0.05 };

// By adding up SciPy 1.17.1's binomials over the examples that differ.
test.each([
  [550, 0.15, 0.9053959469364872],
  [400, 0.1, 0.9310781098281308],
  [112, 0.15, 0.3104171889688171],
  [250, 0.15, 0.6076404910493134],
  [550, 0.2, 0.816477172719557],
])('of %d rows, %d of them differing, five points are seen with a chance of %d', (rows, discordance, chance) =>
  expect(chanceToSee({ discordance }, rows, aim)).toBeCloseTo(chance, 9),
);

test('a true gain of the margin itself is seen no more often than the level', () => {
  const chance = chanceToSee({ discordance: 0.15 }, 550, { gain: 0.05, margin: 0.0499, level: 0.05 });
  expect(chance).toBeLessThan(0.052);
  expect(() => rowsToSee({ discordance: 0.15 }, 0.8, { gain: 0.05, margin: 0.05, level: 0.05 })).toThrow(RangeError);
});

test('fewer examples than the rarest outcome takes show nothing, however alike they are', () => {
  const spread = { deviation: 0.001, clustersPerRow: 1 };
  expect(chanceToSee(spread, 4, aim)).toBe(0);
  expect(rowsToSee(spread, 0.8, aim)).toBe(5);
});

test('ten rows per group take ten times the rows, but for what few groups add', () => {
  const alone = rowsToSee({ deviation: 0.3, clustersPerRow: 1 }, 0.8, aim);
  const grouped = rowsToSee({ deviation: 0.3 * Math.sqrt(10), clustersPerRow: 0.1 }, 0.8, aim);
  expect(grouped / alone).toBeGreaterThan(9.9);
  expect(grouped / alone).toBeLessThan(10.5);
});

test('beyond what is added up the normal curve goes on where the sum ends', () => {
  const spread = { discordance: 0.15 };
  const small = { gain: 0.01, margin: 0, level: 0.05 };
  expect(chanceToSee(spread, 10_001, small)).toBeCloseTo(chanceToSee(spread, 10_000, small), 1);
});

const between = (candidateScores: number[], rivalScores: number[], clusters?: string[]) =>
  differencesOf({ metric: 'm', candidate: 'c1', rival: 'base', candidateScores, rivalScores, clusters });

test('models that agree on everything are taken to differ as much as the gain takes', () => {
  expect(spreadOf(between([1, 0, 1], [1, 0, 1]), 0.05)).toEqual({ discordance: 0.05 });
  expect(spreadOf(between([0.5, 0.5], [0.5, 0.5]), 0.05)).toEqual({
    deviation: expect.closeTo(Math.sqrt(0.05 - 0.0025), 12),
    clustersPerRow: 1,
  });
});

test('a deviation counts what examples of one group repeat', () => {
  const scores = [0.9, 0.9, 0.1, 0.1, 0.9, 0.9, 0.1, 0.1];
  const none = scores.map(() => 0.5);
  const alone = spreadOf(between(scores, none), 0.05) as { deviation: number };
  const grouped = spreadOf(between(scores, none, ['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd']), 0.05);
  expect(alone.deviation).toBeCloseTo(Math.sqrt((8 * 0.16) / 7), 12);
  expect(grouped).toEqual({ deviation: expect.closeTo(Math.sqrt((4 * 0.64) / 8 / (3 / 4)), 12), clustersPerRow: 0.5 });
});

test('the table has a row per setting, and shares the level among candidates', () => {
  const table = powerTable({ rows: [112, 550], discordances: [0.15], gains: [0.05], candidates: [1, 8], level: 0.05 });
  expect(table.map(({ rows, candidates, chance }) => [rows, candidates, Number(chance.toFixed(2))])).toEqual([
    [112, 1, 0.31],
    [112, 8, 0.08],
    [550, 1, 0.91],
    [550, 8, 0.67],
  ]);
});
