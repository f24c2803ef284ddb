import { describe, expect, test } from '@jest/globals';
import type { Log, LogEntry } from '../../../local/log';
import { createScheduler } from '../../../local/scheduler';
import type { ScheduledJob } from '../../../local/scheduler/job';
import { createManualClock } from '../manual-clock';

function scheduler(minuteMilliseconds: number, publish?: () => Promise<void>) {
  const clock = createManualClock('2026-11-23T10:00:30.000Z');
  const ticks: string[] = [];
  const entries: Partial<LogEntry>[] = [];
  const made = createScheduler({
    clock,
    minuteMilliseconds,
    log: { write: (entry) => void entries.push(entry) } as Log,
    publish:
      publish ??
      ((topic, { data }) => {
        ticks.push(`${new Date(clock.now()).toISOString().slice(11, 19)} ${topic} ${data.toString()}`);
        return Promise.resolve();
      }),
  });
  const { moveTo, sleepUntil } = clock;
  return { moveTo, sleepUntil, scheduler: made, ticks, entries };
}

const job = (schedule: string, name = 'watch', timeZone = 'Etc/UTC'): ScheduledJob => ({
  name,
  schedule,
  timeZone,
  topic: name,
  data: Buffer.from('{}'),
  attributes: {},
});

describe('the scheduler', () => {
  test.each([
    ['every minute', '* * * * *', 'Etc/UTC', '10:03:30', ['10:01:00', '10:02:00', '10:03:00']],
    ['every quarter of an hour', '*/15 * * * *', 'Etc/UTC', '10:31:00', ['10:15:00', '10:30:00']],
    ['once a day, at noon in Berlin', '0 12 * * *', 'Europe/Berlin', '12:00:00', ['11:00:00']],
  ])('ticks %s', (_when, cron, timeZone, until, expected) => {
    const { scheduler: it, ticks, moveTo } = scheduler(60_000);
    it.configure([job(cron, 'watch', timeZone)]);
    moveTo(`2026-11-23T${until}.000Z`);
    expect(ticks).toEqual(expected.map((at) => `${at} watch {}`));
  });

  test('a minute of two seconds ticks every two seconds', () => {
    const { scheduler: it, ticks, moveTo } = scheduler(2000);
    it.configure([job('* * * * *')]);
    moveTo('2026-11-23T10:00:36.000Z');
    expect(ticks).toEqual(['10:00:31 watch {}', '10:00:33 watch {}', '10:00:35 watch {}']);
  });

  test('a machine that slept through many ticks gets one, and then goes on', () => {
    const { scheduler: it, ticks, moveTo, sleepUntil } = scheduler(60_000);
    it.configure([job('* * * * *')]);
    sleepUntil('2026-11-23T11:00:10.000Z');
    moveTo('2026-11-23T11:01:10.000Z');
    expect(ticks.at(0)).toBe('11:00:10 watch {}');
    expect(ticks.length).toBeLessThanOrEqual(3);
    expect(ticks.at(-1)).toBe('11:01:00 watch {}');
  });

  test('a job that is no longer declared stops, one that is the same keeps its rhythm', () => {
    const { scheduler: it, ticks, moveTo } = scheduler(60_000);
    it.configure([job('* * * * *'), job('* * * * *', 'other')]);
    moveTo('2026-11-23T10:01:10.000Z');
    it.configure([job('* * * * *')]);
    moveTo('2026-11-23T10:02:10.000Z');
    expect(ticks).toEqual(['10:01:00 watch {}', '10:01:00 other {}', '10:02:00 watch {}']);
  });

  test('a tick that cannot be published is logged, and the next one comes', async () => {
    let attempts = 0;
    const failing = () => {
      attempts += 1;
      return Promise.reject(new Error('no such topic'));
    };
    const { scheduler: it, moveTo, entries } = scheduler(60_000, failing);
    it.configure([job('* * * * *')]);
    moveTo('2026-11-23T10:02:10.000Z');
    await Promise.resolve();
    await Promise.resolve();
    expect(attempts).toBe(2);
    expect(entries).toContainEqual(
      expect.objectContaining({ severity: 'ERROR', message: expect.stringContaining('no such topic') as unknown }),
    );
  });
});
