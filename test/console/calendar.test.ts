import { expect, test } from '@jest/globals';
import { eventsIn, monthsFrom } from '../../console/calendar';
import type { LifecycleRow } from '../../functions/console/answers';

test('months go on over the end of a year, from the one of the date', () => {
  expect(monthsFrom(new Date('2026-11-29T23:00:00Z'), 3)).toEqual(['2026-11', '2026-12', '2027-01']);
});

test.each([
  ['2027-05', ['planned']],
  ['2027-07', ['closes']],
  ['2027-06', []],
])('what falls into %s is %j', (month, events) => {
  expect(eventsIn({ closesOn: '2027-07-21', plannedOn: '2027-05-21' } as LifecycleRow, month)).toEqual(events);
});

test('a row without a date falls into no month', () => {
  expect(eventsIn({} as LifecycleRow, '2027-05')).toEqual([]);
});
