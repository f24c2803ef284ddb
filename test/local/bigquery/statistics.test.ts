import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type api from '@google-cloud/bigquery/build/src/types';
import type { Query } from '@google-cloud/bigquery';
import { bucket, openLocal, project, type Local } from './harness';

const rangePartitioning = { field: 'split', range: { start: '0', end: '4', interval: '1' } };
const mebibyte = 1024 ** 2;

let local: Local;

beforeAll(async () => {
  local = await openLocal();
  await local.client.createDataset('d');
  await query(
    `SELECT CONCAT('key-', CAST(n AS STRING)) AS key, MOD(n, 5) AS split, REPEAT('x', 98) AS text
     FROM UNNEST(GENERATE_ARRAY(0, 99)) AS n`,
    {
      destination: local.client.dataset('d').table('rows'),
      rangePartitioning,
      clustering: { fields: ['key'] },
    } as never,
  );
});
afterAll(() => local.close());

async function query(sql: string, options: Partial<Query> = {}): Promise<api.IJob> {
  const [job] = await local.client.createQueryJob({ query: sql, ...options });
  if (!options.dryRun) await job.getQueryResults();
  if (options.dryRun) return job.metadata as api.IJob;
  const [metadata] = await job.getMetadata();
  return metadata as api.IJob;
}

describe('a table that lies in ranges', () => {
  test('says so, with its rows and bytes', async () => {
    const [metadata] = await local.client.dataset('d').table('rows').getMetadata();
    expect(metadata).toMatchObject({ rangePartitioning, clustering: { fields: ['key'] }, numRows: '100' });
    // Keys of 2 + 5 or 6 bytes, numbers of 8, texts of 2 + 98.
    expect(metadata.numBytes).toBe(String(10 * 7 + 90 * 8 + 100 * (8 + 100)));
  });

  test.each([
    ['split = 0', 20],
    ['split = @split', 20],
    ['0 = rows.split AND LENGTH(text) > 1', 20],
    ['split IN (0, 1)', 40],
    ['split IN UNNEST(@splits)', 40],
    ['split BETWEEN 1 AND 3', 60],
    ['split >= 1 AND split < 3', 40],
    ['(split = 0 OR split = 2)', 40],
    ['NOT split = 0', 80],
    ['split = 4', 20],
    ['split = 99', 0],
    ['MOD(split, 2) = 0', 100],
    ['split = 0 OR LENGTH(text) > 1', 100],
    ['split = (SELECT 0)', 100],
    ['CAST(split AS STRING) = "0"', 100],
  ])('WHERE %s reads %i rows', async (where, rows) => {
    const { statistics } = await query(`SELECT text FROM d.rows WHERE ${where}`, {
      params: { split: 0, splits: [0, 1] },
      dryRun: true,
    });
    expect(Number(statistics!.totalBytesProcessed)).toBe(rows * 108);
  });

  test('is read wholly when one of its mentions has no filter', async () => {
    const twice = 'SELECT a.text FROM d.rows AS a JOIN d.rows AS b USING (text) WHERE a.split = 0 AND b.split = 1';
    expect((await query(twice, { dryRun: true })).statistics!.totalBytesProcessed).toBe(String(40 * 108));
    const all = 'WITH a AS (SELECT * FROM d.rows WHERE split = 0) SELECT COUNT(a.text) FROM a, d.rows';
    expect(Number((await query(all, { dryRun: true })).statistics!.totalBytesProcessed)).toBe(
      10 * 7 + 90 * 8 + 100 * 108,
    );
  });

  test('may be made by a statement, by time as well', async () => {
    await query('CREATE TABLE d.made (n INT64) PARTITION BY RANGE_BUCKET(n, GENERATE_ARRAY(-10, 20, 5)) CLUSTER BY n');
    const [made] = await local.client.dataset('d').table('made').getMetadata();
    expect(made).toMatchObject({
      rangePartitioning: { field: 'n', range: { start: '-10', end: '20', interval: '5' } },
      clustering: { fields: ['n'] },
    });
    await query(`CREATE TABLE d.days PARTITION BY TIMESTAMP_TRUNC(at, DAY) AS
      SELECT TIMESTAMP_ADD(TIMESTAMP '2024-01-01 00:00:00+00', INTERVAL 6 * n HOUR) AS at FROM UNNEST(GENERATE_ARRAY(0, 11)) AS n`);
    const read = await query("SELECT at FROM d.days WHERE at >= TIMESTAMP '2024-01-02 13:00:00+00'");
    expect(read.statistics!.totalBytesProcessed).toBe(String(8 * 8));
    expect(read.statistics!.query!.totalPartitionsProcessed).toBe('2');
  });

  test('cannot lie by columns that it has not, nor be filled as another one', async () => {
    const destination = local.client.dataset('d').table('other');
    const other = (layout: object) => query('SELECT 1 AS n, 1.5 AS f', { destination, ...layout } as never);
    await expect(other({ clustering: { fields: ['none'] } })).rejects.toThrow('The field specified for clustering');
    await expect(other({ clustering: { fields: ['f'] } })).rejects.toThrow('not supported on a field of type FLOAT');
    await expect(other({ rangePartitioning: { ...rangePartitioning, field: 'f' } })).rejects.toThrow('type INTEGER');
    await expect(
      query("SELECT 'a' AS key, 0 AS split, '' AS text", {
        destination: local.client.dataset('d').table('rows'),
        writeDisposition: 'WRITE_TRUNCATE',
        rangePartitioning: { ...rangePartitioning, range: { start: '0', end: '9', interval: '1' } },
      } as never),
    ).rejects.toThrow('Incompatible table partitioning specification');
  });

  test('may be filled by a load job', async () => {
    await local.put('rows.jsonl', '{"split":1}\n{"split":null}\n{"split":77}\n');
    const [job] = await local.client
      .dataset('d')
      .table('loaded')
      .load(local.storageFile('rows.jsonl'), {
        sourceFormat: 'NEWLINE_DELIMITED_JSON',
        schema: { fields: [{ name: 'split', type: 'INTEGER' }] },
        rangePartitioning,
      } as never);
    expect(job.status?.errorResult).toBeUndefined();
    const { statistics } = await query('SELECT split FROM d.loaded WHERE split = 1', { dryRun: true });
    expect(statistics!.totalBytesProcessed).toBe('8');
  });
});

describe('what a job says of itself', () => {
  test('its labels, bytes, slots and plan', async () => {
    const labels = { 'landfall-run': '20261123-0a1b2c3d', 'landfall-step': 'examples' };
    const job = await query(
      'SELECT split, COUNT(*) AS n, MAX(text) AS text FROM d.rows WHERE split < 2 GROUP BY split ORDER BY n, split',
      { labels },
    );
    expect(job.configuration!.labels).toEqual(labels);
    expect(job.statistics!.totalSlotMs).toMatch(/^\d+$/);
    const { queryPlan, referencedTables, totalBytesBilled, totalBytesProcessed } = job.statistics!.query!;
    expect(totalBytesProcessed).toBe(String(40 * 108));
    expect(totalBytesBilled).toBe(String(10 * mebibyte));
    expect(referencedTables).toEqual([{ projectId: project, datasetId: 'd', tableId: 'rows' }]);
    expect(queryPlan!.map(({ name }) => name)).toEqual(['S00: Input', 'S01: Aggregate', 'S02: Output']);
    expect(queryPlan!.map(({ recordsWritten }) => recordsWritten)).toEqual(['40', '2', '2']);
    expect(queryPlan![1]!.inputStages).toEqual(['0']);
    expect(queryPlan![0]!.steps![0]).toEqual({
      kind: 'READ',
      substeps: [expect.stringContaining('split'), 'FROM demo.d.rows', expect.stringMatching(/^WHERE .*split/)],
    });
    expect(queryPlan!.map(({ steps }) => steps!.at(-1)!.kind)).toEqual(['WRITE', 'WRITE', 'WRITE']);
    expect(queryPlan!.flatMap(({ steps }) => steps!.map(({ kind }) => kind))).toEqual(
      expect.arrayContaining(['AGGREGATE', 'SORT']),
    );
  });

  test('a join reads two inputs', async () => {
    const job = await query('SELECT a.key FROM d.rows AS a JOIN d.rows AS b ON a.key = b.key WHERE a.split = 1');
    const join = job.statistics!.query!.queryPlan!.find(({ name }) => /Join|Output/.test(name!))!;
    expect(join.inputStages).toHaveLength(2);
    expect(join.steps!.find(({ kind }) => kind === 'JOIN')!.substeps![0]).toContain('INNER JOIN ON');
  });

  test('an export and a change have a plan as well; what reads no table costs nothing', async () => {
    const exported = await query(
      `EXPORT DATA OPTIONS (uri = 'gs://${bucket}/out/*.jsonl', format = 'JSON') AS SELECT key FROM d.rows`,
    );
    expect(exported.statistics!.query!.queryPlan!.at(-1)!.recordsWritten).toBe('100');
    expect(exported.statistics!.query!.totalBytesBilled).toBe(String(10 * mebibyte));
    await query('CREATE TABLE d.changed AS SELECT key FROM d.rows');
    const changed = await query('DELETE FROM d.changed WHERE key = "key-1"');
    expect(changed.statistics!.query!.queryPlan!.length).toBeGreaterThan(0);
    expect((await query('SELECT 1')).statistics!.query).toMatchObject({
      totalBytesProcessed: '0',
      totalBytesBilled: '0',
    });
    expect((await query('SELECT key FROM d.rows', { dryRun: true })).statistics!.query!.totalBytesBilled).toBe('0');
  });

  test('labels that BigQuery does not take are refused', async () => {
    await expect(query('SELECT 1', { labels: { 'Landfall-Run': 'x' } })).rejects.toThrow('Label key "Landfall-Run"');
    await expect(query('SELECT 1', { labels: { run: 'a.b' } })).rejects.toThrow('Label value "a.b"');
  });

  test('lists show the configuration in full only, and jobs of a time', async () => {
    const { jobReference, statistics } = await query('SELECT 5', { labels: { about: 'listing' } });
    const list = async (options: object) =>
      (await local.client.getJobs(options))[0].map(({ metadata }) => metadata as api.IJob);
    const find = (jobs: api.IJob[]) => jobs.find((job) => job.jobReference!.jobId === jobReference!.jobId);
    expect(find(await list({}))!.configuration).toBeUndefined();
    expect(find(await list({ projection: 'full' }))!.configuration).toMatchObject({
      labels: { about: 'listing' },
      query: { query: 'SELECT 5' },
    });
    const time = Number(statistics!.creationTime);
    expect(find(await list({ minCreationTime: String(time), maxCreationTime: String(time) }))).toBeDefined();
    expect(find(await list({ minCreationTime: String(time + 1) }))).toBeUndefined();
    expect(find(await list({ maxCreationTime: String(time - 1) }))).toBeUndefined();
  });
});
