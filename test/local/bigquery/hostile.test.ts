import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, bundleBigQuery, firstRow, post, type BigQueryProcess } from './process';

let directory: string;
let bundle: ReturnType<typeof bundleBigQuery>;
let server: BigQueryProcess;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'landfall-hostile-'));
  bundle = bundleBigQuery();
  server = await bundle.start(directory);
});

afterAll(async () => {
  await server?.kill();
  rmSync(directory, { recursive: true });
  bundle.remove();
});

const numbers = (count: number) => `UNNEST(GENERATE_ARRAY(1, ${count}))`;

/** Bytes that the process may take, whatever is asked of it. */
const most = 3 * 1024 ** 3;

test.each([
  ["SELECT LPAD('abc', 1000000000)", 'invalidQuery'],
  ["SELECT RPAD(x, 1000000000) FROM (SELECT 'a' AS x)", 'invalidQuery'],
  ["SELECT LENGTH(REPEAT('abc', 1000000000))", 'invalidQuery'],
  ['SELECT ARRAY_LENGTH(GENERATE_ARRAY(1, 10000000000))', 'invalidQuery'],
  ["SELECT LENGTH(REPLACE(REPEAT('a', 1000000), 'a', REPEAT('b', 1000000)))", 'invalidQuery'],
  [
    `SELECT LENGTH(STRING_AGG(REPEAT(CAST(a AS STRING), 1000), '')) FROM ${numbers(10000)} AS a, ${numbers(1000)} AS b`,
    'resourcesExceeded',
  ],
  [`SELECT ARRAY_LENGTH(ARRAY_AGG(a)) FROM ${numbers(1000000)} AS a, ${numbers(10000)} AS b`, 'resourcesExceeded'],
])('fails within bounds while others are answered: %s', async (query, reason) => {
  const failing = ask(server.url, query);
  expect(await firstRow(server.url, 'SELECT 1 + 1')).toEqual(['2']);
  expect((await failing).error?.errors).toEqual([expect.objectContaining({ reason })]);
  expect(await firstRow(server.url, `SELECT COUNT(*) FROM ${numbers(1000)}`)).toEqual(['1000']);
  expect(server.peakMemory()).toBeLessThan(most);
});

test('a job without end leaves room for others, and ends when it is cancelled', async () => {
  const query = `SELECT COUNT(*) AS n FROM ${numbers(1000000)} AS a, ${numbers(1000000)} AS b, ${numbers(1000000)} AS c WHERE MOD(a * b + c, 7) = 9`;
  const configuration = { query: { query, useLegacySql: false } };
  await post(`${server.url}/jobs`, { jobReference: { jobId: 'endless' }, configuration });
  expect(await firstRow(server.url, 'SELECT 1 + 1')).toEqual(['2']);
  await post(`${server.url}/jobs/endless/cancel`, {});
  const ended = await fetch(`${server.url}/queries/endless?timeoutMs=600000`);
  expect(await ended.json()).toMatchObject({ error: { errors: [{ reason: 'stopped' }] } });
});

describe('what a job writes', () => {
  const megabyte = 1024 ** 2;
  const mostDisk = 256 * megabyte;
  let bounded: BigQueryProcess;
  let place: string;

  const bytesOnDisk = () =>
    (readdirSync(place, { recursive: true }) as string[]).reduce(
      (sum, path) => sum + statSync(join(place, path)).size,
      0,
    );

  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), 'landfall-bounded-'));
    bounded = await bundle.start(place, { mostDisk });
    await post(`${bounded.url}/datasets`, { datasetReference: { datasetId: 'shop' } });
    await ask(bounded.url, 'CREATE TABLE shop.kept (n INT64, text STRING)');
    await ask(bounded.url, "INSERT INTO shop.kept VALUES (1, 'one')");
  });

  afterAll(async () => {
    await bounded?.kill();
    rmSync(place, { recursive: true });
  });

  const long = `SELECT n, LPAD('abc', 1000000, 'x') AS text FROM ${numbers(100000)} AS n`;
  const short = `SELECT n * m AS n, LPAD(CAST(n AS STRING), 2000, GENERATE_UUID()) AS text FROM ${numbers(10000)} AS n, ${numbers(1000)} AS m`;

  test.each([
    ['values of a megabyte', `CREATE TABLE shop.made AS ${long}`],
    ['values of a megabyte as a result', long],
    [
      'values of a megabyte from a WITH clause',
      `WITH made AS (${long}) SELECT a.text FROM made AS a ORDER BY a.n DESC`,
    ],
    ['rows inserted', `INSERT INTO shop.kept (n, text) ${short}`],
    [
      'rows merged',
      `MERGE INTO shop.kept AS kept USING (${short}) AS made ON kept.n = -made.n WHEN NOT MATCHED THEN INSERT (n, text) VALUES (made.n, made.text)`,
    ],
  ])('is bounded, and given back: %s', async (_what, query) => {
    const { error } = await ask(bounded.url, query);
    expect(error?.errors).toEqual([expect.objectContaining({ reason: 'resourcesExceeded' })]);
    expect(bytesOnDisk()).toBeLessThan(2 * mostDisk);
    expect(await firstRow(bounded.url, 'SELECT text FROM shop.kept')).toEqual(['one']);
  });

  test('leaves a warehouse that opens again', async () => {
    await bounded.kill();
    bounded = await bundle.start(place, { mostDisk });
    expect(await firstRow(bounded.url, 'SELECT COUNT(*) FROM shop.kept')).toEqual(['1']);
  });
});
