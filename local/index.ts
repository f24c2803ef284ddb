/** The process of the local cloud: `node dist/local/index.js [--port 8080] [--directory .landfall] [--minute 2]`. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { startProgram } from './apply/run-program';
import type { LocalCloud } from './cloud';
import { takeLock } from './lock';
import { parseOptions } from './options';

/** After this a stop is no longer waited for; everything that matters is on disk already. */
const stopWithin = 8_000;

// The WebAssembly of this process is the SQL parser's: optimised it parses no faster, for seconds of work and 150 MB.
setFlagsFromString('--liftoff-only');

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const unlock = takeLock(options.directory);
  const announcement = join(options.directory, 'local.json');
  // A killed process leaves it behind.
  rmSync(announcement, { force: true });
  let cloud: LocalCloud | undefined;
  let stopping = false;

  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), stopWithin).unref();
    rmSync(announcement, { force: true });
    void (cloud?.close() ?? Promise.resolve()).finally(() => {
      unlock();
      process.exit(0);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  try {
    const program = startProgram(options.clockOffsetMilliseconds);
    // Loaded only now, so that both processes load at the same time.
    const { startLocalCloud } = require('./cloud') as typeof import('./cloud');
    cloud = await startLocalCloud(options, stop, program);
  } catch (error) {
    unlock();
    throw error;
  }
  const { pid, port, startedAt } = cloud.status();
  writeFileSync(announcement, JSON.stringify({ pid, port, startedAt }));
  console.log(`The local cloud is up on http://127.0.0.1:${port}`);
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(1);
});
