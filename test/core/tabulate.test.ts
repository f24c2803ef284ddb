import { expect, test } from '@jest/globals';
import { tabulate } from '../../core/tabulate';

test('rows in which things differ stand apart from those in which they are equal, by group and in order', () => {
  const found = tabulate(
    [
      { tuning: { epochs: '3', rank: '8' }, data: { version: 'a' } },
      { tuning: { epochs: '3', rank: '16', batch: '4' }, data: { version: 'a' } },
    ],
    ['data', 'tuning'],
  );
  expect(found.different).toEqual([
    { group: 'tuning', name: 'rank', values: ['8', '16'] },
    { group: 'tuning', name: 'batch', values: [null, '4'] },
  ]);
  expect(found.equal.map(({ name }) => name)).toEqual(['version', 'epochs']);
});
