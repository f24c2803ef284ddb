import { describe, expect, test } from '@jest/globals';
import { RetryableError, TimeUpError } from '../../../../core/errors';
import { startTimeLimit } from '../../../../functions/shared/stage/time-limit';
import { createWarehouse } from '../../../../functions/shared/warehouse/warehouse';
import { createFakeClock } from '../../fakes';

interface Job {
  /** How often it is looked at before it is done. */
  looks?: number;
  errorResult?: { reason: string; message: string };
  /** Its rows are gone, as those without a table of their own are after a day. */
  hasExpired?: boolean;
}

/** BigQuery's jobs by id; a second insert of one answers 409. */
function createFakeBigQuery(outcomes: Record<string, Job> = {}, rejected?: { code: number; message: string }) {
  const started: string[] = [];
  const tables = new Set<string>();
  const gone = () => Object.assign(new Error('Not found'), { code: 404 });
  const bigquery = {
    started,
    tables,
    dataset: (dataset: string) => ({
      table: (table: string) => ({
        id: `${dataset}.${table}`,
        getMetadata: async () => {
          if (!tables.has(`${dataset}.${table}`)) throw gone();
          return [{ schema: { fields: [] } }];
        },
      }),
    }),
    createQueryJob: async ({ jobId, destination }: { jobId: string; destination?: { id: string } }) => {
      if (rejected) throw Object.assign(new Error(rejected.message), { code: rejected.code });
      if (started.includes(jobId)) throw Object.assign(new Error('Already Exists'), { code: 409 });
      started.push(jobId);
      if (destination) tables.add(destination.id);
    },
    job: (jobId: string) => ({
      getMetadata: async () => {
        const job = (outcomes[jobId] ??= {});
        if (job.looks) {
          job.looks -= 1;
          return [{ status: { state: 'RUNNING' } }];
        }
        const statistics = { query: { exportDataStatistics: { fileCount: '3', rowCount: '1067' } } };
        return [{ status: { state: 'DONE', errorResult: job.errorResult }, statistics }];
      },
      getQueryResults: async () => {
        if (outcomes[jobId]?.hasExpired) throw gone();
        return [[{ jobId }]];
      },
    }),
  };
  const clock = createFakeClock();
  return { bigquery, clock, warehouse: createWarehouse({ bigquery: () => bigquery as never, location: 'l', clock }) };
}

const j = { id: 'j', labels: { 'landfall-run': 'r' } };
describe('what somebody waits for', () => {
  const asking = (query: (asked: object) => Promise<unknown>) =>
    createWarehouse({ bigquery: () => ({ query }) as never, location: 'l', clock: createFakeClock() }).ask(
      { sql: 'SELECT @a', params: { a: 'x' } },
      { labels: { 'landfall-step': 'retrieve' }, milliseconds: 900 },
    );

  test('is asked anew, with its time as BigQuery’s own limit', async () => {
    const asked: object[] = [];
    const rows = await asking(async (one) => (asked.push(one), [[{ a: 'x' }]]));
    expect(rows).toEqual([{ a: 'x' }]);
    expect(asked).toEqual([
      {
        query: 'SELECT @a',
        params: { a: 'x' },
        location: 'l',
        labels: { 'landfall-step': 'retrieve' },
        jobTimeoutMs: 900,
        timeoutMs: 900,
      },
    ]);
  });

  test.each([
    [400, 'PermanentError'],
    [403, 'RetryableError'],
    [503, 'RetryableError'],
  ])('comes to nothing for the status %d as a %s', async (code, name) => {
    await expect(asking(() => Promise.reject(Object.assign(new Error('no'), { code })))).rejects.toMatchObject({
      name,
    });
  });
});

const failed = (reason: string) => ({ errorResult: { reason, message: `it was ${reason}` } });

describe('a job of the warehouse', () => {
  test('is waited for', async () => {
    const { warehouse } = createFakeBigQuery({ j: { looks: 3 } });
    expect(await warehouse.query(j, { sql: 'SELECT 1' })).toEqual([{ jobId: 'j' }]);
  });

  test('that is a query is over as soon as BigQuery says so, not when it is looked at next', async () => {
    const { warehouse, clock } = createFakeBigQuery({ j: { looks: 1 } });
    const waits: number[] = [];
    clock.sleep = (milliseconds) => new Promise(() => void waits.push(milliseconds));
    expect(await warehouse.query(j, { sql: 'SELECT 1' })).toEqual([{ jobId: 'j' }]);
    expect(waits).toEqual([50]);
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
    await expect(warehouse.export(j, statementOf, async () => true)).rejects.toMatchObject({ name: 'RetryableError' });
    expect(await warehouse.export(j, statementOf, async () => true)).toBe('j-1');
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
    const warehouse = createWarehouse({ bigquery: () => bigquery as never, location: 'l', clock: createFakeClock() });
    expect(await warehouse.describe({ sql: 'SELECT @a', params: { a: 1 } })).toEqual(fields);
    expect(asked).toEqual([{ query: 'SELECT @a', params: { a: 1 }, location: 'l', dryRun: true }]);
    await expect(warehouse.describe({ sql: 'SELEC 1' })).rejects.toMatchObject({ name: 'PermanentError' });
  });

  test('whose rows are gone after a day is run again under the next id', async () => {
    const outcomes: Record<string, Job> = {};
    const { warehouse, bigquery } = createFakeBigQuery(outcomes);
    await warehouse.query(j, { sql: 'SELECT 1' });
    outcomes['j']!.hasExpired = true;
    expect(await warehouse.query(j, { sql: 'SELECT 1' })).toEqual([{ jobId: 'j-1' }]);
    outcomes['j-1']!.hasExpired = true;
    expect(await warehouse.query(j, { sql: 'SELECT 1' })).toEqual([{ jobId: 'j-2' }]);
    expect(bigquery.started).toEqual(['j', 'j-1', 'j-2']);
  });

  test('whose table has expired makes it again under the next id, and only then', async () => {
    const { warehouse, bigquery } = createFakeBigQuery();
    await warehouse.query(j, { sql: 'SELECT 1' }, 'p.staging.t');
    await warehouse.query(j, { sql: 'SELECT 1' }, 'p.staging.t');
    expect(bigquery.started).toEqual(['j']);
    bigquery.tables.clear();
    await warehouse.query(j, { sql: 'SELECT 1' }, 'p.staging.t');
    expect(bigquery.started).toEqual(['j', 'j-1']);
    expect(await warehouse.columns('p.staging.t')).toEqual([]);
  });

  test('whose exported files are gone exports them again under the next id', async () => {
    const { warehouse, bigquery } = createFakeBigQuery();
    const statementOf = () => ({ sql: 'EXPORT DATA' });
    const asked: [string, number][] = [];
    const isKept = async (...job: [string, number]) => asked.push(job) > 0;
    expect(await warehouse.export(j, statementOf, isKept)).toBe('j');
    expect(await warehouse.export(j, statementOf, isKept)).toBe('j');
    // How many they were, the job itself says.
    expect(asked).toEqual([['j', 3]]);
    expect(await warehouse.export(j, statementOf, async () => false)).toBe('j-1');
    expect(bigquery.started).toEqual(['j', 'j-1']);
  });

  test('whose outcome vanishes as soon as it is there is left to the next delivery', async () => {
    const { warehouse } = createFakeBigQuery({ j: { hasExpired: true } });
    await expect(warehouse.query(j, { sql: 'SELECT 1' })).rejects.toMatchObject({ name: 'RetryableError' });
  });

  describe('when the signal is aborted', () => {
    test('goes on by itself, and is named by what stops waiting for it', async () => {
      const { warehouse, clock, bigquery } = createFakeBigQuery({ j: { looks: 1000 } });
      const limit = startTimeLimit(540, clock);
      await expect(warehouse.until(limit.signal).query(j, { sql: 'SELECT 1' })).rejects.toMatchObject({
        name: 'TimeUpError',
        waitsFor: { job: 'j', location: 'l' },
      });
      expect(bigquery.started).toEqual(['j']);
      expect(await warehouse.hasEnded({ job: 'j', location: 'l' })).toBe(false);
    });

    test('is not begun', async () => {
      const { warehouse, bigquery } = createFakeBigQuery();
      const signal = AbortSignal.abort(new TimeUpError('the time is up'));
      await expect(warehouse.until(signal).query(j, { sql: 'SELECT 1' })).rejects.toMatchObject({
        name: 'TimeUpError',
      });
      expect(bigquery.started).toEqual([]);
    });

    test('is left to whoever has taken the lease', async () => {
      const { warehouse } = createFakeBigQuery({ j: { looks: 1000 } });
      const lost = new AbortController();
      const waiting = warehouse.until(lost.signal).query(j, { sql: 'SELECT 1' });
      lost.abort(new RetryableError('taken over'));
      await expect(waiting).rejects.toThrow('taken over');
    });
  });

  test('that cannot be started for another reason is left to the next delivery', async () => {
    const { warehouse } = createFakeBigQuery({}, { code: 503, message: 'away' });
    await expect(warehouse.query(j, { sql: '' })).rejects.toThrow('away');
  });
});
