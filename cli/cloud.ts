/** The local cloud as the CLI knows it: where it runs, what it says of itself, and how to ask it for things. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Applied, LocalStatus } from '../local/admin';
import { isLocalCloud, lockHolder } from '../local/lock';
import { repositoryRoot } from '../core/root';
import { OperationError, exitCodes } from '../operations/errors';
import type { Cloud, LogEntry } from '../operations/cloud';
import { createLocalClients, type GoogleClients } from './google-clients';
import { lines } from '../core/lines';

/** What the local cloud's admin API answers. */
export type { Applied, LocalStatus as CloudStatus };

/** The cloud of this machine, which its owner may also change and stop. */
export interface LocalCloud extends Cloud, GoogleClients {
  url: string;
  status: LocalStatus;
  /**
   * Makes the declared resources real again, so that edited pipelines take effect; says which pipelines do not compile.
   * @param replaceRetired pipelines that go on with a successor when their base model has ended
   * @throws OperationError when nothing could be applied, with every problem found
   */
  apply(replaceRetired?: string[]): Promise<Applied>;
  stop(): Promise<void>;
}

/** Where its console is, with a slash at the end. */
export const consoleUrl = ({ port }: Pick<LocalStatus, 'port'>): string => `http://127.0.0.1:${port}/console/`;

/** How long a local cloud may take until it answers, in milliseconds. */
export const startsWithin = 60_000;

/** Folder of all local state; LANDFALL_DIRECTORY names another one. */
export function stateDirectory(): string {
  return process.env['LANDFALL_DIRECTORY'] ?? join(repositoryRoot(), '.landfall');
}

/** What .landfall/local.json says, when there is one and its process lives; a killed one leaves it behind. */
export function readLocal(directory = stateDirectory()): { pid: number; port: number; startedAt: string } | undefined {
  const file = join(directory, 'local.json');
  if (!existsSync(file)) return undefined;
  try {
    const local = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; port: number; startedAt: string };
    return isLocalCloud(local.pid) ? local : undefined;
  } catch {
    return undefined; // half written
  }
}

/** The local cloud of this state directory, waited for while it starts; undefined when there is none. */
export async function findCloud(directory = stateDirectory()): Promise<LocalStatus | undefined> {
  for (let waited = 0; waited < startsWithin; waited += 100) {
    const local = readLocal(directory);
    if (local) return readStatus(local.port);
    if (lockHolder(directory) === undefined) return undefined;
    await delay(100);
  }
  return undefined;
}

/** @throws OperationError (no cloud) when nothing answers */
export async function connect(): Promise<LocalCloud> {
  const status = await findCloud();
  if (status) return createCloud(status);
  throw new OperationError('The local cloud is not running.', {
    exitCode: exitCodes.noCloud,
    where: stateDirectory(),
    next: 'npx landfall local --detach   (or npm start)',
  });
}

/** The status of the cloud at this port, or undefined when it does not answer (yet). */
export async function readStatus(port: number): Promise<LocalStatus | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/_landfall/status`, { signal: AbortSignal.timeout(5000) });
    return response.ok ? ((await response.json()) as LocalStatus) : undefined;
  } catch {
    return undefined;
  }
}

export function createCloud(status: LocalStatus): LocalCloud {
  const url = `http://127.0.0.1:${status.port}`;
  return {
    url,
    status,
    ...createLocalClients(status),
    now: () => Date.now() + status.clockOffsetMilliseconds,
    async apply(replaceRetired = []) {
      const query = replaceRetired.map((pipeline) => `replaceRetired=${encodeURIComponent(pipeline)}`).join('&');
      const response = await fetch(`${url}/_landfall/apply?${query}`, { method: 'POST' });
      if (response.ok) return (await response.json()) as Applied;
      const { error, problems } = (await response.json()) as { error: string; problems: string[] };
      throw new OperationError(error, {
        exitCode: exitCodes.usage,
        why: problems.join('\n'),
        next: 'correct the lines above and repeat the command; docs/your-own-pipeline.md explains each of them',
      });
    },
    async *logs(filter, signal) {
      const query = new URLSearchParams();
      for (const [key, value] of Object.entries(filter)) {
        if (value !== undefined && value !== false) query.set(key, value === true ? '1' : value);
      }
      const response = await fetch(`${url}/_landfall/logs?${query.toString()}`, { signal });
      if (!response.ok || !response.body) throw new OperationError(`The log cannot be read: ${await response.text()}`);
      for await (const line of lines(Readable.fromWeb(response.body as ReadableStream))) {
        if (line.trim() !== '') yield JSON.parse(line) as LogEntry;
      }
    },
    async stop() {
      await fetch(`${url}/_landfall/stop`, { method: 'POST' });
    },
  };
}
