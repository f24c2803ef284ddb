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
  /**
   * Runs an EXPORT DATA statement and gives the id of the job that succeeded. The statement may name files after the job, so
   * that what a failed attempt has left is not among them.
   */
  export(jobId: string, statementOf: (jobId: string) => Statement): Promise<string>;
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
      if (!error) return { job, jobId };
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
      const { code, errors, message } = error as { code?: number; errors?: ErrorProto[]; message: string };
      if (code === 400) throw new PermanentError(errors?.[0]?.message ?? message, { cause: error });
      if (code !== 409) throw error;
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
      const { job } = await run(id, (jobId) =>
        bigquery.createQueryJob({ query: sql, params, jobId, location, ...into }),
      );
      if (destination) return [];
      const [rows] = await job.getQueryResults();
      return rows as Row[];
    },

    async export(id, statementOf) {
      const { jobId } = await run(id, (jobId) => {
        const { sql, params = {} } = statementOf(jobId);
        return bigquery.createQueryJob({ query: sql, params, jobId, location });
      });
      return jobId;
    },

    async columns(table) {
      const { datasetId, tableId } = reference(table);
      const [metadata] = await bigquery.dataset(datasetId!).table(tableId!).getMetadata();
      return metadata.schema.fields as Column[];
    },
  };
}
