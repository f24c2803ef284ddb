/** BigQuery as transform needs it: jobs that are run once however often they are asked for. */
import type { BigQuery } from '@google-cloud/bigquery';
import type { Clock } from '../shared/clock';
import { PermanentError, RetryableError } from '../shared/errors';
import type { Column } from './columns';
import type { Statement } from './statements';

/** A table is named project.dataset.table. */
export interface Warehouse {
  /** Replaces a table by the rows of a JSONL object; fields that are no columns are left out. */
  load(jobId: string, uri: string, table: string, columns: Column[]): Promise<void>;
  /**
   * The rows of a statement, or none when they replace the destination table.
   * @throws PermanentError with BigQuery's own message when the statement is at fault; RetryableError otherwise.
   */
  query<Row>(jobId: string, statement: Statement, destination?: string): Promise<Row[]>;
  columns(table: string): Promise<Column[]>;
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

/** A job that failed for a passing reason keeps its id for ever; the next attempt takes the next one. */
const attempts = 5;

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

  /** Starts the job, or finds the one that an earlier delivery started, and waits for its end. */
  async function run(id: string, start: (jobId: string) => Promise<unknown>) {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const jobId = attempt === 0 ? id : `${id}-${attempt}`;
      await start(jobId).catch((error: { code?: number; errors?: ErrorProto[]; message: string }) => {
        if (error.code === 400) throw new PermanentError(error.errors?.[0]?.message ?? error.message, { cause: error });
        if (error.code !== 409) throw error;
      });
      const job = bigquery.job(jobId, { location });
      const error = await finished(job);
      if (!error) return job;
      if (permanentReasons.has(error.reason ?? '')) throw new PermanentError(error.message ?? error.reason!);
      if (attempt === attempts - 1) throw new RetryableError(`BigQuery job ${jobId}: ${error.message}`);
    }
    throw new Error('unreachable');
  }

  async function finished(job: ReturnType<BigQuery['job']>): Promise<ErrorProto | undefined> {
    for (let wait = 50; ; wait = Math.min(wait * 1.5, 2000)) {
      const [{ status }] = await job.getMetadata();
      if (status.state === 'DONE') return status.errorResult as ErrorProto | undefined;
      await clock.sleep(wait);
    }
  }

  return {
    async load(id, uri, table, columns) {
      const load = {
        sourceUris: [uri],
        sourceFormat: 'NEWLINE_DELIMITED_JSON',
        destinationTable: reference(table),
        schema: { fields: columns },
        writeDisposition: 'WRITE_TRUNCATE',
        ignoreUnknownValues: true,
      };
      await run(id, (jobId) => bigquery.createJob({ jobId, location, configuration: { load } }));
    },

    async query<Row>(id: string, { sql, params = {} }: Statement, destination?: string): Promise<Row[]> {
      const { datasetId, tableId } = reference(destination ?? '');
      const into = destination && {
        destination: bigquery.dataset(datasetId!).table(tableId!),
        writeDisposition: 'WRITE_TRUNCATE',
      };
      const job = await run(id, (jobId) => bigquery.createQueryJob({ query: sql, params, jobId, location, ...into }));
      if (destination) return [];
      const [rows] = await job.getQueryResults();
      return rows as Row[];
    },

    async columns(table) {
      const { datasetId, tableId } = reference(table);
      const [metadata] = await bigquery.dataset(datasetId!).table(tableId!).getMetadata();
      return metadata.schema.fields as Column[];
    },
  };
}
