/**
 * What is remembered beside rows, in a table of the warehouse's own file: read from memory, and written in the transaction
 * that changes the rows, so that both are there after a kill, or neither.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Engine } from '../duckdb/engine';
import type { DatasetRecord, JobRecord, TableRecord } from './records';

interface Kinds {
  dataset: DatasetRecord;
  table: TableRecord;
  job: JobRecord;
}

/** One transaction. */
export interface Change {
  connection: DuckDBConnection;
  put: <K extends keyof Kinds>(kind: K, key: string, value: Kinds[K]) => Promise<void>;
  remove: (kind: keyof Kinds, key: string) => Promise<void>;
}

export class RecordTable {
  readonly dataset = new Map<string, DatasetRecord>();
  readonly table = new Map<string, TableRecord>();
  readonly job = new Map<string, JobRecord>();

  private constructor(private readonly engine: Engine) {}

  static async load(engine: Engine): Promise<RecordTable> {
    const records = new RecordTable(engine);
    await engine.transaction(async (connection) => {
      await connection.run(
        'CREATE TABLE IF NOT EXISTS warehouse.main.records (kind VARCHAR, key VARCHAR, value VARCHAR)',
      );
      const rows = await connection.runAndReadAll('SELECT kind, key, value FROM warehouse.main.records');
      for (const [kind, key, value] of rows.getRows() as [keyof Kinds, string, string][])
        (records[kind] as Map<string, unknown>).set(key, JSON.parse(value));
    });
    return records;
  }

  /** One transaction. What is put or removed is seen by readers once it is committed. */
  async change<T>(work: (change: Change) => Promise<T>): Promise<T> {
    const pending: (() => void)[] = [];
    const result = await this.engine.transaction(async (connection) => {
      const forget = (kind: string, key: string) =>
        connection.run('DELETE FROM warehouse.main.records WHERE kind = $1 AND key = $2', [kind, key]);
      return work({
        connection,
        put: async (kind, key, value) => {
          await forget(kind, key);
          await connection.run('INSERT INTO warehouse.main.records VALUES ($1, $2, $3)', [
            kind,
            key,
            JSON.stringify(value),
          ]);
          pending.push(() => (this[kind] as Map<string, unknown>).set(key, value));
        },
        remove: async (kind, key) => {
          await forget(kind, key);
          pending.push(() => this[kind].delete(key));
        },
      });
    });
    for (const apply of pending) apply();
    return result;
  }
}
