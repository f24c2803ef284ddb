import { expect, test } from '@jest/globals';
import { probeFigures } from '../../../bench/tuning/probe';

test('the bench of the probe counts what is refused of good data and of each kind of bad', async () => {
  const figures = await probeFigures({ trials: 1, set: 'emails, summary' });
  expect(figures.filter(({ name }) => /as they are/.test(name)).map(({ value }) => value)).toEqual([0, 0]);
  const bad = figures.filter(({ name }) => !/as they are/.test(name));
  expect(bad).toHaveLength(12);
  expect(bad.filter(({ value, problem }) => value !== 100 || problem !== undefined)).toEqual([]);
});
