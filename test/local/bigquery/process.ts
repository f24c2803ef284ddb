/** A local BigQuery in a process of its own, which a test may kill or measure. */
import { buildSync } from 'esbuild';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(__dirname, '../../..');

export interface BigQueryProcess {
  /** Below which the project is served. */
  url: string;
  /** Most resident bytes so far. */
  peakMemory(): number;
  kill(): Promise<void>;
}

/** Bundles the server. @returns what starts it on a directory, and what removes the bundle */
export function bundleBigQuery(): {
  start(directory: string, options?: { mostDisk?: number }): Promise<BigQueryProcess>;
  remove(): void;
} {
  const bundle = join(root, 'node_modules/.cache/landfall', `bigquery-${process.pid}.cjs`);
  const contents = `
    import express from 'express';
    import { createBigQuery } from './local/bigquery';
    import { allowAll } from './local/iam/access';
    void createBigQuery({ directory: process.argv[2]!, access: allowAll, objects: {} as never, ...JSON.parse(process.argv[3]!) }).then(({ router }) => {
      const server = express().use(router).listen(0, '127.0.0.1', () => console.log((server.address() as { port: number }).port));
    });`;
  buildSync({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    define: { __dirname: JSON.stringify(root) },
  });
  return {
    async start(directory, options = {}) {
      const server = spawn(process.execPath, [bundle, directory, JSON.stringify(options)], {
        stdio: ['ignore', 'pipe', 'inherit'],
        cwd: root,
      });
      const [port] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
      return {
        url: `http://127.0.0.1:${port}/bigquery/v2/projects/demo`,
        peakMemory: () =>
          Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))![1]) * 1024,
        async kill() {
          if (server.exitCode !== null || server.signalCode !== null) return;
          const ended = once(server, 'exit');
          server.kill('SIGKILL');
          await ended;
        },
      };
    },
    remove: () => rmSync(bundle, { force: true }),
  };
}

export interface Answer {
  jobComplete?: boolean;
  rows?: { f: { v: string }[] }[];
  status?: { state: string; errorResult?: { reason: string } };
  error?: { code: number; message: string; errors: { reason: string }[] };
}

export async function post(url: string, body: object): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Answer;
}

export const ask = (url: string, query: string): Promise<Answer> =>
  post(`${url}/queries`, { query, useLegacySql: false, timeoutMs: 600_000 });

export const firstRow = async (url: string, query: string) => (await ask(url, query)).rows?.[0]?.f.map(({ v }) => v);
