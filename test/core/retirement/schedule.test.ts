import { expect, test } from '@jest/globals';
import { deadlineFor, expectedRunDays, plannedOn } from '../../../core/retirement/schedule';

test('a successor is planned two months before the end, and has to be there a week before it', () => {
  expect(plannedOn('2027-05-07')).toBe('2027-03-07');
  expect(deadlineFor('2027-05-07')).toBe('2027-04-30');
});

test.each([
  ['nine days, where no run has shown it', [], 9],
  ['half as much again as the longest', [4, 2.5], 6],
  ['of the last five', [40, 2, 2, 2, 2, 2], 3],
  ['a day at least', [0.1], 1],
])('a run is taken to need %s', (_, earlier, days) => {
  expect(expectedRunDays(earlier)).toBe(days);
});

test('a pipeline whose runs take long is planned earlier, so that a second one has the time', () => {
  expect(plannedOn('2027-05-07', 27)).toBe('2027-03-07');
  expect(plannedOn('2027-05-07', 40)).toBe('2027-02-09');
});
