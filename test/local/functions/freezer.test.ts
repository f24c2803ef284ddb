import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from '../../eventually';

const functions = resolve(__dirname, '../../../local/functions');
let directory: string;
let cloud: ChildProcess | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'landfall-freezer-'));
  const outfile = join(directory, 'freezer.js');
  buildSync({ entryPoints: [join(functions, 'freezer.ts')], outfile, bundle: true, platform: 'node' });
  writeFileSync(join(directory, 'child.js'), `require('node:http').createServer().listen('0');`);
  writeFileSync(
    join(directory, 'cloud.js'),
    `const freezer = require('./freezer').createFreezer();
     const fork = () => require('node:child_process').fork(${JSON.stringify(join(directory, 'child.js'))}, [], {
       execArgv: ['--require', ${JSON.stringify(join(functions, 'preload.js'))}],
       stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
     });
     const children = [fork(), fork(), fork()];
     for (const child of children) child.once('message', () => {
       freezer.freeze(child.pid);
       process.send(child.pid);
     });
     process.on('message', (pid) => freezer.thaw(pid));`,
  );
});

afterEach(() => {
  cloud?.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

/** As ps tells it: T is stopped. */
const stateOf = (pid: number): string => execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' });

/** A process with three children, all of them frozen. */
async function startFrozen(): Promise<{ pids: number[]; ended: Promise<unknown> }> {
  const pids: number[] = [];
  cloud = spawn(process.execPath, [join(directory, 'cloud.js')], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  cloud.on('message', (pid: number) => void pids.push(pid));
  // The pipe is shared with the children: it ends when all are gone.
  const ended = once(cloud.stdout!.resume(), 'end');
  await eventually(() => pids.length === 3 && pids.every((pid) => stateOf(pid).includes('T')));
  return { pids, ended };
}

test('a process stands still until it is woken', async () => {
  const { pids } = await startFrozen();
  cloud!.send(pids[0]!);
  await eventually(() => !stateOf(pids[0]!).includes('T'));
  expect(pids.slice(1).map(stateOf)).toEqual([expect.stringContaining('T'), expect.stringContaining('T')]);
});

test('no frozen process stays behind when the local cloud is killed', async () => {
  const { ended } = await startFrozen();
  cloud!.kill('SIGKILL');
  await expect(ended).resolves.toBeDefined();
});
