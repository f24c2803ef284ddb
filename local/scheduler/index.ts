/** The local Cloud Scheduler: publishes each job's message when its cron expression says so. */
import { CronExpressionParser } from 'cron-parser';
import { systemClock, type Clock } from '../clock';
import type { Log } from '../log';
import type { ScheduledJob } from './job';

export interface SchedulerArgs {
  clock?: Clock;
  /**
   * How long a minute of schedule lasts, in milliseconds. Less than 60,000 makes the schedule run ahead of the clock,
   * since local tuning takes seconds where the cloud's takes hours.
   */
  minuteMilliseconds: number;
  publish: (topic: string, message: { data: Buffer; attributes: Record<string, string> }) => Promise<void>;
  log: Log;
}

export interface Scheduler {
  /** From now on these jobs, and no others, are scheduled; one that has not changed keeps its rhythm. */
  configure(jobs: ScheduledJob[]): void;
  close(): void;
}

const minute = 60_000;

/** Ticks that fall into a time when the local cloud is down are not made up for, as Cloud Scheduler's are not. */
export function createScheduler({ clock = systemClock, minuteMilliseconds, publish, log }: SchedulerArgs): Scheduler {
  const origin = clock.now();
  const pace = minuteMilliseconds / minute;
  const toSchedule = (real: number): number => origin + (real - origin) / pace;
  const toReal = (scheduled: number): number => origin + (scheduled - origin) * pace;
  const running = new Map<string, { job: ScheduledJob; cancel: () => void }>();

  const fire = (job: ScheduledJob): void => {
    publish(job.topic, { data: job.data, attributes: job.attributes }).catch((error: unknown) => {
      const message = `schedule ${job.name} could not publish to ${job.topic}: ${(error as Error).message}`;
      log.write({ severity: 'ERROR', message, stage: 'local' });
    });
  };

  /** Counts on from the tick before, so that a late timer neither skips a tick nor repeats one. */
  const run = (job: ScheduledJob, last: number): void => {
    const next = CronExpressionParser.parse(job.schedule, { currentDate: last, tz: job.timeZone }).next().getTime();
    const wait = (): void => {
      const left = toReal(next) - clock.now();
      if (left > 0) running.set(job.name, { job, cancel: clock.after(left, wait) });
      else {
        fire(job);
        // A machine that slept through many ticks gets one.
        run(job, Math.max(next, toSchedule(clock.now()) - minute));
      }
    };
    wait();
  };

  return {
    configure(jobs) {
      const wanted = new Map(jobs.map((job) => [job.name, job]));
      for (const [name, { job, cancel }] of running) {
        if (JSON.stringify(wanted.get(name)) === JSON.stringify(job)) wanted.delete(name);
        else {
          cancel();
          running.delete(name);
        }
      }
      for (const job of wanted.values()) run(job, toSchedule(clock.now()));
    },
    close() {
      for (const { cancel } of running.values()) cancel();
      running.clear();
    },
  };
}
