import { describe, expect, test } from '@jest/globals';
import { hoursBetween, hourStarts, summedUp } from '../../console/traffic-lines';
import type { Cost, TrafficHour } from '../../functions/console/answers';

const at = Date.parse('2026-11-29T10:20:00Z');
const hourAt = (time: string): TrafficHour => ({
  at: Date.parse(time),
  answers: 2,
  failed: 0,
  unanswered: 0,
  inputTokens: 1,
  outputTokens: 1,
});

describe('hours of traffic', () => {
  const asked = { at, days: 1 };

  test('are all from a day ago to the one that goes on, each where its begin is', () => {
    const starts = hourStarts(asked);
    expect([starts.length, starts[0], starts.at(-1)]).toEqual([
      25,
      Date.parse('2026-11-28T10:00:00Z') / 1000,
      Date.parse('2026-11-29T10:00:00Z') / 1000,
    ]);
  });

  test('without an answer are gaps, and no zeros', () => {
    const hours = hoursBetween([hourAt('2026-11-29T09:00:00Z')], asked);
    expect(hours.map((each) => each?.answers ?? null)).toEqual([...Array<null>(23).fill(null), 2, null]);
  });
});

test('what was committed is summed up from the begin of the month to now, in steps', () => {
  const cost = (time: string, held: number) => ({ at: time, held }) as Cost;
  const { xs, held } = summedUp([cost('2026-11-20T00:00:00Z', 2), cost('2026-11-10T00:00:00Z', 1)], at);
  expect(held).toEqual([0, 0, 1, 1, 3, 3]);
  expect([xs[0], xs.at(-1)]).toEqual([Date.parse('2026-11-01T00:00:00Z') / 1000, at / 1000]);
});
