/** A Pub/Sub in a process of its own: the built-in one, and Google's emulator. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ended, freePort } from '../serving/processes';

export interface Broker {
  name: string;
  /** `127.0.0.1:PORT` of its gRPC port. */
  endpoint: string;
  stop(): Promise<void>;
}

export async function startBuiltIn(): Promise<Broker> {
  return start('Landfall', (folder, port) => [process.execPath, [join(__dirname, 'pubsub-process.js'), folder, port]]);
}

/** Undefined where gcloud has no emulator of Pub/Sub, or there is no Java. */
export async function startEmulator(): Promise<Broker | undefined> {
  const root = answerOf('gcloud', ['info', '--format=value(installation.sdk_root)']);
  const program = join(root ?? '', 'platform/pubsub-emulator/bin/cloud-pubsub-emulator');
  if (!existsSync(program) || answerOf('java', ['--version']) === undefined) return undefined;
  return start("Google's emulator", (_, port) => [program, ['--host=127.0.0.1', `--port=${port}`]]);
}

type Command = (folder: string, port: string) => [program: string, args: string[]];

async function start(name: string, command: Command): Promise<Broker> {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
  const port = await freePort();
  const [program, args] = command(folder, String(port));
  const child: ChildProcess = spawn(program, args, { stdio: 'ignore' });
  await untilListening(port, child);
  return {
    name,
    endpoint: `127.0.0.1:${port}`,
    async stop() {
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A gRPC port answers no plain HTTP: that it takes a connection has to do. */
async function untilListening(port: number, child: ChildProcess): Promise<void> {
  const listens = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
  while (!(await listens())) {
    if (child.exitCode !== null) throw new Error(`the process for port ${port} ended with ${child.exitCode}`);
    await delay(50);
  }
}

function answerOf(program: string, args: string[]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
