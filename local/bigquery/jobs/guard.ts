/** What one job may take of the machine: beyond it the job is stopped, whatever DuckDB counts or does not count itself. */
import { readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { warehouseFile } from '../duckdb/engine';
import { temporaryFolder } from '../duckdb/temporary-files';

/** One thing that a job can use up. */
export interface Meter {
  /** Bytes in use now, by all jobs together. */
  read(): number;
  /** Bytes by which it may grow while a job runs. */
  most: number;
  /** Milliseconds from one reading to the next. */
  every: number;
}

export interface Watch {
  /** Whether another job has run beside this one: then either may be the one that took what is gone. */
  shared: boolean;
  end(): void;
}

export class Guard {
  private readonly jobs = new Map<Watch, { stop: () => void; before: number[] }>();
  private timers: NodeJS.Timeout[] = [];

  constructor(private readonly meters: readonly Meter[]) {}

  /** Calls `stop` once a meter has grown beyond its limit, until the watch ends. */
  watch(stop: () => void): Watch {
    for (const other of this.jobs.keys()) other.shared = true;
    const watch: Watch = { shared: this.jobs.size > 0, end: () => this.forget(watch) };
    this.jobs.set(watch, { stop, before: this.meters.map((meter) => meter.read()) });
    if (this.jobs.size === 1)
      this.timers = this.meters.map((meter, at) => setInterval(() => this.look(meter, at), meter.every).unref());
    return watch;
  }

  private look(meter: Meter, at: number): void {
    const now = meter.read();
    for (const { stop, before } of this.jobs.values()) if (now - before[at]! > meter.most) stop();
  }

  private forget(watch: Watch): void {
    this.jobs.delete(watch);
    if (this.jobs.size === 0) for (const timer of this.timers) clearInterval(timer);
  }
}

const gibibyte = 1024 ** 3;

/** @param mostDisk bytes; by default 10 GiB, and never more than half of what is free */
export function metersOf(directory: string, mostDisk = 10 * gibibyte): Meter[] {
  const { bavail, bsize } = statfsSync(directory);
  return [
    // DuckDB's own limit is below this; texts and arrays on their way are not in it.
    { read: () => process.memoryUsage.rss(), most: 2 * gibibyte, every: 50 },
    // DuckDB's limit on temporary files leaves out those of values of unusual size, a file each: by the thousand.
    { read: () => bytesOnDisk(directory), most: Math.min(mostDisk, (bavail * bsize) / 2), every: 500 },
  ];
}

/** Bytes of the warehouse, its log, and all files that live as long as a statement. */
function bytesOnDisk(directory: string): number {
  const temporary = temporaryFolder(directory);
  const paths = [
    join(directory, warehouseFile),
    join(directory, `${warehouseFile}.wal`),
    ...readdirSync(temporary).map((name) => join(temporary, name)),
  ];
  // Any of them may be gone by now.
  return paths.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}
