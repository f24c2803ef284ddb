/** BigQuery as the stages need it: jobs that are run once however often they are asked for. */
import type { BigQuery } from '@google-cloud/bigquery';
import type { Clock } from '../stage/clock';
import { isTimeUp, PermanentError, RetryableError, TimeUpError, type JobName } from '../../../core/errors';
import type { RunName } from '../../../core/ledger-layout';
import type { Column } from '../../../core/row-schema';
import type { Statement } from '../../../core/statement';

/** A piece of a run's work by its name: asked for again, it is the same job. */
export interface Job {
  id: string;
  /** What bills and `landfall explain` find it by. */
  labels: Record<string, string>;
}

export function jobOf({ pipeline, run }: RunName, step: string): Job {
  return {
    id: `landfall-${pipeline}-${run}-${step}`,
    labels: { 'landfall-pipeline': pipeline, 'landfall-run': run, 'landfall-step': step },
  };
}

/** How a table lies on disk, so that a statement reads no more than it asks for. */
export interface Layout {
  /** Columns by which rows lie together, at most four. */
  clustering?: string[];
  /** Column of whole numbers from 0, a partition each. */
  partition?: { column: string; partitions: number };
}

/**
 * A table is named project.dataset.table. What a job has made may be gone when it is asked for again: rows without a table of
 * their own last a day, staging tables some days, and the id of a job is never free again. Then the next id makes it anew.
 */
export interface Warehouse {
  /**
   * The same warehouse, which begins and waits for nothing more once the signal is aborted. Jobs go on by themselves.
   * @throws TimeUpError that names the job waited for, or else the signal's own reason
   */
  until(signal: AbortSignal): Warehouse;
  /** False while the job is under way; one that is not known any more has ended. */
  hasEnded(job: JobName): Promise<boolean>;
  /**
   * Replaces a table by the rows of a JSONL object; fields that are no columns are left out. False when the job had begun
   * before: it may be long ago, and the table gone since.
   */
  load(job: Job, uri: string, table: string, columns: Column[], layout?: Layout): Promise<boolean>;
  /** Adds the rows of a JSONL object to a table that is there: once, however often it is asked for. @throws as query does */
  append(job: Job, uri: string, table: string): Promise<void>;
  /**
   * The rows of a statement, or none when they replace the destination table.
   * @throws PermanentError with BigQuery's own message when the statement is at fault; RetryableError otherwise.
   */
  query<Row>(job: Job, statement: Statement, destination?: string, layout?: Layout): Promise<Row[]>;
  /**
   * The rows of a statement for somebody who waits for them: it is asked anew every time.
   * @throws PermanentError when the statement is at fault; RetryableError otherwise, and when the time is up
   */
  ask<Row>(statement: Statement, limits: { labels: Record<string, string>; milliseconds: number }): Promise<Row[]>;
  /**
   * Runs an EXPORT DATA statement and gives the id of the job that succeeded. The statement may name files after the job, so
   * that what a failed attempt has left is not among them.
   * @param isKept whether what a job of before has written, in so many files, is still there
   */
  export(
    job: Job,
    statementOf: (jobId: string) => Statement,
    isKept: (jobId: string, files: number) => Promise<boolean>,
  ): Promise<string>;
  /** The columns that a statement would give; nothing is read. @throws PermanentError as query does */
  describe(statement: Statement): Promise<Column[]>;
  /** Undefined when there is no such table. */
  columns(table: string): Promise<Column[] | undefined>;
}

interface ErrorProto {
  reason?: string;
  message?: string;
}

/** Reasons of BigQuery's error table that the same job would meet again. */
const permanentReasons = new Set([
  'invalid',
  'invalidQuery',
  'notFound',
  'duplicate',
  'resourcesExceeded',
  'responseTooLarge',
]);

interface WarehouseOptions {
  /** Made when it is first asked: most deliveries ask nothing. */
  bigquery: () => BigQuery | Promise<BigQuery>;
  location: string;
  clock: Clock;
  signal?: AbortSignal;
}

export function createWarehouse(options: WarehouseOptions): Warehouse {
  const { bigquery, location, clock, signal } = options;

  const reference = (table: string) => {
    const [projectId, datasetId, tableId] = table.split('.');
    return { projectId, datasetId, tableId };
  };

  const tableAt = async (name: string) => {
    const { datasetId, tableId } = reference(name);
    return (await bigquery()).dataset(datasetId!).table(tableId!);
  };

  /**
   * Starts the job, or finds the one that an earlier delivery started, waits for its end, and gives what came of it. One that
   * failed for a passing reason keeps its id for ever: the next delivery, which comes after a while, takes the next id. So
   * it is with one whose outcome is gone.
   */
  async function run<T>(
    id: string,
    start: (jobId: string) => Promise<unknown>,
    outcome: (ended: Ended) => Promise<T | undefined>,
  ): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      signal?.throwIfAborted();
      const jobId = attempt === 0 ? id : `${id}-${attempt}`;
      const isNew = await begin(() => start(jobId));
      const job = (await bigquery()).job(jobId, { location });
      const error = await finished(job, jobId);
      if (!error) {
        const found = await outcome({ job, jobId, isNew });
        if (found !== undefined) return found;
        if (isNew) throw new RetryableError(`what BigQuery job ${jobId} has made vanishes at once`);
        continue;
      }
      if (permanentReasons.has(error.reason ?? '')) throw new PermanentError(error.message ?? error.reason!);
      if (isNew) throw new RetryableError(`BigQuery job ${jobId}: ${error.message}`);
    }
  }

  /** False when there is a job of that id already. */
  async function begin(start: () => Promise<unknown>): Promise<boolean> {
    try {
      await start();
      return true;
    } catch (error) {
      if ((error as { code?: number }).code !== 409) throw refused(error);
      return false;
    }
  }

  async function finished(job: BigQueryJob, jobId: string): Promise<ErrorProto | undefined> {
    for (let wait = 50; ; wait = Math.min(wait * 1.5, 2000)) {
      const [{ status }] = await job.getMetadata();
      if (status.state === 'DONE') return status.errorResult as ErrorProto | undefined;
      if (isTimeUp(signal?.reason))
        throw new TimeUpError(`BigQuery job ${jobId} goes on by itself`, { waitsFor: { job: jobId, location } });
      signal?.throwIfAborted();
      await Promise.race([clock.sleep(wait), endOf(job, wait)]);
    }
  }

  /** Resolves once the query has ended, within the milliseconds or never: only asking for its rows does BigQuery answer late. */
  function endOf(job: BigQueryJob, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      job.getQueryResults({ maxResults: 0, timeoutMs, autoPaginate: false }).then(
        () => resolve(),
        // Not ended, no query, or failed: what of these it is, the job's own state says.
        () => undefined,
      );
    });
  }

  async function columns(table: string): Promise<Column[] | undefined> {
    const found = await unlessGone((await tableAt(table)).getMetadata());
    return found?.[0].schema.fields as Column[] | undefined;
  }

  return {
    until: (until) => createWarehouse({ ...options, signal: until }),

    async hasEnded({ job, location: place }) {
      const found = await unlessGone((await bigquery()).job(job, { location: place }).getMetadata());
      return found === undefined || found[0].status.state === 'DONE';
    },

    async load({ id, labels }, uri, table, columns, layout) {
      const load = {
        sourceUris: [uri],
        sourceFormat: 'NEWLINE_DELIMITED_JSON',
        destinationTable: reference(table),
        schema: { fields: columns },
        writeDisposition: 'WRITE_TRUNCATE',
        ignoreUnknownValues: true,
        ...settingsOf(layout),
      };
      const start = async (jobId: string) =>
        (await bigquery()).createJob({ jobId, location, configuration: { load, labels } });
      return run(id, start, async ({ isNew }) => isNew);
    },

    async append({ id, labels }, uri, table) {
      const load = {
        sourceUris: [uri],
        sourceFormat: 'NEWLINE_DELIMITED_JSON',
        destinationTable: reference(table),
        createDisposition: 'CREATE_NEVER',
        writeDisposition: 'WRITE_APPEND',
      };
      const start = async (jobId: string) =>
        (await bigquery()).createJob({ jobId, location, configuration: { load, labels } });
      await run(id, start, async () => true);
    },

    async query<Row>({ id, labels }: Job, { sql, params = {} }: Statement, destination?: string, layout?: Layout) {
      const into = destination && {
        destination: await tableAt(destination),
        writeDisposition: 'WRITE_TRUNCATE',
        ...settingsOf(layout),
      };
      const start = async (jobId: string) =>
        (await bigquery()).createQueryJob({ query: sql, params, jobId, location, labels, ...into });
      return run<Row[]>(id, start, async ({ job, isNew }) => {
        if (!destination) return (await unlessGone(job.getQueryResults()))?.[0] as Row[] | undefined;
        return isNew || (await columns(destination)) ? [] : undefined;
      });
    },

    async ask<Row>({ sql, params = {} }: Statement, limits: { labels: Record<string, string>; milliseconds: number }) {
      const { labels, milliseconds } = limits;
      try {
        const asked = { query: sql, params, location, labels, jobTimeoutMs: milliseconds, timeoutMs: milliseconds };
        return (await (await bigquery()).query(asked))[0] as Row[];
      } catch (error) {
        const fault = refused(error);
        throw fault instanceof PermanentError
          ? fault
          : new RetryableError(`BigQuery: ${(error as Error).message}`, { cause: error });
      }
    },

    export({ id, labels }, statementOf, isKept) {
      const start = async (jobId: string) => {
        const { sql, params = {} } = statementOf(jobId);
        return (await bigquery()).createQueryJob({ query: sql, params, jobId, location, labels });
      };
      return run(id, start, async ({ job, jobId, isNew }) =>
        isNew || (await isKept(jobId, await filesOf(job))) ? jobId : undefined,
      );
    },

    async describe({ sql, params = {} }) {
      try {
        const [job] = await (await bigquery()).createQueryJob({ query: sql, params, location, dryRun: true });
        return (job.metadata.statistics.query.schema?.fields ?? []) as Column[];
      } catch (error) {
        throw refused(error);
      }
    },

    columns,
  };
}

type BigQueryJob = ReturnType<BigQuery['job']>;

interface Ended {
  job: BigQueryJob;
  jobId: string;
  /** False when an earlier delivery had started it. */
  isNew: boolean;
}

/** How many files an export has written (ExportDataStatistics of the REST reference); 0 when it does not say. */
async function filesOf(job: BigQueryJob): Promise<number> {
  const [{ statistics }] = await job.getMetadata();
  return Number(statistics?.query?.exportDataStatistics?.fileCount ?? 0);
}

async function unlessGone<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if ((error as { code?: number }).code === 404) return undefined;
    throw error;
  }
}

/** What BigQuery does not even take is at fault itself; anything else is left to the next delivery. */
function refused(error: unknown): unknown {
  const { code, errors, message } = error as { code?: number; errors?: ErrorProto[]; message: string };
  return code === 400 ? new PermanentError(errors?.[0]?.message ?? message, { cause: error }) : error;
}

const settingsOf = ({ clustering, partition }: Layout = {}) => ({
  ...(clustering && { clustering: { fields: clustering } }),
  ...(partition && {
    rangePartitioning: {
      field: partition.column,
      range: { start: '0', end: String(partition.partitions), interval: '1' },
    },
  }),
});
