/** Statements that meet tables: rows inserted in every form, and partitions that must be asked for. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openLocal, type Local } from './harness';

let local: Local;

beforeAll(async () => {
  local = await openLocal();
  await local.client.createDataset('shop');
});

afterAll(() => local?.close());

const refused = (message: string) => ({
  code: 400,
  errors: [expect.objectContaining({ reason: 'invalidQuery', message: expect.stringContaining(message) })],
});

describe('INSERT', () => {
  beforeAll(async () => {
    await local.client.dataset('shop').createTable('orders', {
      schema: [
        { name: 'id', type: 'INTEGER' },
        { name: 'name', type: 'STRING', defaultValueExpression: "'nobody'" },
        { name: 'day', type: 'DATE' },
        { name: 'at', type: 'RECORD', fields: [{ name: 'x', type: 'INTEGER' }] },
        { name: 'tags', type: 'STRING', mode: 'REPEATED' },
      ],
    });
  });

  test.each([
    ["INSERT INTO shop.orders VALUES (1, 'a', '2024-01-02', STRUCT(5), ['t'])", [1, 'a', 5, 't']],
    ["INSERT shop.orders VALUES (2, 'b', DATE '2024-01-02', STRUCT(6), [])", [2, 'b', 6, null]],
    ['INSERT INTO shop.orders (id) VALUES (3)', [3, 'nobody', null, null]],
    ['INSERT INTO shop.orders (id, name) VALUES (4, DEFAULT)', [4, 'nobody', null, null]],
    ["INSERT INTO shop.orders (name, id) SELECT 'e', 5", [5, 'e', null, null]],
    ["INSERT INTO shop.orders SELECT 6, 'f', DATE '2024-01-02', STRUCT(7 AS x), ['u']", [6, 'f', 7, 'u']],
    ["INSERT INTO shop.orders (id, name) VALUES (7, 'g'), (8, NULL)", [7, 'g', null, null]],
    ['INSERT INTO shop.orders (id) SELECT 9 FROM (SELECT 1) UNION ALL SELECT 10', [9, 'nobody', null, null]],
  ])('%s', async (query, [id, name, x, tag]) => {
    await local.client.query(query);
    const [rows] = await local.client.query(
      `SELECT id, name, at.x, tags[SAFE_OFFSET(0)] AS tag FROM shop.orders WHERE id = ${id}`,
    );
    expect(rows).toEqual([{ id, name, x, tag }]);
  });

  test.each([
    ["INSERT INTO shop.orders VALUES (1, 'a')", 'Inserted row has wrong column count; Has 2, expected 5'],
    ['INSERT INTO shop.orders (id) VALUES (1, 2)', 'Inserted row has wrong column count; Has 2, expected 1'],
    ['INSERT INTO shop.orders (id) SELECT 1, 2', 'Inserted row has wrong column count; Has 2, expected 1'],
    ['INSERT INTO shop.orders SELECT 1', 'Inserted row has wrong column count; Has 1, expected 5'],
    ['INSERT INTO shop.orders (id, nothing) VALUES (1, 2)', 'Column nothing is not present in table demo.shop.orders'],
    ['INSERT INTO shop.orders (id, ID) VALUES (1, 2)', 'INSERT has columns with duplicate name: ID'],
    [
      "INSERT INTO shop.orders (id) VALUES ('5')",
      'Value has type STRING which cannot be inserted into column id, which has type INT64',
    ],
    [
      "INSERT INTO shop.orders (id) SELECT '5'",
      'Query column 1 has type STRING which cannot be inserted into column id, which has type INT64',
    ],
    ['INSERT INTO shop.orders (id) VALUES (nofn(1))', 'function NOFN'],
    ['INSERT INTO shop.orders (id) VALUES (missing)', 'missing'],
  ])('is refused: %s', async (query, message) => {
    await expect(local.client.query(query)).rejects.toMatchObject(refused(message));
  });
});

describe('a value for a column', () => {
  beforeAll(async () => {
    await local.client.query(
      `CREATE TABLE shop.kinds (n INT64, s STRING, b BOOL, d DATE, dt DATETIME, ts TIMESTAMP, x NUMERIC, f FLOAT64,
        xs ARRAY<INT64>, r STRUCT<n INT64, d DATE>, rs ARRAY<STRUCT<n INT64>>)`,
    );
    await local.client.query('INSERT INTO shop.kinds (n) VALUES (1)');
  });

  const inserted = (column: string, given: string, expected: string) =>
    `Value has type ${given} which cannot be inserted into column ${column}, which has type ${expected}`;
  const selected = (column: string, given: string, expected: string) =>
    `Query column 1 has type ${given} which cannot be inserted into column ${column}, which has type ${expected}`;
  const assigned = (column: string, given: string, expected: string) =>
    `Value of type ${given} cannot be assigned to ${column}, which has type ${expected}`;
  const merge = (then: string) =>
    `MERGE shop.kinds AS t USING (SELECT 1 AS n, 2.5 AS f, 'a' AS s) AS v ON t.n = v.n ${then}`;

  test.each([
    ['INSERT INTO shop.kinds (n) VALUES (1.5)', inserted('n', 'FLOAT64', 'INT64')],
    ['INSERT INTO shop.kinds (n) VALUES (2), (1.5)', inserted('n', 'FLOAT64', 'INT64')],
    ['INSERT INTO shop.kinds (n) SELECT 2.5', selected('n', 'FLOAT64', 'INT64')],
    ['INSERT INTO shop.kinds (n) VALUES (NUMERIC "1.5")', inserted('n', 'NUMERIC', 'INT64')],
    ['INSERT INTO shop.kinds (s) VALUES (5)', inserted('s', 'INT64', 'STRING')],
    ['INSERT INTO shop.kinds (s) SELECT TRUE', selected('s', 'BOOL', 'STRING')],
    ['INSERT INTO shop.kinds (s) SELECT CAST(NULL AS INT64)', selected('s', 'INT64', 'STRING')],
    ['INSERT INTO shop.kinds (b) VALUES (1)', inserted('b', 'INT64', 'BOOL')],
    ['INSERT INTO shop.kinds (d) VALUES (CONCAT("2024-", "01-02"))', inserted('d', 'STRING', 'DATE')],
    ['INSERT INTO shop.kinds (d) SELECT "2024-01-02"', selected('d', 'STRING', 'DATE')],
    ['INSERT INTO shop.kinds (d) SELECT TIMESTAMP "2024-01-02 10:00:00+00"', selected('d', 'TIMESTAMP', 'DATE')],
    ['INSERT INTO shop.kinds (ts) VALUES (DATE "2024-01-02")', inserted('ts', 'DATE', 'TIMESTAMP')],
    ['INSERT INTO shop.kinds (x) SELECT 2.5', selected('x', 'FLOAT64', 'NUMERIC')],
    ['INSERT INTO shop.kinds (xs) VALUES ([1, 1.5])', inserted('xs', 'FLOAT64', 'ARRAY<INT64>')],
    ['INSERT INTO shop.kinds (xs) SELECT [1.5]', selected('xs', 'ARRAY<FLOAT64>', 'ARRAY<INT64>')],
    ['INSERT INTO shop.kinds (n) VALUES ([1])', inserted('n', 'ARRAY<INT64>', 'INT64')],
    [
      'INSERT INTO shop.kinds (r) VALUES (STRUCT(1.5, DATE "2024-01-02"))',
      inserted('r', 'FLOAT64', 'STRUCT<n INT64, d DATE>'),
    ],
    [
      'INSERT INTO shop.kinds (r) SELECT STRUCT(1.5 AS n, DATE "2024-01-02" AS d)',
      selected('r', 'STRUCT<n FLOAT64, d DATE>', 'STRUCT<n INT64, d DATE>'),
    ],
    ['INSERT INTO shop.kinds (rs) VALUES ([STRUCT(TRUE)])', inserted('rs', 'BOOL', 'ARRAY<STRUCT<n INT64>>')],
    ['UPDATE shop.kinds SET n = 1.5 WHERE TRUE', assigned('n', 'FLOAT64', 'INT64')],
    ['UPDATE shop.kinds SET n = n / 2 WHERE TRUE', assigned('n', 'FLOAT64', 'INT64')],
    ['UPDATE shop.kinds AS k SET k.s = k.n WHERE TRUE', assigned('s', 'INT64', 'STRING')],
    [merge('WHEN MATCHED THEN UPDATE SET n = v.f'), assigned('n', 'FLOAT64', 'INT64')],
    [merge('WHEN NOT MATCHED THEN INSERT (n) VALUES (2.5)'), inserted('n', 'FLOAT64', 'INT64')],
    [merge('WHEN NOT MATCHED THEN INSERT (d) VALUES (v.s)'), inserted('d', 'STRING', 'DATE')],
  ])('is refused when that would change it: %s', async (query, message) => {
    await expect(local.client.query(query)).rejects.toMatchObject(refused(message));
    expect((await local.client.query('SELECT n FROM shop.kinds'))[0]).toEqual([{ n: 1 }]);
  });

  test.each([
    ['f', '1', {}, '1'],
    ['f', 'NUMERIC "1.5"', {}, '1.5'],
    ['x', '2', {}, '2'],
    ['x', '-2.5', {}, '-2.5'],
    ['d', '"2024-01-02"', {}, '2024-01-02'],
    ['d', '@day', { day: '2024-01-02' }, '2024-01-02'],
    ['dt', 'DATE "2024-01-02"', {}, '2024-01-02 00:00:00'],
    ['s', 'NULL', {}, null],
    ['d', '(NULL)', {}, null],
  ])('is coerced where nothing is lost: %s = %s', async (column, value, params, expected) => {
    await local.client.query({ query: `UPDATE shop.kinds SET ${column} = ${value} WHERE TRUE`, params });
    const [rows] = await local.client.query(`SELECT CAST(${column} AS STRING) AS text FROM shop.kinds`);
    expect(rows).toEqual([{ text: expected }]);
  });

  test('may be NULL, an empty array, or a member that is coerced', async () => {
    await local.client.query('CREATE TABLE shop.more (s STRING, xs ARRAY<STRING>, r STRUCT<x NUMERIC, d DATE>)');
    await local.client.query('INSERT INTO shop.more VALUES (NULL, [], STRUCT(1.5, "2024-01-02"))');
    await local.client.query('INSERT INTO shop.more (s, xs) SELECT NULL, ["a"]');
    await local.client.query('INSERT INTO shop.more SELECT s, xs, NULL AS r FROM shop.more WHERE s = "none"');
    const [rows] = await local.client.query(
      'SELECT s, xs, CAST(r.x AS STRING) AS x, CAST(r.d AS STRING) AS d FROM shop.more ORDER BY ARRAY_LENGTH(xs)',
    );
    expect(rows).toEqual([
      { s: null, xs: [], x: '1.5', d: '2024-01-02' },
      { s: null, xs: ['a'], x: null, d: null },
    ]);
  });
});

describe('CREATE TABLE with a column list', () => {
  const resource = async (query: string) => {
    await local.client.query(query);
    const [metadata] = await local.client.dataset('shop').table('made').getMetadata();
    return metadata;
  };

  test('has options behind its partitions and clusters', async () => {
    expect(
      await resource(
        `CREATE OR REPLACE TABLE shop.made (d DATE, s STRING)
        PARTITION BY d CLUSTER BY s
        OPTIONS (require_partition_filter = TRUE, partition_expiration_days = 1.5,
          expiration_timestamp = TIMESTAMP "2100-01-01 00:00:00+00", description = "a (b", friendly_name = "c",
          labels = [("team", "x"), ("of", "y")])`,
      ),
    ).toMatchObject({
      timePartitioning: { type: 'DAY', field: 'd', expirationMs: '129600000' },
      clustering: { fields: ['s'] },
      requirePartitionFilter: true,
      expirationTime: '4102444800000',
      description: 'a (b',
      friendlyName: 'c',
      labels: { team: 'x', of: 'y' },
    });
  });

  test('ends at a time that is computed', async () => {
    const { expirationTime } = await resource(
      'CREATE OR REPLACE TABLE shop.made (n INT64) OPTIONS (expiration_timestamp = TIMESTAMP_ADD(TIMESTAMP "2100-01-01", INTERVAL 1 DAY), description = NULL)',
    );
    expect(expirationTime).toBe('4102531200000');
  });

  test.each([
    ['CREATE TABLE shop.bad (d DATE) PARTITION BY d OPTIONS (nothing = 1)', 'table option nothing'],
    ['CREATE TABLE shop.bad (n INT64) OPTIONS (partition_expiration_days = 1)', 'partitioned by time'],
  ])('is refused with options that it cannot have: %s', async (query, message) => {
    await expect(local.client.query(query)).rejects.toMatchObject(refused(message));
  });
});

describe('a table that requires a filter on its partitions', () => {
  const needs = (table: string, columns: string) =>
    refused(
      `Cannot query over table 'demo.shop.${table}' without a filter over column(s) ${columns} that can be used for partition elimination`,
    );

  beforeAll(async () => {
    const { client } = local;
    await client.query(
      "CREATE TABLE shop.days PARTITION BY day OPTIONS (require_partition_filter = TRUE) AS SELECT DATE '2024-01-02' AS day, 1 AS n",
    );
    const make = (name: string, options: object) => client.dataset('shop').createTable(name, options);
    await make('moments', {
      schema: [
        { name: 'At', type: 'TIMESTAMP' },
        { name: 'n', type: 'INTEGER' },
      ],
      timePartitioning: { type: 'DAY', field: 'At', requirePartitionFilter: true },
    });
    await make('ranges', {
      schema: [{ name: 'n', type: 'INTEGER' }],
      rangePartitioning: { field: 'n', range: { start: '0', end: '100', interval: '10' } },
      requirePartitionFilter: true,
    });
    await make('arrivals', {
      schema: [{ name: 'n', type: 'INTEGER' }],
      timePartitioning: { type: 'DAY' },
      requirePartitionFilter: true,
    });
  });

  test.each([
    ['SELECT n FROM shop.days', 'days', "'day'"],
    ['SELECT n FROM shop.days WHERE n = 1', 'days', "'day'"],
    ["SELECT n FROM shop.days WHERE day = '2024-01-02' OR n = 1", 'days', "'day'"],
    ["SELECT n FROM shop.days WHERE (day = '2024-01-02' AND n = 1) OR n = 2", 'days', "'day'"],
    ['SELECT n FROM shop.days WHERE day = (SELECT MAX(day) FROM UNNEST([CURRENT_DATE()]) AS day)', 'days', "'day'"],
    ["SELECT a.n FROM shop.days AS a, shop.days AS b WHERE a.day = '2024-01-02'", 'days', "'day'"],
    ['SELECT n FROM shop.moments', 'moments', "'At'"],
    ['SELECT n FROM shop.ranges WHERE MOD(n, 2) = 1', 'ranges', "'n'"],
    ['SELECT n FROM shop.arrivals', 'arrivals', "'_PARTITION_LOAD_TIME', '_PARTITIONDATE', '_PARTITIONTIME'"],
    ['UPDATE shop.days SET n = 2 WHERE TRUE', 'days', "'day'"],
    ['DELETE FROM shop.ranges WHERE TRUE', 'ranges', "'n'"],
  ])('is not read without one: %s', async (query, table, columns) => {
    await expect(local.client.query(query)).rejects.toMatchObject(needs(table, columns));
  });

  test.each([
    ["SELECT n FROM shop.days WHERE day < '2024-02-01'", 1],
    ["SELECT n FROM shop.days WHERE n = 1 AND (day = '2024-01-02' OR day IS NULL)", 1],
    ["SELECT n FROM shop.days WHERE (day = '2024-01-02' AND n = 1) OR (n > 5 AND day = '2024-01-03')", 1],
    ["SELECT n FROM shop.days WHERE (day = '2024-01-02' AND (n = 1 OR n = 2)) OR day < '2000-01-01'", 1],
    [
      "SELECT a.n FROM shop.days AS a JOIN shop.days AS b USING (n) WHERE a.day > '2024-01-01' AND b.day > '2024-01-01'",
      1,
    ],
    ["SELECT n FROM shop.moments WHERE DATE(At) = '2024-01-02'", 0],
    ['SELECT n FROM shop.ranges WHERE n BETWEEN 1 AND 5', 0],
  ])('is read with one: %s', async (query, count) => {
    expect((await local.client.query(query))[0]).toHaveLength(count);
  });

  test.each([
    "WITH all_days AS (SELECT * FROM shop.days) SELECT n FROM all_days WHERE day = '2024-01-02'",
    "SELECT n FROM (SELECT * FROM shop.days) WHERE day = '2024-01-02'",
    "SELECT a.n FROM (SELECT 1 AS n) AS a JOIN shop.days AS b ON a.n = b.n AND b.day = '2024-01-02'",
  ])('that it cannot judge is not supported, not wrong: %s', async (query) => {
    await expect(local.client.query(query)).rejects.toMatchObject(
      refused('Not supported by the local BigQuery: a filter'),
    );
  });

  test('takes rows without one', async () => {
    await local.client.query("INSERT INTO shop.days VALUES ('2024-02-03', 2)");
    expect((await local.client.query("SELECT n FROM shop.days WHERE day > '2024-02-01'"))[0]).toEqual([{ n: 2 }]);
  });
});

test('CREATE TABLE AS SELECT keeps NUMERIC, and the type of what is cut or moved in time', async () => {
  await local.client.query(
    "CREATE TABLE shop.exact AS SELECT COALESCE(n, 0.5) AS n, n + 0.2 AS sum, AVG(n) OVER () AS mean, DATE_TRUNC(at, HOUR) AS at FROM (SELECT NUMERIC '12345678901234567.123456789' AS n, TIMESTAMP '2024-05-15 13:45:10+00' AS at)",
  );
  const [{ schema }] = await local.client.dataset('shop').table('exact').getMetadata();
  expect(schema.fields.map(({ name, type }: { name: string; type: string }) => [name, type])).toEqual([
    ['n', 'NUMERIC'],
    ['sum', 'NUMERIC'],
    ['mean', 'NUMERIC'],
    ['at', 'TIMESTAMP'],
  ]);
  const [[row]] = await local.client.query(
    'SELECT CAST(sum AS STRING) AS sum, CAST(at AS STRING) AS at FROM shop.exact',
  );
  expect(row).toEqual({ sum: '12345678901234567.323456789', at: '2024-05-15 13:00:00+00' });
});

test('a sum beyond INT64 is an error', async () => {
  await expect(
    local.client.query('SELECT SUM(n) AS n FROM UNNEST([9223372036854775807, 1]) AS n'),
  ).rejects.toMatchObject(refused('out of range'));
});
