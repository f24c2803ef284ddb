/** Cloud Storage in a process of its own, to be measured or killed. */
import { buildSync } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repositoryRoot } from '../../../core/root';

export interface StorageProcess {
  url: string;
  /** Generations whose events it has published, in order. */
  published: string[];
  /** SIGKILL; resolves when the process is gone and all that it said is read. */
  kill(): Promise<void>;
}

/** Bundles the process's entry into a folder, once for all its starts. */
export function buildStorageProcess(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'server-process.js');
  const entry = join(__dirname, 'server-process.ts');
  buildSync({ entryPoints: [entry], outfile, bundle: true, platform: 'node', target: 'node20', packages: 'external' });
  return outfile;
}

export async function startStorageProcess(entry: string, directory: string): Promise<StorageProcess> {
  const env = { ...process.env, NODE_PATH: join(repositoryRoot(), 'node_modules') };
  const child: ChildProcess = spawn(process.execPath, [entry, directory], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const closed = once(lines, 'close');
  const published: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the storage process ended with ${code}`)));
    lines.on('line', (line) => {
      const said = JSON.parse(line) as { port?: number; published?: string };
      if (said.port !== undefined) resolve(said.port);
      if (said.published !== undefined) published.push(said.published);
    });
  });
  const kill = async () => {
    child.kill('SIGKILL');
    await closed;
  };
  return { url: `http://127.0.0.1:${port}`, published, kill };
}
