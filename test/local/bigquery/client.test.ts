import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BigQuery } from '@google-cloud/bigquery';
import { Storage as CloudStorage } from '@google-cloud/storage';
import { PassThroughClient } from 'google-auth-library';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bucket, openLocal, project, type Local } from './harness';

let local: Local;
let client: BigQuery;

beforeAll(async () => {
  local = await openLocal();
  ({ client } = local);
  await client.createDataset('shop');
});

afterAll(() => local?.close());

const rows = async (query: string, params?: unknown): Promise<unknown[]> =>
  (await client.query({ query, params: params as never }))[0];

describe('datasets and tables', () => {
  test('a dataset is created, found, changed, listed and deleted', async () => {
    const [dataset] = await client.createDataset('life', { location: 'us-central1', description: 'first' });
    await dataset.setMetadata({ description: 'second' });
    const [metadata] = await client.dataset('life').getMetadata();
    expect(metadata).toMatchObject({
      location: 'us-central1',
      description: 'second',
      datasetReference: { projectId: project, datasetId: 'life' },
    });
    await expect(client.createDataset('life')).rejects.toMatchObject({ code: 409, errors: [{ reason: 'duplicate' }] });
    await dataset.delete();
    expect((await client.getDatasets())[0].map(({ id }) => id)).toEqual(['shop']);
    await expect(client.dataset('life').getMetadata()).rejects.toMatchObject({
      code: 404,
      errors: [{ reason: 'notFound' }],
    });
  });

  test('a table keeps its schema, partitioning and clustering, and takes new columns', async () => {
    const schema = [
      { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
      { name: 'tags', type: 'STRING', mode: 'REPEATED' },
      {
        name: 'who',
        type: 'RECORD',
        fields: [
          { name: 'name', type: 'STRING' },
          { name: 'at', type: 'TIMESTAMP' },
        ],
      },
    ];
    const [table] = await client
      .dataset('shop')
      .createTable('orders', { schema, timePartitioning: { type: 'DAY' }, clustering: { fields: ['id'] } });
    await table.setMetadata({ schema: [...schema, { name: 'extra', type: 'FLOAT64' }] as never });
    const [metadata] = await table.getMetadata();
    expect(metadata).toMatchObject({
      type: 'TABLE',
      numRows: '0',
      timePartitioning: { type: 'DAY' },
      clustering: { fields: ['id'] },
    });
    expect(
      metadata.schema.fields.map((field: { name: string; type: string; mode: string }) => [
        field.name,
        field.type,
        field.mode,
      ]),
    ).toEqual([
      ['id', 'INTEGER', 'REQUIRED'],
      ['tags', 'STRING', 'REPEATED'],
      ['who', 'RECORD', 'NULLABLE'],
      ['extra', 'FLOAT', 'NULLABLE'],
    ]);
    await expect(table.setMetadata({ schema: [{ name: 'id', type: 'STRING' }] as never })).rejects.toMatchObject({
      code: 400,
    });
  });

  test('inserted rows are read back with their types, and a repeated insertId is dropped', async () => {
    const table = client.dataset('shop').table('orders');
    const row = { id: 1, tags: ['a', 'b'], who: { name: 'Ana', at: '2026-01-02T03:04:05.678Z' }, extra: 1.5 };
    await table.insert([{ insertId: 'one', json: row }], { raw: true });
    await table.insert([{ insertId: 'one', json: row }], { raw: true });
    const [read] = await table.getRows();
    expect(read).toHaveLength(1);
    expect(read[0]).toMatchObject({
      id: 1,
      tags: ['a', 'b'],
      extra: 1.5,
      who: { name: 'Ana', at: { value: '2026-01-02T03:04:05.678Z' } },
    });
    await expect(table.insert([{ id: 'x' }])).rejects.toMatchObject({ name: 'PartialFailureError' });
    await expect(table.insert([{ id: 2, nope: 1 }])).rejects.toMatchObject({ name: 'PartialFailureError' });
  });

  test('rows appended in the process follow the same rules', async () => {
    await client.dataset('shop').createTable('log', {
      schema: [
        { name: 'at', type: 'TIMESTAMP' },
        { name: 'raw', type: 'BYTES' },
        { name: 'data', type: 'JSON' },
      ],
    });
    await local.appendRows(`${project}.shop.log`, [
      { at: '2026-01-02T03:04:05Z', raw: Buffer.from('hé').toString('base64'), data: { a: [1, null] } },
    ]);
    const [row] = (await rows(
      'SELECT at, TO_BASE64(raw) AS raw, TO_JSON_STRING(data) AS data FROM `demo.shop.log`',
    )) as { at: unknown; raw: string; data: string }[];
    expect(row).toMatchObject({ at: { value: '2026-01-02T03:04:05.000Z' }, raw: 'aMOp', data: '{"a":[1,null]}' });
    await expect(local.appendRows(`${project}.shop.log`, [{ nope: 1 }])).rejects.toThrow('no such field: nope.');
  });
});

describe('queries', () => {
  test('take named and positional parameters of every kind', async () => {
    const params = {
      n: 3,
      s: "it's",
      f: 1.5,
      b: true,
      xs: [1, 2],
      who: { name: 'Ana', age: 3 },
      day: BigQuery.date('2026-01-02'),
    };
    const query =
      'SELECT @n + 1 AS n, @s AS s, @f AS f, @b AS b, (SELECT SUM(x) FROM UNNEST(@xs) AS x) AS total, @who.name AS name, @day AS day';
    expect(await rows(query, params)).toEqual([
      {
        n: 4,
        s: "it's",
        f: 1.5,
        b: true,
        total: 3,
        name: 'Ana',
        day: expect.objectContaining({ value: '2026-01-02' }),
      },
    ]);
    expect(await rows('SELECT ? AS a, ? AS b', [1, 'x'])).toEqual([{ a: 1, b: 'x' }]);
    expect(
      await rows('SELECT r.k, v FROM UNNEST(@rows) AS r', {
        rows: [
          { k: 'a', v: 1 },
          { k: 'b', v: 2 },
        ],
      }),
    ).toEqual([
      { k: 'a', v: 1 },
      { k: 'b', v: 2 },
    ]);
  });

  test('page through results', async () => {
    const [job] = await client.createQueryJob('SELECT n FROM UNNEST(GENERATE_ARRAY(1, 25)) AS n ORDER BY n DESC');
    const [first, next] = await job.getQueryResults({ maxResults: 10, autoPaginate: false });
    expect([first.length, first[0], Boolean(next)]).toEqual([10, { n: 25 }, true]);
    const [all] = await job.getQueryResults();
    expect(all).toHaveLength(25);
    expect(all.at(-1)).toEqual({ n: 1 });
  });

  test('answer a syntax error, an unknown name and an unknown table as BigQuery does', async () => {
    await expect(rows('SELECT FROM WHERE')).rejects.toMatchObject({ code: 400, errors: [{ reason: 'invalidQuery' }] });
    await expect(rows('SELECT\n  nope FROM `demo.shop.orders`')).rejects.toThrow('Unrecognized name: nope at [2:3]');
    await expect(rows('SELECT * FROM `demo.shop.missing`')).rejects.toMatchObject({
      code: 404,
      errors: [{ reason: 'notFound' }],
    });
  });

  test('run dry with bytes, statement type and schema, and leave nothing behind', async () => {
    const [job] = await client.createQueryJob({ query: 'SELECT id, who FROM shop.orders', dryRun: true });
    expect(job.metadata.statistics).toMatchObject({ query: { statementType: 'SELECT' } });
    expect(Number(job.metadata.statistics.totalBytesProcessed)).toBeGreaterThan(8);
    const [onlyId] = await client.createQueryJob({ query: 'SELECT id FROM shop.orders', dryRun: true });
    expect(onlyId.metadata.statistics.totalBytesProcessed).toBe('8');
    expect(onlyId.metadata.statistics.query.schema.fields).toMatchObject([{ name: 'id', type: 'INTEGER' }]);
    await expect(client.createQueryJob({ query: 'SELECT nope FROM shop.orders', dryRun: true })).rejects.toMatchObject({
      code: 400,
    });
  });

  test('write to a destination as their dispositions say', async () => {
    const destination = client.dataset('shop').table('copied');
    const run = async (writeDisposition: string) => {
      const [job] = await client.createQueryJob({ query: 'SELECT 1 AS a', destination, writeDisposition });
      await job.getQueryResults();
      return rows('SELECT COUNT(*) AS n FROM shop.copied');
    };
    expect(await run('WRITE_EMPTY')).toEqual([{ n: 1 }]);
    await expect(run('WRITE_EMPTY')).rejects.toMatchObject({ code: 409 });
    expect(await run('WRITE_APPEND')).toEqual([{ n: 2 }]);
    expect(await run('WRITE_TRUNCATE')).toEqual([{ n: 1 }]);
  });

  test('an array that holds a NULL is neither returned, stored nor exported', async () => {
    const refusal = (field: string) => `Array cannot have a null element; error in writing field ${field}`;
    const nulls = 'SELECT ARRAY_AGG(x) AS xs FROM UNNEST([1, NULL]) AS x';
    await expect(rows(nulls)).rejects.toThrow(refusal('xs'));
    await expect(rows(`CREATE TABLE shop.nulls AS ${nulls}`)).rejects.toThrow(refusal('xs'));
    await expect(rows('SELECT [STRUCT([1, NULL] AS ys)] AS zs')).rejects.toThrow(refusal('zs'));
    await expect(
      rows(`EXPORT DATA OPTIONS (uri = 'gs://files/nulls/*.jsonl', format = 'JSON', overwrite = TRUE) AS ${nulls}`),
    ).rejects.toThrow(refusal('xs'));
    await rows('CREATE TABLE shop.arrays (xs ARRAY<INT64>)');
    await expect(rows('INSERT INTO shop.arrays (xs) VALUES ([1, NULL])')).rejects.toThrow(refusal('xs'));
    expect(await rows(`SELECT ARRAY_LENGTH(xs) AS n FROM (${nulls})`)).toEqual([{ n: 2 }]);
    expect(await rows('SELECT COUNT(*) AS n FROM shop.arrays')).toEqual([{ n: 0 }]);
  });

  test('VECTOR_SEARCH finds the nearest rows of a table to a vector that is a parameter', async () => {
    await client.query(
      'CREATE TABLE shop.vectors AS SELECT id, [id * 1.0, 10.0 - id] AS embedding FROM UNNEST([1, 5, 9]) AS id',
    );
    const nearest = `SELECT base.id, distance FROM VECTOR_SEARCH(TABLE shop.vectors, 'embedding', (SELECT @vector AS v),
      query_column_to_search => 'v', top_k => @most) ORDER BY distance`;
    expect(await rows(nearest, { vector: [9.5, 0.5], most: 2 })).toEqual([
      { id: 9, distance: Math.sqrt(0.5) },
      { id: 5, distance: Math.sqrt(40.5) },
    ]);
    await client.query('CREATE VIEW shop.few AS SELECT * FROM shop.vectors WHERE id > 1');
    await expect(
      rows("SELECT base.id FROM VECTOR_SEARCH((SELECT * FROM shop.few), 'embedding', query_value => [1.5, 1.5])"),
    ).rejects.toThrow('may name no logical view');
    const [{ value }] = (await rows(
      'SELECT COSINE_DISTANCE(embedding, @vector) AS value FROM shop.vectors WHERE id = 5',
      { vector: [2.5, 2.5] },
    )) as [{ value: number }];
    expect(value).toBeCloseTo(0, 12);
  });

  test('a default dataset completes table names', async () => {
    const [found] = await client.query({
      query: 'SELECT COUNT(*) AS n FROM copied',
      defaultDataset: { datasetId: 'shop' },
    } as never);
    expect(found).toEqual([{ n: 1 }]);
  });

  test('INSERT, UPDATE, DELETE and MERGE say how many rows they changed', async () => {
    await rows('CREATE TABLE shop.stock (item STRING NOT NULL, n INT64)');
    const affected = async (query: string) => {
      const [job] = await client.createQueryJob(query);
      await job.getQueryResults();
      return (await job.getMetadata())[0].statistics.query.numDmlAffectedRows as string;
    };
    expect(await affected("INSERT INTO shop.stock (item, n) VALUES ('pen', 1), ('ink', 2)")).toBe('2');
    expect(await affected("UPDATE shop.stock SET n = n + 10 WHERE item = 'pen'")).toBe('1');
    expect(
      await affected(
        "MERGE shop.stock AS t USING (SELECT 'pen' AS item, 5 AS n UNION ALL SELECT 'cap', 7) AS s ON t.item = s.item WHEN MATCHED THEN UPDATE SET n = t.n + s.n WHEN NOT MATCHED THEN INSERT ROW WHEN NOT MATCHED BY SOURCE THEN DELETE",
      ),
    ).toBe('3');
    expect(await rows('SELECT item, n FROM shop.stock ORDER BY item')).toEqual([
      { item: 'cap', n: 7 },
      { item: 'pen', n: 16 },
    ]);
    await expect(
      rows(
        "MERGE shop.stock AS t USING (SELECT 'pen' AS item, 1 AS n UNION ALL SELECT 'pen', 2) AS s ON t.item = s.item WHEN MATCHED THEN UPDATE SET n = s.n",
      ),
    ).rejects.toThrow('must match at most one source row');
    expect(await affected('DELETE FROM shop.stock WHERE TRUE')).toBe('2');
    await expect(rows('DELETE FROM shop.stock')).rejects.toThrow('DELETE must have a WHERE clause');
    await expect(rows('INSERT INTO shop.stock (item) VALUES (NULL)')).rejects.toThrow(
      'Required field item cannot be null',
    );
  });

  test('views are queries in place, and INFORMATION_SCHEMA lists tables and columns', async () => {
    await rows('CREATE OR REPLACE VIEW shop.pens AS SELECT id AS pen FROM shop.orders WHERE id > 0');
    expect(await rows('SELECT pen FROM shop.pens')).toEqual([{ pen: 1 }]);
    expect(
      await rows(
        "SELECT table_name, table_type FROM shop.INFORMATION_SCHEMA.TABLES WHERE table_name IN ('pens', 'stock') ORDER BY 1",
      ),
    ).toEqual([
      { table_name: 'pens', table_type: 'VIEW' },
      { table_name: 'stock', table_type: 'BASE TABLE' },
    ]);
    expect(
      await rows(
        "SELECT column_name, data_type FROM `demo.shop.INFORMATION_SCHEMA.COLUMNS` WHERE table_name = 'orders' AND column_name = 'who'",
      ),
    ).toEqual([{ column_name: 'who', data_type: 'STRUCT<name STRING, at TIMESTAMP>' }]);
  });
});

describe('a view by the API', () => {
  const view = (query: string) => ({ view: { query, useLegacySql: false } });

  test('has the columns of its query, also once that has changed, whatever schema is sent with it', async () => {
    const [made] = await client
      .dataset('shop')
      .createTable('pens_only', view('SELECT id AS pen FROM `demo.shop.orders`'));
    expect(made.metadata).toMatchObject({ type: 'VIEW', schema: { fields: [{ name: 'pen', type: 'INTEGER' }] } });
    const change = { ...view('SELECT "a" AS word'), schema: { fields: [{ name: 'other', type: 'DATE' }] } };
    const [changed] = await client.dataset('shop').table('pens_only').setMetadata(change);
    expect(changed).toMatchObject({ schema: { fields: [{ name: 'word', type: 'STRING' }] } });
    expect(await rows('SELECT * FROM shop.pens_only')).toEqual([{ word: 'a' }]);
  });

  test.each([
    ['reads what is not there', 'SELECT * FROM `demo.shop.nothing`', 404],
    ['is no query', 'CREATE TABLE shop.made AS SELECT 1 AS a', 400],
    ['is no SQL', 'SELEKT 1', 400],
  ])('that %s is refused, and not made', async (_, query, code) => {
    const dataset = client.dataset('shop');
    await expect(dataset.createTable('refused', view(query))).rejects.toMatchObject({ code });
    expect(await dataset.table('refused').exists()).toEqual([false]);
  });

  test('is not made of a table that has rows', async () => {
    const change = client.dataset('shop').table('orders').setMetadata(view('SELECT 1 AS a'));
    await expect(change).rejects.toMatchObject({ code: 400 });
  });
});

describe('jobs', () => {
  test('an id is taken once: the second insert is refused and the first one’s outcome is read', async () => {
    const options = { query: 'CREATE OR REPLACE TABLE shop.once AS SELECT 1 AS a', jobId: 'once-1' };
    const [job] = await client.createQueryJob(options);
    await job.getQueryResults();
    await expect(client.createQueryJob(options)).rejects.toMatchObject({
      code: 409,
      errors: [{ reason: 'duplicate', message: 'Already Exists: Job demo:US.once-1' }],
    });
    const twice = await Promise.allSettled([
      client.createQueryJob({ query: 'SELECT 1', jobId: 'twin' }),
      client.createQueryJob({ query: 'SELECT 1', jobId: 'twin' }),
    ]);
    expect(twice.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await client.getJobs())[0].map(({ id }) => id)).toContain('once-1');
  });

  test('a job that is said to exist can be asked for, though it was inserted that very moment', async () => {
    const insert = () => client.createQueryJob({ query: 'SELECT 1', jobId: 'at-once', location: 'US' });
    const inserted = await Promise.allSettled(
      [1, 2, 3].map(() => insert().catch(() => client.job('at-once', { location: 'US' }).getMetadata())),
    );
    expect(inserted.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  });

  test('end when they are cancelled', async () => {
    const numbers = 'UNNEST(GENERATE_ARRAY(1, 100000))';
    const [job] = await client.createQueryJob(
      `SELECT COUNTIF(MOD(a * b, 7) = 8) FROM ${numbers} AS a, ${numbers} AS b`,
    );
    await job.cancel();
    await expect(job.getQueryResults()).rejects.toMatchObject({ errors: [{ reason: 'stopped' }] });
  });

  test('survive a restart with their results', async () => {
    const [job] = await client.createQueryJob({ query: "SELECT 'kept' AS a", jobId: 'kept-1' });
    await job.getQueryResults();
    await local.restart();
    expect((await client.job('kept-1').getQueryResults())[0]).toEqual([{ a: 'kept' }]);
    expect(await rows('SELECT a FROM shop.once')).toEqual([{ a: 1 }]);
  });
});

describe('loads', () => {
  const table = (name: string) => client.dataset('shop').table(name);

  test('newline-delimited JSON from Cloud Storage, its schema detected', async () => {
    await local.put(
      'in/a.jsonl',
      '{"id":9007199254740993,"name":"x","ok":true,"at":"2026-01-02","parts":[{"text":"t"}],"score":1}\n{"id":2,"name":null,"score":1.5}\n',
    );
    const [job] = await client
      .dataset('shop')
      .table('loaded')
      .createLoadJob(fileAt('in/a.jsonl'), { autodetect: true, sourceFormat: 'NEWLINE_DELIMITED_JSON' });
    await finished(job);
    const [found] = await table('loaded').getMetadata();
    expect(found.schema.fields.map((field: { name: string; type: string }) => [field.name, field.type])).toEqual([
      ['id', 'INTEGER'],
      ['name', 'STRING'],
      ['ok', 'BOOLEAN'],
      ['at', 'DATE'],
      ['parts', 'RECORD'],
      ['score', 'FLOAT'],
    ]);
    expect(
      await rows(
        'SELECT CAST(id AS STRING) AS id, name, score, ARRAY_LENGTH(parts) AS n FROM shop.loaded ORDER BY score',
      ),
    ).toEqual([
      { id: '9007199254740993', name: 'x', score: 1, n: 1 },
      { id: '2', name: null, score: 1.5, n: 0 },
    ]);
  });

  test('bad rows are counted, named, and too many of them fail the job', async () => {
    await local.put('in/bad.jsonl', '{"id":1}\n{"id":"x"}\nnot json\n{"id":2,"more":1}\n');
    const schema = { fields: [{ name: 'id', type: 'INTEGER' }] };
    const [job] = await table('bad').createLoadJob(fileAt('in/bad.jsonl'), {
      schema,
      sourceFormat: 'NEWLINE_DELIMITED_JSON',
      maxBadRecords: 2,
      ignoreUnknownValues: true,
    });
    const metadata = await finished(job);
    expect(metadata.statistics.load).toMatchObject({ outputRows: '2', badRecords: '2' });
    const [failing] = await table('bad2').createLoadJob(fileAt('in/bad.jsonl'), {
      schema,
      sourceFormat: 'NEWLINE_DELIMITED_JSON',
    });
    await expect(finished(failing)).rejects.toThrow(
      /Could not parse 'x' as INT64 for field id; line_number: 2 File: gs:\/\/files\/in\/bad.jsonl/,
    );
    expect(await table('bad2').exists()).toEqual([false]);
  });

  test('CSV from a local file, sent in one request', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'landfall-csv-'));
    const file = join(directory, 'people.csv');
    writeFileSync(file, 'name,age,joined\n"Ana ""A"" Ruiz",31,2026-01-02\n"two\nlines",,2026-01-03\n');
    const [job] = await table('people').load(file, { sourceFormat: 'CSV', autodetect: true, skipLeadingRows: 1 });
    expect((job as unknown as { status: { state: string } }).status.state).toBe('DONE');
    expect(await rows('SELECT name, age, CAST(joined AS STRING) AS joined FROM shop.people ORDER BY joined')).toEqual([
      { name: 'Ana "A" Ruiz', age: 31, joined: '2026-01-02' },
      { name: 'two\nlines', age: null, joined: '2026-01-03' },
    ]);
    rmSync(directory, { recursive: true });
  });

  test('Parquet, there and back', async () => {
    await rows(
      "EXPORT DATA OPTIONS (uri = 'gs://files/out/p-*.parquet', format = 'PARQUET', overwrite = TRUE) AS SELECT id, score FROM shop.loaded",
    );
    const [job] = await table('parquet').createLoadJob(fileAt('out/p-000000000000.parquet'), {
      sourceFormat: 'PARQUET',
    });
    expect((await finished(job)).statistics.load.outputRows).toBe('2');
    expect(await rows('SELECT SUM(score) AS total FROM shop.parquet')).toEqual([{ total: 2.5 }]);
  });

  test('a missing object is an error that names it', async () => {
    const [job] = await table('none').createLoadJob(fileAt('in/none.jsonl'), {
      autodetect: true,
      sourceFormat: 'NEWLINE_DELIMITED_JSON',
    });
    await expect(finished(job)).rejects.toThrow('Not found: URI gs://files/in/none.jsonl');
  });
});

describe('exports', () => {
  test('EXPORT DATA writes BigQuery’s JSON: integers as strings, absent NULLs, escaped markup, in order', async () => {
    await rows(`EXPORT DATA OPTIONS (uri = 'gs://files/out/train-*.jsonl', format = 'JSON', overwrite = TRUE) AS
      SELECT STRUCT('system' AS role, [STRUCT(note AS text)] AS parts) AS systemInstruction, n, missing, at, 0.5 AS half
      FROM (SELECT 'b <i> & "q"' AS note, 2 AS n, CAST(NULL AS STRING) AS missing, TIMESTAMP '2026-01-02 03:04:05+00' AS at
            UNION ALL SELECT 'a', 1, 'x', NULL) ORDER BY n`);
    expect(await local.text('out/train-000000000000.jsonl')).toBe(
      '{"systemInstruction":{"role":"system","parts":[{"text":"a"}]},"n":"1","missing":"x","half":0.5}\n' +
        '{"systemInstruction":{"role":"system","parts":[{"text":"b \\u003ci\\u003e \\u0026 \\"q\\""}]},"n":"2","at":"2026-01-02 03:04:05 UTC","half":0.5}\n',
    );
    await expect(
      rows("EXPORT DATA OPTIONS (uri = 'gs://files/out/train-*.jsonl', format = 'JSON') AS SELECT 1 AS a"),
    ).rejects.toThrow('overwrite');
  });

  test.each([
    ['a column of the result', 'SELECT n, note', 'n DESC', ['c', 'a', 'd', 'b']],
    ['a column that is not in it', 'SELECT STRUCT(note) AS nested, note', 'n', ['b', 'd', 'a', 'c']],
    ['two of them, one called otherwise', 'SELECT note, odd AS n', 'n DESC, note', ['a', 'c', 'b', 'd']],
    ['NULLs, which come first', 'SELECT note', 'missing, n', ['b', 'c', 'd', 'a']],
    ['NULLs, which are asked for at the end', 'SELECT note', 'missing NULLS LAST, n', ['d', 'a', 'b', 'c']],
    ['an expression', 'SELECT note', '-n', ['c', 'a', 'd', 'b']],
    ['a place in the list', 'SELECT note', '1', ['a', 'b', 'c', 'd']],
    ['something, up to a limit', 'SELECT note', 'n LIMIT 2', ['b', 'd']],
    ['a column, of all of them', 'SELECT *', 'n', ['b', 'd', 'a', 'c']],
  ])('EXPORT DATA sorts by %s', async (_, select, order, notes) => {
    const shop = [
      "SELECT 'a' AS note, 3 AS n, TRUE AS odd, 1 AS missing",
      "SELECT 'b', 1, FALSE, NULL",
      "SELECT 'c', 4, TRUE, NULL",
      "SELECT 'd', 2, FALSE, 1",
    ];
    await rows(`EXPORT DATA OPTIONS (uri = 'gs://files/sorted/*.jsonl', format = 'JSON', overwrite = TRUE) AS
      ${select} FROM (${shop.join(' UNION ALL ')}) ORDER BY ${order}`);
    const lines = (await local.text('sorted/000000000000.jsonl')).trim().split('\n');
    const found = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(found.map(({ note }) => note)).toEqual(notes);
    expect(found.flatMap((row) => Object.keys(row)).filter((name) => name.startsWith('_'))).toEqual([]);
  });

  test('every type is exported in BigQuery’s form, nested as it may be', async () => {
    const control = [...Array(32).keys(), 0x7f, 0x2028, 0x2029, 0x1f600].map((at) => String.fromCodePoint(at)).join('');
    await client.query({
      query: `EXPORT DATA OPTIONS (uri = 'gs://files/types/*.jsonl', format = 'JSON', overwrite = TRUE) AS
        SELECT 9223372036854775807 AS i, 1e21 AS f, 3.0 AS whole, [-0.0, -7.0, 0.1, 1e15] AS floats, CAST('NaN' AS FLOAT64) AS nan, NUMERIC '12.50' AS n, TRUE AS b,
          b'\\xff' AS bytes, DATE '2026-01-02' AS d, TIME '03:04:05' AS t, DATETIME '2026-01-02T03:04:05.6' AS dt,
          TIMESTAMP '2026-01-02 03:04:05.678+00' AS ts, PARSE_JSON('{"b": [1, {"a": null}], "2": "<"}') AS j, @control AS s,
          [STRUCT([1, 2] AS xs, CAST(NULL AS STRING) AS none)] AS deep, CAST(NULL AS ARRAY<STRING>) AS empty,
          STRUCT(CAST(NULL AS INT64) AS x) AS hollow, IF(TRUE, NULL, STRUCT(1 AS x)) AS absent, 'v' AS \`wei<rd\``,
      params: { control },
    });
    const escaped = JSON.stringify(control).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
    expect(await local.text('types/000000000000.jsonl')).toBe(
      '{"i":"9223372036854775807","f":1e+21,"whole":3,"floats":[0,-7,0.1,1000000000000000],"nan":"NaN","n":"12.5","b":true,"bytes":"/w==","d":"2026-01-02",' +
        '"t":"03:04:05","dt":"2026-01-02T03:04:05.600","ts":"2026-01-02 03:04:05.678 UTC","j":{"b":[1,{"a":null}],"2":"<"},' +
        `"s":${escaped},"deep":[{"xs":["1","2"]}],"empty":[],"hollow":{},"wei\\u003crd":"v"}\n`,
    );
  });

  test('EXPORT DATA with overwrite replaces the files it writes and deletes none, as BigQuery', async () => {
    await local.put('again/x-000000000000.jsonl', 'old\n');
    await local.put('again/x-000000000001.jsonl', 'of a longer export\n');
    await rows(
      "EXPORT DATA OPTIONS (uri = 'gs://files/again/x-*.jsonl', format = 'JSON', overwrite = TRUE) AS SELECT 'new' AS a",
    );
    expect(await local.text('again/x-000000000000.jsonl')).toBe('{"a":"new"}\n');
    expect(await local.text('again/x-000000000001.jsonl')).toBe('of a longer export\n');
  });

  test('an extract job writes CSV with a header', async () => {
    const [job] = await client
      .dataset('shop')
      .table('people')
      .createExtractJob(fileAt('out/people.csv'), { format: 'CSV' });
    await finished(job);
    expect(await local.text('out/people.csv')).toBe(
      'name,age,joined\n"Ana ""A"" Ruiz",31,2026-01-02\n"two\nlines",,2026-01-03\n',
    );
  });

  test('a copy job makes a table of the same rows', async () => {
    const [job] = await client.dataset('shop').table('people').createCopyJob(client.dataset('shop').table('people2'));
    await finished(job);
    expect(await rows('SELECT COUNT(*) AS n FROM shop.people2')).toEqual([{ n: 2 }]);
  });
});

test('a pipeline’s training SQL runs from sources to exported examples', async () => {
  await rows(`CREATE OR REPLACE TABLE shop.emails AS SELECT * FROM UNNEST([
    STRUCT('e1' AS key, 'c1' AS customer, 'Broken jar' AS body, 'Replace jar' AS summary), ('e2', 'c2', 'Late', 'Is late'), ('e3', 'c1', 'Broken jar', 'Replace jar')])`);
  await rows("CREATE OR REPLACE TABLE shop.customers AS SELECT 'c1' AS id, 'Ana' AS name UNION ALL SELECT 'c2', 'Bo'");
  await rows(
    `CREATE OR REPLACE TABLE \`demo.shop.examples\` AS
     WITH emails AS (SELECT * FROM \`demo.shop.emails\`), customers AS (SELECT * FROM \`demo.shop.customers\`),
     training AS (SELECT e.key, c.name, e.body, e.summary AS target FROM emails AS e JOIN customers AS c ON c.id = e.customer),
     numbered AS (SELECT *, ROW_NUMBER() OVER (PARTITION BY name, body ORDER BY key) AS occurrence FROM training)
     SELECT key, CONCAT(name, ': ', body) AS prompt, target,
       MOD(ABS(MOD(FARM_FINGERPRINT(CONCAT(@salt, key)), 1000)), 1000) < @evaluation_per_mille AS is_evaluation
     FROM numbered WHERE occurrence = 1`,
    { salt: 'v1', evaluation_per_mille: 0 },
  );
  await rows(
    `EXPORT DATA OPTIONS(uri='gs://${bucket}/train/*.jsonl', format='JSON', overwrite=true) AS
     SELECT [STRUCT('user' AS role, [STRUCT(prompt AS text)] AS parts), STRUCT('model' AS role, [STRUCT(target AS text)] AS parts)] AS contents
     FROM \`demo.shop.examples\` WHERE is_evaluation = FALSE ORDER BY key`,
  );
  expect((await local.text('train/000000000000.jsonl')).split('\n')).toEqual([
    '{"contents":[{"role":"user","parts":[{"text":"Ana: Broken jar"}]},{"role":"model","parts":[{"text":"Replace jar"}]}]}',
    '{"contents":[{"role":"user","parts":[{"text":"Bo: Late"}]},{"role":"model","parts":[{"text":"Is late"}]}]}',
    '',
  ]);
});

test('the paths of BIGQUERY_EMULATOR_HOST are served as well', async () => {
  process.env.BIGQUERY_EMULATOR_HOST = local.url;
  try {
    const emulated = new BigQuery({ projectId: project, authClient: new PassThroughClient() });
    expect((await emulated.query('SELECT 1 AS a'))[0]).toEqual([{ a: 1 }]);
    expect((await emulated.getDatasets())[0].map(({ id }) => id)).toEqual(['shop']);
  } finally {
    delete process.env.BIGQUERY_EMULATOR_HOST;
  }
});

/** A file as the client's load and extract methods take it. */
const fileAt = (name: string): never =>
  new CloudStorage({ projectId: project, authClient: new PassThroughClient() as never })
    .bucket(bucket)
    .file(name) as never;

interface Metadata {
  statistics: { load: Record<string, string> };
}

/** The job's metadata once it is done. @throws its error */
async function finished(job: unknown): Promise<Metadata> {
  const started = job as { id: string };
  for (;;) {
    const [metadata] = await client.job(started.id).getMetadata();
    if (metadata.status.state === 'DONE') {
      if (metadata.status.errorResult)
        throw new Error(`${metadata.status.errorResult.message} ${JSON.stringify(metadata.status.errors)}`);
      return metadata as Metadata;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
