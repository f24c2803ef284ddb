import { expect, test } from '@jest/globals';
import { tellRetirement } from '../../../bench/story/retirements';

test('a base ends while a fifth of the corrections are wrong and every process dies after every record: its successor is promoted, and no request is without a model', async () => {
  const { trouble, ends, notFound, changes } = await tellRetirement(7);
  expect({ trouble, ends, notFound }).toEqual({
    trouble: 'a fifth of the corrections wrong',
    ends: 'promoted',
    notFound: 0,
  });
  expect(changes.filter(({ before = 0, after }) => after < before)).toEqual([]);
});
