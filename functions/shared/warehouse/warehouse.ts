/** BigQuery as the stages need it: jobs that are run once however often they are asked for. */
import type { BigQuery } from '@google-cloud/bigquery';
import type { Clock } from '../stage/clock';
import { PermanentError, RetryableError } from '../../../core/errors';
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

/** A table is named project.dataset.table. */
export interface Warehouse {
  /**
   * Replaces a table by the rows of a JSONL object; fields that are no columns are left out. False when the job had begun
   * before: it may be long ago, and the table gone since.
   */
  load(job: Job, uri: string, table: string, columns: Column[], layout?: Layout): Promise<boolean>;
  /**
   * The rows of a statement, or none when they replace the destination table.
   * @throws PermanentError with BigQuery's own message when the statement is at fault; RetryableError otherwise.
   */
  query<Row>(job: Job, statement: Statement, destination?: string, layout?: Layout): Promise<Row[]>;
  /**
   * Runs an EXPORT DATA statement and gives the id of the job that succeeded. The statement may name files after the job, so
   * that what a failed attempt has left is not among them.
   */
  export(job: Job, statementOf: (jobId: string) => Statement): Promise<string>;
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

export function createWarehouse({
  bigquery,
  location,
  clock,
}: {
  bigquery: BigQuery;
  location: string;
  clock: Clock;
}): Warehouse {
  const reference = (table: string) => {
    const [projectId, datasetId, tableId] = table.split('.');
    return { projectId, datasetId, tableId };
  };

  /**
   * Starts the job, or finds the one that an earlier delivery started, and waits for its end. One that failed for a
   * passing reason keeps its id for ever: the next delivery, which comes after a while, takes the next id.
   */
  async function run(id: string, start: (jobId: string) => Promise<unknown>) {
    for (let attempt = 0; ; attempt++) {
      const jobId = attempt === 0 ? id : `${id}-${attempt}`;
      const isNew = await begin(() => start(jobId));
      const job = bigquery.job(jobId, { location });
      const error = await finished(job);
      if (!error) return { job, jobId, isNew };
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

  async function finished(job: ReturnType<BigQuery['job']>): Promise<ErrorProto | undefined> {
    for (let wait = 50; ; wait = Math.min(wait * 1.5, 2000)) {
      const [{ status }] = await job.getMetadata();
      if (status.state === 'DONE') return status.errorResult as ErrorProto | undefined;
      await clock.sleep(wait);
    }
  }

  return {
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
      const start = (jobId: string) => bigquery.createJob({ jobId, location, configuration: { load, labels } });
      return (await run(id, start)).isNew;
    },

    async query<Row>({ id, labels }: Job, { sql, params = {} }: Statement, destination?: string, layout?: Layout) {
      const { datasetId, tableId } = reference(destination ?? '');
      const into = destination && {
        destination: bigquery.dataset(datasetId!).table(tableId!),
        writeDisposition: 'WRITE_TRUNCATE',
        ...settingsOf(layout),
      };
      const { job } = await run(id, (jobId) =>
        bigquery.createQueryJob({ query: sql, params, jobId, location, labels, ...into }),
      );
      if (destination) return [];
      const [rows] = await job.getQueryResults();
      return rows as Row[];
    },

    async export({ id, labels }, statementOf) {
      const { jobId } = await run(id, (jobId) => {
        const { sql, params = {} } = statementOf(jobId);
        return bigquery.createQueryJob({ query: sql, params, jobId, location, labels });
      });
      return jobId;
    },

    async describe({ sql, params = {} }) {
      try {
        const [job] = await bigquery.createQueryJob({ query: sql, params, location, dryRun: true });
        return (job.metadata.statistics.query.schema?.fields ?? []) as Column[];
      } catch (error) {
        throw refused(error);
      }
    },

    async columns(table) {
      const { datasetId, tableId } = reference(table);
      try {
        const [metadata] = await bigquery.dataset(datasetId!).table(tableId!).getMetadata();
        return metadata.schema.fields as Column[];
      } catch (error) {
        if ((error as { code?: number }).code === 404) return undefined;
        throw error;
      }
    },
  };
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
