/** What a job is given while it runs: its effect and its end are one transaction. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Principal } from '../../iam/access';
import type { Change } from '../store/record-table';
import type { JobRecord } from '../store/records';

/** What a finished job adds to its record. */
export type Outcome = Pick<JobRecord, 'statistics' | 'results' | 'fields' | 'errors'>;

export interface Running {
  /** Ends the job's own transaction with its effect. */
  commit(work: (change: Change) => Promise<Outcome>): Promise<void>;
  /** Runs `work` on a connection of its own, reading, until the job is stopped. */
  reading<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Aborted when the job is to end: work beside DuckDB looks at it. */
  stop: AbortSignal;
  principal: Principal;
  project: string;
  jobId: string;
}
