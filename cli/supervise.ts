/** Starts the local cloud as a process, waits until it answers, starts it again when it dies, and stops it cleanly. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { repositoryRoot } from '../core/root';
import { findCloud, readLocal, readStatus, startsWithin, stateDirectory, type CloudStatus } from './cloud';
import { OperationError, exitCodes } from '../operations/errors';
import { interruption } from './interrupt';

export interface LocalOptions {
  port?: string;
  /** host:port of Google's Pub/Sub emulator, used in place of the built-in Pub/Sub. */
  pubsubEmulator?: string;
  /** Seconds of real time that a minute of Cloud Scheduler lasts. */
  minute?: string;
  /** What its clock shows at the start, as ISO 8601; the present unless told otherwise. */
  date?: string;
  /** Pipelines that go on with a successor at the first application, when their base model has ended. */
  replaceRetired?: string[];
}

export interface SupervisedCloud {
  status: CloudStatus;
  /** Resolves when the cloud has ended for good: stopped, or failing again and again. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

/** Deaths within this time, in milliseconds, count together; at the fourth the supervisor gives up. */
const crashWindow = 60_000;

/** The command line of the local cloud. */
function localArguments(options: LocalOptions): string[] {
  return [
    join(repositoryRoot(), 'dist', 'local', 'index.js'),
    ...(options.port ? ['--port', options.port] : []),
    ...(options.pubsubEmulator ? ['--pubsub-emulator', options.pubsubEmulator] : []),
    ...(options.minute ? ['--minute', options.minute] : []),
    ...(options.date ? [`--clock-offset=${Date.parse(options.date) - Date.now()}`] : []),
    ...(options.replaceRetired ?? []).flatMap((pipeline) => ['--replace-retired', pipeline]),
    '--directory',
    stateDirectory(),
  ];
}

/** Where the local cloud's own standard output and error go. */
function outputFile(): string {
  return join(stateDirectory(), 'local.out');
}

/** The process of the local cloud. A group of its own: Ctrl-C reaches the command alone, which then stops the cloud in order. */
function spawnCloud(commandLine: string[]): ChildProcess {
  const output = openSync(outputFile(), 'a');
  const child = spawn(process.execPath, commandLine, { stdio: ['ignore', output, output], detached: true });
  closeSync(output);
  return child;
}

/** A landfall command that outlives the terminal. */
export function spawnCommand(commandLine: string[]): ChildProcess {
  return spawn(process.execPath, [process.argv[1]!, ...commandLine], { stdio: 'ignore', detached: true });
}

/**
 * Starts the local cloud and keeps it up until `stop`.
 * @throws OperationError (no cloud) when it does not answer in time
 */
export async function startCloud(options: LocalOptions): Promise<SupervisedCloud> {
  mkdirSync(stateDirectory(), { recursive: true });
  // What an earlier start said must not be taken for the reason of this one.
  rmSync(outputFile(), { force: true });
  // Made once: however often it is started again, its clock goes on.
  const commandLine = localArguments(options);
  let child = spawnCloud(commandLine);
  // However this process ends, an impatient second Ctrl-C included, the cloud does not stay behind.
  process.once('exit', () => child.kill('SIGTERM'));
  let isStopping = false;
  const status = await waitUntilReady(child);
  const deaths: number[] = [];
  const supervise = async (): Promise<void> => {
    for (;;) {
      await exitOf(child);
      // A stop from elsewhere ends with status 0 and is not a crash.
      if (isStopping || child.exitCode === 0) return;
      deaths.push(Date.now());
      const recent = deaths.filter((at) => Date.now() - at < crashWindow).length;
      if (recent > 3) return;
      await delay(500 * recent);
      if (isStopping) return;
      child = spawnCloud(commandLine);
    }
  };
  const ended = supervise();
  return {
    status,
    ended,
    async stop() {
      isStopping = true;
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await Promise.race([exitOf(child), delay(10_000).then(() => child.kill('SIGKILL'))]);
      await ended;
    },
  };
}

/** Waits until the cloud of this process answers; its last words are in the error when it does not. @throws AbortError at Ctrl-C */
export async function waitUntilReady(child: ChildProcess): Promise<CloudStatus> {
  const deadline = Date.now() + startsWithin;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null || interruption().aborted) break;
    const local = readLocal();
    const status = local && (await readStatus(local.port));
    if (status) return status;
    await delay(50);
  }
  child.kill('SIGTERM');
  interruption().throwIfAborted();
  throw startFailure(lastLines(outputFile(), 8));
}

/** What the local cloud's last words mean for the person who started it. */
export function startFailure(lastWords: string): OperationError {
  const port = /EADDRINUSE.*:(\d+)/.exec(lastWords)?.[1];
  if (port)
    return new OperationError(`Port ${port} is taken by another program.`, {
      exitCode: exitCodes.noCloud,
      why: 'the local cloud takes the port it is given and the two after it',
      next: 'npx landfall local --port 9080   (or npm start -- --port 9080)',
    });
  return new OperationError('The local cloud did not start.', {
    exitCode: exitCodes.noCloud,
    where: outputFile(),
    why: lastWords,
    next: 'npx landfall doctor',
  });
}

/** Starts what `begin` starts, unless another command has been faster: then the cloud that this one started is used. */
export async function unlessStarted<T>(begin: () => Promise<T>): Promise<T | CloudStatus> {
  try {
    return await begin();
  } catch (error) {
    const other = interruption().aborted ? undefined : await findCloud();
    if (other) return other;
    throw error;
  }
}

function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

function lastLines(file: string, count: number): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '';
  }
}

/** Stops whatever local cloud uses this state directory, and waits until its process is gone. False when none ran. */
export async function stopRunningCloud(): Promise<boolean> {
  const local = readLocal();
  if (!local) return false;
  await fetch(`http://127.0.0.1:${local.port}/_landfall/stop`, { method: 'POST' }).catch(() => undefined);
  for (let waited = 0; isAlive(local.pid); waited += 50) {
    if (waited === 5_000) process.kill(local.pid, 'SIGTERM');
    if (waited === 10_000) process.kill(local.pid, 'SIGKILL');
    await delay(50);
  }
  return true;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
