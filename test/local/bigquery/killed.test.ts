import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../eventually';
import { bundleBigQuery, firstRow, post, type Answer, type BigQueryProcess } from './process';

let directory: string;
let bundle: ReturnType<typeof bundleBigQuery>;
let server: BigQueryProcess | undefined;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'landfall-killed-'));
  bundle = bundleBigQuery();
});

afterAll(async () => {
  await server?.kill();
  rmSync(directory, { recursive: true });
  bundle.remove();
});

test('a job that a kill interrupts has its effect exactly once, and what was there before stays', async () => {
  server = await bundle.start(directory);
  let { url } = server;
  await post(`${url}/datasets`, { datasetReference: { datasetId: 'shop' } });
  await post(`${url}/queries`, { query: 'CREATE TABLE shop.t AS SELECT 1 AS n', useLegacySql: false });
  // Six million fingerprints, none of which is what is asked for: long enough to be killed in the middle of.
  const query = `INSERT INTO shop.t (n) SELECT a FROM UNNEST(GENERATE_ARRAY(1, 2500)) AS a, UNNEST(GENERATE_ARRAY(1, 2500)) AS b
    WHERE MOD(FARM_FINGERPRINT(CAST(a * 10000 + b AS STRING)), 9) = 9 OR (a = 7 AND b = 7)`;
  const inserted = await post(`${url}/jobs`, {
    jobReference: { jobId: 'half-way' },
    configuration: { query: { query, useLegacySql: false } },
  });
  expect(inserted.status?.state).toBe('RUNNING');
  await server.kill();

  server = await bundle.start(directory);
  ({ url } = server);
  await eventually(async () => {
    const { status } = (await (await fetch(`${url}/jobs/half-way`)).json()) as Answer;
    return status?.state === 'DONE';
  }, 'the end of the job');
  expect(await firstRow(url, 'SELECT COUNT(*), COUNTIF(n = 7) FROM shop.t')).toEqual(['2', '1']);
  const again = await post(`${url}/jobs`, {
    jobReference: { jobId: 'half-way' },
    configuration: { query: { query, useLegacySql: false } },
  });
  expect(again).toMatchObject({ error: { code: 409, errors: [{ reason: 'duplicate' }] } });
  await server.kill();
});

test('a job that was running at each of several kills is given up, and the next start goes on', async () => {
  const endless =
    'SELECT COUNT(*) AS n FROM UNNEST(GENERATE_ARRAY(1, 100000)) AS a, UNNEST(GENERATE_ARRAY(1, 100000)) AS b, UNNEST(GENERATE_ARRAY(1, 100000)) AS c WHERE FARM_FINGERPRINT(CAST(a + b + c AS STRING)) = 9';
  server = await bundle.start(directory);
  const configuration = { query: { query: endless, useLegacySql: false } };
  await post(`${server.url}/jobs`, { jobReference: { jobId: 'deadly' }, configuration });
  const state = async () => ((await (await fetch(`${server!.url}/jobs/deadly`)).json()) as Answer).status;
  for (const _start of ['first', 'second']) {
    await server.kill();
    server = await bundle.start(directory);
    expect((await state())?.state).toBe('RUNNING');
    await firstRow(server.url, 'SELECT 1');
  }
  await server.kill();
  server = await bundle.start(directory);
  await eventually(async () => (await state())?.state === 'DONE', 'the end of the job');
  expect((await state())?.errorResult?.reason).toBe('resourcesExceeded');
  await server.kill();
});
