import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '../../eventually';

const root = join(__dirname, '../../..');
let directory: string;
let server: ChildProcess | undefined;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'landfall-killed-'));
  const outfile = join(root, 'node_modules/.cache/landfall', `bigquery-${process.pid}.cjs`);
  const contents = `
    import express from 'express';
    import { createBigQuery } from './local/bigquery';
    import { allowAll } from './local/iam/access';
    void createBigQuery({ directory: process.argv[2]!, access: allowAll, objects: {} as never }).then(({ router }) => {
      const server = express().use(router).listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port));
    });`;
  buildSync({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    define: { __dirname: JSON.stringify(root) },
  });
  bundle = outfile;
});

let bundle: string;

afterAll(() => {
  server?.kill('SIGKILL');
  rmSync(directory, { recursive: true });
  rmSync(bundle);
});

/** Starts the server in a process of its own. @returns its address */
async function start(): Promise<string> {
  server = spawn(process.execPath, [bundle, directory], { stdio: ['ignore', 'pipe', 'inherit'], cwd: root });
  const [port] = (await once(createInterface({ input: server.stdout! }), 'line')) as [string];
  return `http://127.0.0.1:${port}/bigquery/v2/projects/demo`;
}

async function kill(): Promise<void> {
  const ended = once(server!, 'exit');
  server!.kill('SIGKILL');
  await ended;
}

interface Answer {
  jobComplete?: boolean;
  rows?: { f: { v: string }[] }[];
  status?: { state: string };
}

async function post(url: string, body: object): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Answer;
}

const value = async (url: string, query: string) =>
  (await post(`${url}/queries`, { query, useLegacySql: false })).rows?.[0]?.f.map(({ v }) => v);

test('a job that a kill interrupts has its effect exactly once, and what was there before stays', async () => {
  let url = await start();
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
  await kill();

  url = await start();
  await eventually(async () => {
    const { status } = (await (await fetch(`${url}/jobs/half-way`)).json()) as Answer;
    return status?.state === 'DONE';
  }, 'the end of the job');
  expect(await value(url, 'SELECT COUNT(*), COUNTIF(n = 7) FROM shop.t')).toEqual(['2', '1']);
  const again = await post(`${url}/jobs`, {
    jobReference: { jobId: 'half-way' },
    configuration: { query: { query, useLegacySql: false } },
  });
  expect(again).toMatchObject({ error: { code: 409, errors: [{ reason: 'duplicate' }] } });
  await kill();
});
