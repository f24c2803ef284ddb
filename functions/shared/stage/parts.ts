/**
 * The pieces of a stage's work. Each has a name and is recorded once, so that a crash costs one piece and not the whole, and
 * so that several functions may share the work: each does some, and whoever finds all there goes on with them.
 */
import { atMost } from '../../../core/at-most';
import type { Objects } from './objects';

export interface Parts {
  /** Those of these names that are not recorded yet, in their order. */
  missing(names: readonly string[]): Promise<string[]>;
  /** Records a piece, or returns the one that a twin was first to record. */
  record<T>(name: string, value: T): Promise<T>;
  /** What is recorded of these, in their order; undefined until all of them are. */
  all<T>(names: readonly string[]): Promise<T[] | undefined>;
  /**
   * Does the missing ones and returns of each, in their order, what `keep` makes of it: no more is held in memory. Undefined
   * when the time was up before, or a piece came to nothing in it. After a failure, or when the lease is lost, none is begun,
   * and what is under way comes to its end.
   */
  complete<T, K>(
    names: readonly string[],
    work: (name: string) => Promise<T | undefined>,
    keep: (value: T) => K,
    limits: Limits,
  ): Promise<K[] | undefined>;
}

export interface Limits {
  /** Pieces under way at the same time. */
  atOnce: number;
  signal: AbortSignal;
  isTimeUp: () => boolean;
}

interface Place {
  objects: Objects;
  /** gs:// address of the folder of this stage of this run, its slash included. */
  folder: string;
  writeOnce: <T>(uri: string, value: T) => Promise<T>;
}

const readsAtOnce = 16;

export function createParts({ objects, folder, writeOnce }: Place): Parts {
  const uriOf = (name: string) => `${folder}${name}.json`;

  async function missing(names: readonly string[]): Promise<string[]> {
    // Of a stage with very many pieces no more is listed than those that are asked about.
    const recorded = new Set((await objects.list(`${folder}${commonStart(names)}`)).map(({ uri }) => uri));
    return names.filter((name) => !recorded.has(uriOf(name)));
  }

  async function find<T>(name: string): Promise<T | undefined> {
    const found = await objects.read(uriOf(name));
    return found && (JSON.parse(found.text) as T);
  }

  async function all<T, K>(names: readonly string[], keep: (value: T) => K, known = new Map<string, K>()) {
    const values = await atMost(readsAtOnce, names, async (name) => {
      if (known.has(name)) return known.get(name);
      const found = await find<T>(name);
      return found && keep(found);
    });
    return values.includes(undefined) ? undefined : (values as K[]);
  }

  const record = <T>(name: string, value: T) => writeOnce(uriOf(name), value);

  return {
    missing,
    record,
    all: <T>(names: readonly string[]) => all<T, T>(names, (value) => value),
    async complete(names, work, keep, { atOnce, signal, isTimeUp }) {
      const made = new Map<string, ReturnType<typeof keep>>();
      await atMost(atOnce, await missing(names), async (name) => {
        signal.throwIfAborted();
        const value = isTimeUp() ? undefined : await work(name);
        if (value !== undefined) made.set(name, keep(await record(name, value)));
      });
      return all(names, keep, made);
    },
  };
}

/** What all of them begin with. */
function commonStart(names: readonly string[]): string {
  const [first = ''] = names;
  let length = first.length;
  for (const name of names) while (!name.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}
