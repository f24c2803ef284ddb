import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const preload = resolve(__dirname, '../../../local/functions/preload.js');

test('a function ends with the local cloud, even when that is killed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'landfall-preload-'));
  const child = join(directory, 'child.js');
  const parent = join(directory, 'parent.js');
  writeFileSync(child, `require('node:http').createServer().listen('0');`);
  writeFileSync(
    parent,
    `const child = require('node:child_process').fork(${JSON.stringify(child)}, [], {
       execArgv: ['--require', ${JSON.stringify(preload)}],
       stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
     });
     child.once('message', ({ port }) => process.send({ port, pid: child.pid }));`,
  );
  try {
    const cloud = spawn(process.execPath, [parent], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    const [{ port, pid }] = (await once(cloud, 'message')) as [{ port: number; pid: number }];
    expect(port).toBeGreaterThan(0);
    expect(() => process.kill(pid, 0)).not.toThrow();
    // The pipe is shared with the child: it ends when both are gone.
    const ended = once(cloud.stdout!.resume(), 'end');
    cloud.kill('SIGKILL');
    await ended;
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow('fetch failed');
  } finally {
    rmSync(directory, { recursive: true });
  }
});
