/** Functions as they are deployed, in a local cloud of its own, where nothing but the bench calls them: what memory a call takes. */
import { PubSub } from '@google-cloud/pubsub';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createCloud, readStatus, type LocalCloud } from '../../cli/cloud';
import { startCloud } from '../../cli/supervise';
import { bury, cleanupSubscription, evaluationShard, index } from '../../core/functions';
import { endingTypes, stageNames } from '../../core/stages';
import type { EventData } from '../../schemas/generated/types';
import { encodeEvent, type Event, type PushedMessage } from '../../functions/shared/stage/events';
import { createLedger, type Ledger } from '../../functions/shared/stage/ledger';
import { createObjects, type Objects } from '../../functions/shared/stage/objects';
import { usedMebibytes } from '../../local/functions/memory';

export interface MeasuredFunctions {
  cloud: LocalCloud;
  objects: Objects;
  ledger: Ledger;
  /**
   * The peak in MiB of a fresh instance that answers this, as Cloud Run counts memory.
   * @throws Error when it answers anything but success, unless for its memory
   */
  call(name: string, request: Call): Promise<number>;
  close(): Promise<void>;
}

export interface Call {
  path?: string;
  body: string;
  /** Calls at the same time. */
  atOnce?: number;
  /** What it may answer besides success. */
  answers?: number[];
}

export async function startMeasuredFunctions(): Promise<MeasuredFunctions> {
  const directory = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
  process.env['LANDFALL_DIRECTORY'] = directory;
  process.env['METADATA_SERVER_DETECTION'] ??= 'none'; // there is no metadata server to ask who we are
  const supervised = await startCloud({ port: '0' });
  const close = async (): Promise<void> => {
    await supervised.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const cloud = createCloud(supervised.status);
    await stopPushes(cloud);
    const objects = createObjects(cloud.storage);
    const ledger = createLedger({ objects, bucket: cloud.status.buckets.artifacts });
    return { cloud, objects, ledger, close, call: (name, request) => call(cloud, directory, name, request) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What one stage says starts no other: that would be another's work beside what is measured. */
async function stopPushes({ status }: LocalCloud): Promise<void> {
  const pubsub = new PubSub({
    projectId: status.project,
    apiEndpoint: status.endpoints.pubsubGrpc,
    emulatorMode: true,
  });
  for (const name of [
    ...stageNames,
    bury.name,
    evaluationShard.name,
    index.name,
    ...endingTypes.map(cleanupSubscription),
  ])
    await pubsub.subscription(name).delete();
  await pubsub.close();
}

async function call(cloud: LocalCloud, directory: string, name: string, request: Call): Promise<number> {
  const { path = '/', body, atOnce = 1, answers = [] } = request;
  for (const pid of await instancesOf(cloud, name)) process.kill(pid, 'SIGKILL');
  // Until its end is known, a request may still be given to one.
  while ((await instancesOf(cloud, name)).length > 0) await delay(50);
  const responses = await Promise.all(
    Array.from({ length: atOnce }, () =>
      fetch(`${cloud.url}/functions/${name}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }).then(async (response) => ({ status: response.status, ok: response.ok, text: await response.text() })),
    ),
  );
  for (const { status, ok, text } of responses) {
    const [, used] = /exceeded with (\d+) MiB used/.exec(text) ?? [];
    if (used) return Number(used);
    if (!ok && !answers.includes(status)) throw new Error(`${name} answered ${status}: ${text.slice(0, 500)}`);
  }
  const temporary = readdirSync(join(directory, 'functions')).filter((folder) => folder.startsWith(`${name}-`));
  const peaks = (await instancesOf(cloud, name)).map((pid) =>
    usedMebibytes(pid, join(directory, 'functions', temporary.at(-1)!)),
  );
  return Math.max(...(await Promise.all(peaks)));
}

async function instancesOf({ status }: LocalCloud, name: string): Promise<number[]> {
  const now = await readStatus(status.port);
  return now!.functions.find((one) => one.name === name)!.pids;
}

/** An event as a push subscription delivers it. */
export function pushOf<T extends keyof EventData>(type: T, data: EventData[T]): string {
  const event = { id: 'bench', source: '/bench', type, time: new Date().toISOString(), data } as Event;
  const message = encodeEvent(event);
  return pushed({ ...message, data: message.data.toString('base64') });
}

/** With data, as every message of ours has: the framework takes none without for a push. */
export const pushed = (message: PushedMessage): string =>
  JSON.stringify({
    message: {
      messageId: '1',
      data: Buffer.from('{}').toString('base64'),
      publishTime: new Date().toISOString(),
      ...message,
    },
    subscription: 'projects/bench/subscriptions/bench',
  });
