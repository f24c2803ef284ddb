import { expect, test } from '@jest/globals';
import type { CloudStatus } from '../../../cli/cloud';
import { isAnotherDay } from '../../../cli/commands/local';

const hour = 60 * 60 * 1000;
const at = (time: number): string => new Date(Date.now() + time).toISOString();

test.each<[string, number, string | undefined, boolean]>([
  ['no day is asked for', 1000 * hour, undefined, false],
  ['its clock has gone on from the day asked for', 1000 * hour, at(990 * hour), false],
  ['its clock shows the present', 0, at(1000 * hour), true],
  ['its clock is ahead of the present that is asked for', 1000 * hour, at(0), true],
])('a cloud that runs is on another day: %s', (_, clockOffsetMilliseconds, date, is) => {
  expect(isAnotherDay({ clockOffsetMilliseconds } as CloudStatus, { date })).toBe(is);
});
