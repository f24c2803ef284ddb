import { expect, test } from '@jest/globals';
import { slicesOf } from '../../../core/verdict/slices';

const repeated = (counts: Record<string, number>): string[][] =>
  Object.entries(counts).flatMap(([value, count]) => Array.from({ length: count }, () => [value]));
const found = (counts: Record<string, number>) =>
  slicesOf(['channel'], repeated(counts)).map(({ name, places }) => [name, places.length]);

test('values of twenty examples or more are slices, the most frequent first, and what is rarer is one together', () => {
  expect(found({ email: 30, chat: 50, fax: 12, letter: 9, '': 20 })).toEqual([
    ['channel = chat', 50],
    ['channel = email', 30],
    ['channel = (empty)', 20],
    ['channel = (other)', 21],
  ]);
});

test('values that are called like what has no name of its own are told from it', () => {
  expect(found({ '(other)': 30, '': 25, '(empty)': 20, fax: 12, letter: 9 })).toEqual([
    ['channel = "(other)"', 30],
    ['channel = (empty)', 25],
    ['channel = "(empty)"', 20],
    ['channel = (other)', 21],
  ]);
});

test('what is rarer all together is no slice', () => {
  expect(found({ email: 30, fax: 12 })).toEqual([['channel = email', 30]]);
});

test('at most twenty values of a column are slices', () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`v${n}`, 20]));
  const slices = found(many);
  expect(slices).toHaveLength(21);
  expect(slices.at(-1)).toEqual(['channel = (other)', 200]);
});

test('values that are all rare are no slices, for all of them together are the whole', () => {
  expect(found({ a: 12, b: 12, c: 12 })).toEqual([]);
});

test('a value that all share is no slice, nor an example whose values are not known', () => {
  expect(found({ email: 80 })).toEqual([]);
  const values = [...repeated({ a: 20, b: 20 }), undefined];
  expect(slicesOf(['channel'], values).map(({ places }) => places.length)).toEqual([20, 20]);
});
