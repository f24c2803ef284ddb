import { describe, expect, test } from '@jest/globals';
import { createWarehouse } from '../../../../functions/shared/warehouse/warehouse';
import { createFakeClock } from '../../fakes';

interface Job {
  /** How often it is looked at before it is done. */
  looks?: number;
  errorResult?: { reason: string; message: string };
}

/** BigQuery's jobs by id; a second insert of one answers 409. */
function createFakeBigQuery(outcomes: Record<string, Job> = {}, rejected?: { code: number; message: string }) {
  const started: string[] = [];
  const bigquery = {
    started,
    createQueryJob: async ({ jobId }: { jobId: string }) => {
      if (rejected) throw Object.assign(new Error(rejected.message), { code: rejected.code });
      if (started.includes(jobId)) throw Object.assign(new Error('Already Exists'), { code: 409 });
      started.push(jobId);
    },
    job: (jobId: string) => ({
      getMetadata: async () => {
        const job = (outcomes[jobId] ??= {});
        if (job.looks) {
          job.looks -= 1;
          return [{ status: { state: 'RUNNING' } }];
        }
        return [{ status: { state: 'DONE', errorResult: job.errorResult } }];
      },
      getQueryResults: async () => [[{ jobId }]],
    }),
  };
  return {
    bigquery,
    warehouse: createWarehouse({ bigquery: bigquery as never, location: 'l', clock: createFakeClock() }),
  };
}

const j = { id: 'j', labels: { 'landfall-run': 'r' } };
const failed = (reason: string) => ({ errorResult: { reason, message: `it was ${reason}` } });

describe('a job of the warehouse', () => {
  test('is waited for', async () => {
    const { warehouse } = createFakeBigQuery({ j: { looks: 3 } });
    expect(await warehouse.query(j, { sql: 'SELECT 1' })).toEqual([{ jobId: 'j' }]);
  });

  test('is not started again by a second delivery, which reads the first one’s rows', async () => {
    const { warehouse, bigquery } = createFakeBigQuery();
    await warehouse.query(j, { sql: 'SELECT 1' });
    expect(await warehouse.query(j, { sql: 'SELECT 1' })).toEqual([{ jobId: 'j' }]);
    expect(bigquery.started).toEqual(['j']);
  });

  test('that exports names its files after the attempt, so that a failed one’s are left alone', async () => {
    const { warehouse } = createFakeBigQuery({ j: failed('backendError') });
    const files: string[] = [];
    const statementOf = (jobId: string) => {
      files.push(`gs://b/${jobId}/*.jsonl`);
      return { sql: 'EXPORT DATA' };
    };
    await expect(warehouse.export(j, statementOf)).rejects.toMatchObject({ name: 'RetryableError' });
    expect(await warehouse.export(j, statementOf)).toBe('j-1');
    expect(files.at(0)).toBe('gs://b/j/*.jsonl');
    expect(files.at(-1)).toBe('gs://b/j-1/*.jsonl');
  });

  test('that failed for a passing reason is tried under the next id by the next delivery', async () => {
    const ids = ['j', ...Array.from({ length: 7 }, (_, n) => `j-${n + 1}`)];
    const { warehouse, bigquery } = createFakeBigQuery(
      Object.fromEntries(ids.slice(0, -1).map((id) => [id, failed('backendError')])),
    );
    for (const [index] of ids.slice(0, -1).entries()) {
      await expect(warehouse.query(j, { sql: 'SELECT 1' })).rejects.toMatchObject({ name: 'RetryableError' });
      expect(bigquery.started).toEqual(ids.slice(0, index + 1));
    }
    expect(await warehouse.query(j, { sql: 'SELECT 1' })).toEqual([{ jobId: 'j-7' }]);
    expect(await warehouse.query(j, { sql: 'SELECT 1' })).toEqual([{ jobId: 'j-7' }]);
    expect(bigquery.started).toEqual(ids);
  });

  test.each(['invalidQuery', 'invalid', 'notFound', 'resourcesExceeded'])(
    'that failed with %s fails for good, in BigQuery’s words',
    async (reason) => {
      const { warehouse, bigquery } = createFakeBigQuery({ j: failed(reason) });
      const rejection = { name: 'PermanentError', message: `it was ${reason}` };
      await expect(warehouse.query(j, { sql: '' })).rejects.toMatchObject(rejection);
      expect(bigquery.started).toEqual(['j']);
    },
  );

  test('that BigQuery does not even take fails for good', async () => {
    const { warehouse } = createFakeBigQuery({}, { code: 400, message: 'Syntax error at [1:1]' });
    await expect(warehouse.query(j, { sql: '' })).rejects.toMatchObject({
      name: 'PermanentError',
      message: 'Syntax error at [1:1]',
    });
  });

  test('tells the columns of a statement without running it, or that it is at fault', async () => {
    const asked: object[] = [];
    const fields = [{ name: 'key', type: 'STRING' }];
    const bigquery = {
      createQueryJob: async (options: { query: string }) => {
        asked.push(options);
        if (options.query === 'SELEC 1') throw Object.assign(new Error('Syntax error at [1:1]'), { code: 400 });
        return [{ metadata: { statistics: { query: { schema: { fields } } } } }];
      },
    };
    const warehouse = createWarehouse({ bigquery: bigquery as never, location: 'l', clock: createFakeClock() });
    expect(await warehouse.describe({ sql: 'SELECT @a', params: { a: 1 } })).toEqual(fields);
    expect(asked).toEqual([{ query: 'SELECT @a', params: { a: 1 }, location: 'l', dryRun: true }]);
    await expect(warehouse.describe({ sql: 'SELEC 1' })).rejects.toMatchObject({ name: 'PermanentError' });
  });

  test('that cannot be started for another reason is left to the next delivery', async () => {
    const { warehouse } = createFakeBigQuery({}, { code: 503, message: 'away' });
    await expect(warehouse.query(j, { sql: '' })).rejects.toThrow('away');
  });
});
