import { expect, test } from '@jest/globals';
import { madeSets } from '../../../bench/tuning/made-sets';
import { probeFigures, sampleOf } from '../../../bench/tuning/probe';
import { probe } from '../../../core/probe/probe';

test('the bench of the probe counts what is refused of good data and of each kind of bad', async () => {
  const figures = await probeFigures({ trials: 1, set: 'emails, summary' });
  expect(figures.filter(({ name }) => /as they are/.test(name)).map(({ value }) => value)).toEqual([0, 0]);
  const bad = figures.filter(({ name }) => !/as they are/.test(name));
  const [unheld, held] = [/ by day/, /^(?!.* by day)/].map((which) => bad.filter(({ name }) => which.test(name)));
  expect(held).toHaveLength(21);
  expect(held!.filter(({ value, problem }) => value !== 100 || problem !== undefined)).toEqual([]);
  expect(unheld!.map(({ unit, problem }) => [unit, problem])).toEqual(
    Array(3).fill(['of 100 refused, not held', undefined]),
  );
});

test('nothing is done to made sets, which are good, and those that are refused all the same are called so', async () => {
  const figures = await probeFigures({ trials: 1, set: 'made, the ticket that one repeats' });
  expect(figures.map(({ name }) => name)).toEqual(
    [60, 200, 600].map((size) => `made, the ticket that one repeats, ${size} rows, as they are`),
  );
  expect(figures.map(({ value, unit, problem }) => [value, unit, problem])).toEqual(
    Array(3).fill([100, 'of 100 refused, not held', undefined]),
  );
});

const held = madeSets.filter(({ isUnheld }) => !isUnheld);

test.each(held.map((set) => [set.name, set] as const))('%s: is not refused', (_, set) => {
  const refused = [60, 200].flatMap((size) =>
    [1, 2, 3].map((seed) => probe(sampleOf(set.draw(size, seed)), `${seed}`)).filter(({ refused }) => refused),
  );
  expect(refused).toEqual([]);
});

test('answers that name years of which others are asked are not refused', () => {
  const years = madeSets.find(({ name }) => name === 'made, years')!;
  // Half of them by a hair, as centring leaves it.
  expect(probe(sampleOf(years.draw(600, 14)), '14')).toMatchObject({ refused: false });
});
