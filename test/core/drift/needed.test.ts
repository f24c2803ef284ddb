import { expect, test } from '@jest/globals';
import { neededVotes } from '../../../core/drift/needed';

const even = (categories: number) => Array.from({ length: categories }, () => 1 / categories);

test.each([
  ['77 even categories', even(77), 471],
  ['ten even ones', even(10), 1887],
  ['one bad answer in a hundred', [0.99, 0.01], 415],
  ['none', [1], Infinity],
])('%s need so many votes', (_, shares, votes) => {
  expect(neededVotes(shares, 1e-6)).toBe(votes);
});
