import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, bundleBigQuery, firstRow, post, type BigQueryProcess } from './process';

let directory: string;
let bundle: ReturnType<typeof bundleBigQuery>;
let server: BigQueryProcess;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'landfall-neighbours-'));
  bundle = bundleBigQuery();
  server = await bundle.start(directory);
  await post(`${server.url}/datasets`, { datasetReference: { datasetId: 'shop' } });
});

afterAll(async () => {
  await server?.kill();
  rmSync(directory, { recursive: true });
  bundle.remove();
});

const numbers = (count: number) => `UNNEST(GENERATE_ARRAY(1, ${count}))`;

/** Eight bytes for each of so many millions: thirty fit into DuckDB's memory when nothing else is there. */
const hog = (millions: number) =>
  `SELECT ARRAY_LENGTH(ARRAY_AGG(a)) FROM ${numbers(1_000_000)} AS a, ${numbers(millions)} AS b`;

const small = (at: number) =>
  `CREATE TABLE shop.small_${at} AS SELECT a, SUM(b) AS total FROM ${numbers(300)} AS a, ${numbers(300)} AS b GROUP BY a`;

const places = [0, 1, 2, 3, 4, 5];

test('small jobs beside two that take all memory are answered, and so is the one of the two that fits', async () => {
  const [tooLarge, large] = [ask(server.url, hog(10_000)), ask(server.url, hog(30))];
  for (const at of places) expect((await ask(server.url, small(at))).error).toBeUndefined();
  expect((await tooLarge).error?.errors).toEqual([expect.objectContaining({ reason: 'resourcesExceeded' })]);
  expect((await large).rows).toEqual([{ f: [{ v: '30000000' }] }]);
});

test('what they wrote is there at the next start', async () => {
  await server.kill();
  server = await bundle.start(directory);
  for (const at of places)
    expect(await firstRow(server.url, `SELECT COUNT(*), MAX(total) FROM shop.small_${at}`)).toEqual(['300', '45150']);
});
