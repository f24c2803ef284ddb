/** An in-memory world for stages: objects with generations, a clock that is moved by hand, a list of what was published. */
import { PassThrough, Readable } from 'node:stream';
import type { CloudEvent } from '@google-cloud/functions-framework';
import type { Clock } from '../../functions/shared/stage/clock';
import { ConflictError, MissingError } from '../../core/errors';
import { encodeEvent, type Event, type PushedMessage } from '../../functions/shared/stage/events';
import type { FrozenModel, TokenCounting } from '../../functions/shared/models/provider';
import { createLedger } from '../../functions/shared/stage/ledger';
import { createLog, type Log } from '../../functions/shared/stage/log';
import { parseGsUri } from '../../core/gs-uri';
import type { RunName } from '../../core/ledger-layout';
import type { Measured } from '../../core/tracing/measured';
import { type Objects } from '../../functions/shared/stage/objects';
import type { StageDeps } from '../../functions/shared/stage/stage';
import type { EndedSpan } from '../../functions/shared/tracing/span';
import type { Configuration, EventData, Run } from '../../schemas/generated/types';
import { isPipelineSpec } from '../../schemas/generated/validators';
import runExample from '../../schemas/examples/run.json';

export const artifacts = 'landfall-local-artifacts';
export const landing = 'landfall-local-landing';

export interface MemoryObjects extends Objects {
  /** Stores a file that a person dropped; its generation. Each is a millisecond younger than the one before. */
  put(uri: string, body: string | Buffer): string;
  text(uri: string): string | undefined;
  uris(): string[];
  /** Removes an object and every version of it, as a bucket that keeps none does. */
  purge(uri: string): void;
  /** The next call of that method on an address with that ending fails with this error, once. */
  failNext(method: keyof Objects, ending: string, error: Error): void;
}

interface Stored {
  body: Buffer;
  generation: string;
  timeCreated: string;
  timeDeleted?: string;
  isOurs: boolean;
}

/** @param clock of when each was made; without it time begins with the store, and passes by a millisecond a write */
export function createMemoryObjects(clock?: Pick<Clock, 'now'>): MemoryObjects {
  const stored = new Map<string, Stored>();
  /** Versions that are no longer live, in order of age. */
  const archived: [string, Stored][] = [];
  const failures: { method: keyof Objects; ending: string; error: Error }[] = [];
  const start = 1_795_428_000_000;
  let [writes, newest] = [0, 0];

  const now = () => {
    newest = clock ? Math.max(newest + 1, clock.now().getTime()) : start + writes;
    return new Date(newest).toISOString();
  };
  const retire = (uri: string) => {
    const live = stored.get(uri);
    if (live) archived.push([uri, { ...live, timeDeleted: now() }]);
    stored.delete(uri);
  };
  const store = (uri: string, body: string | Buffer, isOurs: boolean) => {
    writes += 1;
    retire(uri);
    const generation = String((start + writes) * 1000);
    stored.set(uri, { body: Buffer.from(body), generation, timeCreated: now(), isOurs });
    return generation;
  };
  const write = (uri: string, body: string | Buffer) => store(uri, body, true);
  const check = (uri: string, ifGeneration?: string) => {
    if (ifGeneration !== undefined && (stored.get(uri)?.generation ?? '0') !== ifGeneration)
      throw new ConflictError(uri);
  };
  const failing = (method: keyof Objects, uri: string) => {
    const index = failures.findIndex((failure) => failure.method === method && uri.endsWith(failure.ending));
    if (index >= 0) throw failures.splice(index, 1)[0]!.error;
  };

  return {
    put: (uri, body) => store(uri, body, false),
    text: (uri) => stored.get(uri)?.body.toString('utf8'),
    uris: () => [...stored.keys()].sort(),
    purge(uri) {
      stored.delete(uri);
      for (let index = archived.length - 1; index >= 0; index--)
        if (archived[index]![0] === uri) archived.splice(index, 1);
    },
    failNext: (method, ending, error) => void failures.push({ method, ending, error }),

    async read(uri) {
      failing('read', uri);
      const found = stored.get(uri);
      return found && { text: found.body.toString('utf8'), generation: found.generation };
    },
    async write(uri, text, { ifGeneration } = {}) {
      failing('write', uri);
      check(uri, ifGeneration);
      return write(uri, text);
    },
    async remove(uri, { ifGeneration } = {}) {
      failing('remove', uri);
      if (!stored.has(uri)) return;
      check(uri, ifGeneration);
      writes += 1;
      retire(uri);
    },
    async list(prefix, { versions = false } = {}) {
      failing('list', prefix);
      return [...(versions ? archived : []), ...stored]
        .filter(([uri]) => uri.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([uri, { body, ...version }]) => ({
          uri,
          name: parseGsUri(uri).name,
          bytes: body.length,
          crc32c: 'AAAAAA==',
          ...version,
        }));
    },
    openRead(uri, pinned, { start, end } = { start: 0, end: Infinity }) {
      const versions = [...archived.filter(([name]) => name === uri).map(([, version]) => version), stored.get(uri)];
      const found = versions.findLast((version) => version && (pinned ?? version.generation) === version.generation);
      if (!found || (pinned === undefined && !stored.has(uri)))
        return new Readable({
          read: (): never => {
            throw new MissingError(uri);
          },
        });
      // In small pieces, so that rows and characters are cut anywhere; more than a thousand of them would show no more.
      const length = Math.max(7, Math.ceil(found.body.length / 1000));
      return Readable.from(pieces(found.body.subarray(start, end), length), { objectMode: false });
    },
    openWrite(uri) {
      const chunks: Buffer[] = [];
      const stream = new PassThrough();
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => write(uri, Buffer.concat(chunks)));
      return stream;
    },
    async copy({ uri, generation }, target) {
      failing('copy', target);
      const source = [...archived, ...stored].find(([name, each]) => name === uri && each.generation === generation);
      if (!source) throw new MissingError(uri);
      if (!stored.has(target)) store(target, source[1].body, false);
    },
    async compose(sources, target, { ifGeneration } = {}) {
      failing('compose', target);
      check(target, ifGeneration);
      if (sources.length < 1 || sources.length > 32) throw new Error(`cannot compose ${sources.length} objects`);
      write(target, Buffer.concat(sources.map((uri) => stored.get(uri)!.body)));
    },
  };
}

function* pieces(body: Buffer, length: number) {
  for (let at = 0; at < body.length; at += length) yield body.subarray(at, at + length);
}

export interface FakeClock extends Clock {
  /** Moves time on and runs what falls due. */
  advance(milliseconds: number): Promise<void>;
}

export function createFakeClock(start = '2026-11-23T10:00:00.000Z'): FakeClock {
  let now = new Date(start).getTime();
  const timers = new Set<{ every: number; due: number; task: () => void }>();
  return {
    now: () => new Date(now),
    every(every, task) {
      const timer = { every, due: now + every, task };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    /** Of several at the same time each takes its time after the other. */
    async sleep(milliseconds) {
      now += milliseconds;
      for (const timer of [...timers].filter(({ due }) => due <= now)) {
        timer.due = now + timer.every;
        timer.task();
      }
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const next = [...timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
        if (!next) break;
        now = next.due;
        next.due += next.every;
        next.task();
        await settled();
      }
      now = end;
    },
  };
}

/** Lets everything that is already resolved run on. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

export interface World extends StageDeps {
  objects: MemoryObjects;
  clock: FakeClock;
  published: Event[];
  /** Events that were written as lines of the log. */
  logged: Event[];
  /** Spans, and what was measured of questions to models, likewise. */
  spans: EndedSpan[];
  measured: Measured[];
  print: (lines: string) => Promise<void>;
  tracing: { project: string; version: string; ratio: number };
  lines: Record<string, unknown>[];
  /** A provider that does not count. */
  countingOf: (base: FrozenModel) => TokenCounting;
}

export function createWorld(): World {
  const objects = createMemoryObjects();
  const clock = createFakeClock();
  const published: Event[] = [];
  const logged: Event[] = [];
  const spans: EndedSpan[] = [];
  const measured: Measured[] = [];
  const lines: Record<string, unknown>[] = [];
  const log: Log = createLog({ stage: 'test' }, clock, (line) =>
    lines.push(JSON.parse(line) as Record<string, unknown>),
  );
  return {
    objects,
    clock,
    log,
    published,
    lines,
    ledger: createLedger({ objects, bucket: artifacts }),
    publish: async (event) => void published.push(event),
    async print(printed) {
      for (const line of printed.trimEnd().split('\n')) {
        const { event, measured: values } = JSON.parse(line) as { event?: Event; measured?: Measured };
        if (event?.type === 'landfall.exchange.traced.v1') spans.push(...event.data.spans);
        else if (event) logged.push(event);
        if (values) measured.push(values);
      }
    },
    logged,
    spans,
    measured,
    tracing: { project: 'landfall-local', version: 'test', ratio: 1 },
    holder: 'me',
    countingOf: () => ({}),
  };
}

/** Records that a person has ended the run, as `landfall cancel` does. */
export async function cancelRun({ ledger, clock }: World, { pipeline, run }: RunName): Promise<void> {
  const at = clock.now().toISOString();
  const output = { type: 'landfall.run.cancelled.v1', data: { pipeline, run } };
  await ledger.recordResult(
    { pipeline, run },
    { stage: 'deploy', status: 'succeeded', startedAt: at, finishedAt: at, output },
  );
}

/** A run as schemas/examples has it, with changes to its configuration. */
export function exampleRun(
  change: (configuration: Configuration) => void = () => {},
): Run & { configuration: Configuration } {
  const run = structuredClone(runExample) as unknown as Run & { configuration: Configuration };
  // A compiled pipeline has every default filled in; the validator does that.
  isPipelineSpec(run.configuration.pipeline);
  change(run.configuration);
  return run;
}

/** The event as the Functions Framework hands it over. */
export function pushed<T extends keyof EventData>(type: T, data: EventData[T]): CloudEvent<{ message: PushedMessage }> {
  const message = encodeEvent({ id: 'e1', source: '/test', type, time: '2026-11-23T10:00:00.000Z', data } as Event);
  return delivery({ ...message, data: message.data.toString('base64') });
}

export function notification(bucket: string, name: string, generation: string): CloudEvent<{ message: PushedMessage }> {
  return delivery({
    attributes: { eventType: 'OBJECT_FINALIZE', bucketId: bucket, objectId: name, objectGeneration: generation },
  });
}

export function delivery(message: PushedMessage): CloudEvent<{ message: PushedMessage }> {
  const id = '1';
  const type = 'google.cloud.pubsub.topic.v1.messagePublished';
  return { id, specversion: '1.0', source: '//pubsub', type, data: { message: { messageId: id, ...message } } };
}
