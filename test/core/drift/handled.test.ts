import { expect, test } from '@jest/globals';
import { isHandled } from '../../../core/drift/handled';

const change = (before: number[], since: number[]) => {
  const tally = (counts: number[]) => ({ votes: counts.reduce((sum, count) => sum + count), counts });
  return { categories: ['a', 'b', 'c'], before: tally(before), since: tally(since), strangers: [] };
};
const usual = [3000, 2000, 1000];

test.each([
  ['a change of questions alone is handled', { inputLanguage: change(usual, [0, 0, 300]) }, true],
  ['so is one with answers of the usual shares', { outputCategory: change(usual, [150, 100, 50]) }, true],
  ['one with other answers is not', { outputCategory: change(usual, [50, 100, 150]) }, false],
  ['nor is one with answers of another form', { outputFormat: change([6000, 0, 0], [50, 50, 0]) }, false],
  ['a few other answers show nothing yet', { outputCategory: change(usual, [1, 1, 3]) }, true],
])('%s', (_, changes, expected) => {
  expect(isHandled(changes)).toBe(expected);
});
