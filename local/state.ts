/** The durable state of the local cloud: one LMDB environment whose writes survive a kill at any moment. */
import { open, type Database, type RootDatabase } from 'lmdb';
import { mkdirSync } from 'node:fs';

export interface Range {
  /** First key, inclusive. */
  start?: string;
  /** End key, exclusive. */
  end?: string;
  limit?: number;
  reverse?: boolean;
}

/** A sorted map from string keys to JSON-like values. Every write is committed when the call returns. */
export interface Table<V> {
  get(key: string): V | undefined;
  put(key: string, value: V): void;
  /** True when there was something to remove. */
  remove(key: string): boolean;
  entries(range?: Range): Iterable<{ key: string; value: V }>;
}

export interface State {
  table<V>(name: string): Table<V>;
  /** Runs `change` as one atomic write over all tables: all of it is kept, or, when it throws, none. */
  transaction<T>(change: () => T): T;
  /**
   * The same, but one write to disk for all that one turn of the event loop brings: on disk when it resolves. One that throws
   * is rejected, and does not touch the others; `change` may run twice, and so changes tables alone.
   */
  grouped<T>(change: () => T): Promise<T>;
  close(): Promise<void>;
}

/** Keys that begin with `prefix`, as a range. */
export function withPrefix(prefix: string): Range {
  return { start: prefix, end: `${prefix}\uffff` };
}

/** Opens (or makes) the state in `directory`. One process may hold it at a time; the caller guards that. */
export function openState(directory: string): State {
  mkdirSync(directory, { recursive: true });
  // The map is reserved address space, not memory or disk; LMDB grows the file as it fills.
  const root: RootDatabase = open({ path: directory, maxDbs: 64, noMetaSync: true, overlappingSync: false });
  const tables = new Map<string, Table<unknown>>();

  const transaction = <T>(change: () => T): T => root.transactionSync(change);

  return {
    table<V>(name: string): Table<V> {
      const known = tables.get(name) ?? createTable<unknown>(root.openDB({ name }));
      tables.set(name, known);
      return known as Table<V>;
    },
    transaction,
    grouped: createGroups(transaction),
    close: () => root.close(),
  };
}

interface Waiting {
  change: () => unknown;
  settle: (run: () => unknown) => void;
}

function createGroups(transaction: <T>(change: () => T) => T): State['grouped'] {
  let group: Waiting[] = [];

  function commit(): void {
    const waiting = group;
    group = [];
    let results: unknown[];
    try {
      results = transaction(() => waiting.map(({ change }) => change()));
    } catch {
      // One of them failed, and took the others back with it: each by itself.
      for (const { change, settle } of waiting) settle(() => transaction(change));
      return;
    }
    waiting.forEach(({ settle }, index) => settle(() => results[index]));
  }

  return <T>(change: () => T) =>
    new Promise<T>((resolve, reject) => {
      const settle = (run: () => unknown): void => {
        try {
          resolve(run() as T);
        } catch (error) {
          reject(error as Error);
        }
      };
      if (group.push({ change, settle }) === 1) setImmediate(commit);
    });
}

function createTable<V>(database: Database<V, string>): Table<V> {
  return {
    get: (key) => database.get(key),
    // putSync inside transactionSync joins it; outside it commits by itself. The asynchronous `put` would leave the transaction open.
    put: (key, value) => database.putSync(key, value),
    remove: (key) => database.removeSync(key),
    entries: (range = {}) => database.getRange({ ...range, snapshot: false }),
  };
}
