/** When a table ends: by its own expirationTime, or, for the rows of a query without a destination, a day after it. */
import type { Clock } from '../../clock';
import type { DatasetRecord, TableRecord } from './records';

/** Where the rows of such queries lie: a dataset that lists do not show. */
export const resultsDataset = '_landfall_results';

/** BigQuery's cached results live about 24 hours (cloud.google.com/bigquery/docs/cached-results). Milliseconds. */
const resultsLive = 24 * 3600 * 1000;

/** In milliseconds since 1970; undefined for a table that stays. */
export function expirationOf({ settings, reference, creationTime }: TableRecord): number | undefined {
  if (settings.expirationTime !== undefined) return Number(settings.expirationTime);
  return reference.datasetId === resultsDataset ? Number(creationTime) + resultsLive : undefined;
}

export const isExpired = (table: TableRecord, now: number): boolean => (expirationOf(table) ?? Infinity) < now;

/** The expirationTime that a dataset gives to a table made `now`, as one of its settings. */
export function defaultExpiration({ settings }: DatasetRecord, now: number): { expirationTime?: string } {
  const lives = Number(settings.defaultTableExpirationMs ?? 0);
  return lives > 0 ? { expirationTime: String(now + lives) } : {};
}

/** Calls `sweep` whenever a table has ended, as long as tables are left that will. */
export class Expirations {
  private waiting: { time: number; forget: () => void } | undefined;
  private sweeping: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly clock: Clock,
    private readonly sweep: () => Promise<void>,
  ) {}

  /** Looks at the tables again: one was made, changed or dropped. */
  watch(tables: Iterable<TableRecord>): void {
    const time = Math.min(...[...tables].map((table) => expirationOf(table) ?? Infinity));
    if (this.closed || time === this.waiting?.time) return;
    this.waiting?.forget();
    this.waiting = undefined;
    if (time === Infinity) return;
    // A table is there until its time is over.
    const forget = this.clock.after(time + 1 - this.clock.now(), () => {
      this.waiting = undefined;
      this.sweeping = this.sweep().catch(() => undefined);
    });
    this.waiting = { time, forget };
  }

  /** Resolves when nothing is swept any more. */
  async close(): Promise<void> {
    this.closed = true;
    this.waiting?.forget();
    await this.sweeping;
  }
}
