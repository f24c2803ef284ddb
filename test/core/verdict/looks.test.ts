import { expect, test } from '@jest/globals';
import { plannedLooks } from '../../../core/verdict/looks';

const alone = (count: number) => Array.from({ length: count }, () => undefined);
const inGroupsOf = (size: number, count: number) =>
  Array.from({ length: count }, (_, place) => `group ${Math.floor(place / size)}`);

test.each([
  ['fifths', alone(500), [100, 200, 300, 400, 500]],
  ['whole records of answers', alone(202), [45, 85, 125, 165, 202]],
  ['whole groups', inGroupsOf(3, 300), [60, 120, 180, 240, 300]],
  ['the next end of a group', inGroupsOf(20, 250), [60, 100, 160, 200, 250]],
  ['fewer looks where groups are large', inGroupsOf(150, 300), [150, 300]],
  ['one look at a single group', inGroupsOf(300, 300), [300]],
  ['no more looks than records', alone(7), [5, 7]],
] as const)('looks come after %s', (_, groups, ends) => {
  expect(plannedLooks([...groups], 5)).toEqual(ends);
});
