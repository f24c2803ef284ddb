/** Portkey's gateway, from npm into a folder of its own: it is compared with, and nothing here depends on it. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, freePort, untilAnswers } from './processes';
import type { Target } from './target';

export const version = '1.15.2';
const dependencies = { '@portkey-ai/gateway': version };
/** With those that npm would take today (1.19.5 to 1.19.19 were tried), every stream ends in "TypeError: immutable". */
const overrides = { '@hono/node-server': '1.13.8' };
const folder = join(tmpdir(), `landfall-bench-portkey-${version}`);
const start = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js');

/** @param model where the model behind it is */
export async function startPortkey(model: string): Promise<Target> {
  if (!existsSync(start)) install();
  const port = await freePort();
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production' };
  const child = spawn(process.execPath, [start, '--headless', `--port=${port}`], { env, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswers(url, child);
  return {
    name: `@portkey-ai/gateway ${version}`,
    url,
    headers: {
      authorization: 'Bearer bench',
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `${model}/v1`,
    },
    pid: child.pid!,
    stop: () => ended(child),
  };
}

function install(): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies, overrides }));
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
