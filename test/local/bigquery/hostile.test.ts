import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
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
