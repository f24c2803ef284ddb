/** What one job may take of the machine: beyond it the job is stopped, whatever DuckDB counts or does not count itself. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { warehouseFile } from '../duckdb/engine';

export interface Usage {
  /** Resident bytes of this process. */
  memory: number;
  /** Bytes of the warehouse's file. */
  disk: number;
}

/** Growth while a job runs. DuckDB's own limit on memory is below this; texts and arrays on their way are not in it. */
const limits: Usage = { memory: 2 * 1024 ** 3, disk: 10 * 1024 ** 3 };

const milliseconds = 50;

export class Guard {
  private readonly jobs = new Map<() => void, Usage>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly measure: () => Usage) {}

  /** Calls `stop` once the machine's use has grown beyond the limits. @returns what ends the watch */
  watch(stop: () => void): () => void {
    this.jobs.set(stop, this.measure());
    this.timer ??= setInterval(() => this.look(), milliseconds).unref();
    return () => {
      this.jobs.delete(stop);
      if (this.jobs.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  }

  private look(): void {
    const { memory, disk } = this.measure();
    for (const [stop, before] of this.jobs)
      if (memory - before.memory > limits.memory || disk - before.disk > limits.disk) stop();
  }
}

export const usageOf = (directory: string) => (): Usage => ({
  memory: process.memoryUsage.rss(),
  disk: statSync(join(directory, warehouseFile)).size,
});
