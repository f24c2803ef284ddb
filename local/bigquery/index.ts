/** A local BigQuery: REST v2 for Google's clients and tools, and rows from the other local services, with DuckDB inside. */
import type { Router } from 'express';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, type Clock } from '../clock';
import type { Access } from '../iam/access';
import type { Objects, Context } from './context';
import { Jobs } from './jobs/jobs';
import { createRouter } from './rest/router';
import { Appender } from './store/append';
import { Warehouse } from './store/warehouse';

export interface BigQueryOptions {
  directory: string;
  access: Access;
  /** Read when a job needs it: the storage may open after this. */
  readonly objects: Objects;
  clock?: Clock;
  /** Bytes of disk that one job may take, as in jobs/guard.ts. */
  mostDisk?: number;
}

export interface BigQuery {
  router: Router;
  /** Appends rows, JSON objects by column name, to `project.dataset.table`. @throws BigQueryError invalid, notFound */
  appendRows(table: string, rows: readonly object[], options?: { ignoreUnknownValues?: boolean }): Promise<void>;
  /** Resolves when nothing runs any more; what was under way runs again at the next start. */
  close(): Promise<void>;
}

/** Opens the warehouse in `directory`. Jobs that a killed process left running begin again with the first request. */
export async function createBigQuery(options: BigQueryOptions): Promise<BigQuery> {
  const { directory, access, clock = systemClock } = options;
  mkdirSync(join(directory, 'uploads'), { recursive: true });
  const warehouse = await Warehouse.open(directory, clock);
  const context: Context = {
    warehouse,
    access,
    clock,
    directory,
    get objects() {
      return options.objects;
    },
  };
  const jobs = new Jobs(context, options.mostDisk);
  const appender = new Appender(context);
  return {
    router: createRouter(context, jobs, appender),
    appendRows: (table, rows, options) => appender.appendRows(table, rows, options),
    close: async () => {
      await jobs.close();
      await warehouse.close();
    },
  };
}
