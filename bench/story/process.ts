/** The process of one delivery: what it does to the world may be the last that it does, and nothing that it wants after that happens. */
import type { Writable } from 'node:stream';
import { digest } from '../../core/digest';
import type { Objects } from '../../functions/shared/stage/objects';

class Killed extends Error {
  override name = 'Killed';
}

/** Decides, after each record, whether the process dies of it; what tells one from others is worked out for who asks alone. */
export interface Fate {
  diesAfter(record: () => string): boolean;
  crashes: number;
}

export const spared = (): Fate => ({ diesAfter: () => false, crashes: 0 });

/** Every record is the last of its process, once. */
export function dyingAfterEveryRecord(): Fate {
  const known = new Set<string>();
  const fate: Fate = {
    crashes: 0,
    diesAfter(recordOf) {
      const record = recordOf();
      if (known.has(record)) return false;
      known.add(record);
      fate.crashes += 1;
      return true;
    },
  };
  return fate;
}

export interface Process {
  isDead(): boolean;
  /** A call that leaves nothing behind. */
  asking<A extends unknown[], R>(call: (...args: A) => Promise<R>): (...args: A) => Promise<R>;
  /** A call that leaves a record, by the name that tells it from others. */
  recording<A extends unknown[], R>(
    call: (...args: A) => Promise<R>,
    recordOf: (...args: A) => string,
  ): (...args: A) => Promise<R>;
  objects(of: Objects): Objects;
}

/** @param name of the function that runs in it */
export function startProcess(name: string, fate: Fate): Process {
  let isDead = false;
  const alive = () => {
    if (isDead) throw new Killed(`${name} has died`);
  };
  const died = (recordOf: () => string) => {
    isDead ||= fate.diesAfter(() => `${name} ${recordOf()}`);
  };
  const own: Process = {
    isDead: () => isDead,
    asking:
      (call) =>
      async (...args) => {
        alive();
        return call(...args);
      },
    recording:
      (call, recordOf) =>
      async (...args) => {
        alive();
        const result = await call(...args);
        alive();
        died(() => recordOf(...args));
        alive();
        return result;
      },
    objects: (of) => ({
      read: own.asking((uri) => of.read(uri)),
      list: own.asking((prefix, options) => of.list(prefix, options)),
      write: own.recording(
        (uri, text, condition) => of.write(uri, text, condition),
        (uri, text) => `${uri} ${contentOf(uri, text)}`,
      ),
      remove: own.recording(
        (uri, condition) => of.remove(uri, condition),
        (uri) => `no ${uri}`,
      ),
      copy: own.recording(
        (source, target) => of.copy(source, target),
        (_source, target) => target,
      ),
      compose: own.recording(
        (sources, target, condition) => of.compose(sources, target, condition),
        (_sources, target) => target,
      ),
      openRead: (...args) => of.openRead(...args),
      openWrite: (uri) => watched(of.openWrite(uri), () => died(() => uri)),
    }),
  };
  return own;
}

/** What makes a record another one: times do not, nor who holds a lease for how long, nor which delivery has drawn what of a budget. */
function contentOf(uri: string, text: string): string {
  if (/lease|attempt|rounds|inflight/.test(uri)) return '';
  if (uri.includes('/spending/')) {
    const { entries } = JSON.parse(text) as { entries: Record<string, { spent?: number }> };
    return JSON.stringify(Object.entries(entries).map(([id, { spent }]) => [id, spent === undefined]));
  }
  return digest(text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, ''));
}

function watched(to: Writable, ended: () => void): Writable {
  to.once('finish', ended);
  return to;
}
