import { beforeAll, describe, expect, test } from '@jest/globals';
import { runSchedule, type Schedule } from '../../../bench/tuning/schedule';

describe('money that cannot be overspent', () => {
  let schedules: Schedule[];
  beforeAll(async () => {
    schedules = [];
    for (let seed = 0; seed < 200; seed++) schedules.push(await runSchedule(`money/${seed}`));
  });
  const total = (count: (schedule: Schedule) => number) => schedules.reduce((sum, each) => sum + count(each), 0);

  test('is not, in any of two hundred schedules with crashes, duplicates and late bills', () => {
    expect(schedules.filter(({ over }) => over > 0)).toEqual([]);
  });

  test('is not spent on more candidates at once than a pipeline allows', () => {
    expect(schedules.filter(({ crowd }) => crowd > 0)).toEqual([]);
  });

  test('is held by a ledger that never has less than what is billed', () => {
    expect(schedules.filter(({ held, billed }) => held < billed - 1e-9)).toEqual([]);
  });

  test('was put to the test: runs were refused, jobs created twice, deliveries killed', () => {
    expect(total(({ jobs }) => jobs)).toBeGreaterThan(200);
    expect(total(({ crashes }) => crashes)).toBeGreaterThan(100);
    expect(total(({ refused }) => refused)).toBeGreaterThan(20);
    expect(total(({ twins }) => twins)).toBeGreaterThan(0);
  });
});
