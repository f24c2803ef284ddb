/**
 * The warehouse: rows and what is remembered about them, in one DuckDB file. A change to both is one transaction, so that
 * after a kill at any moment a job's effect and its finished state are there together or not at all.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { openEngine, type Engine } from '../duckdb/engine';
import { BigQueryError } from '../errors';
import { columnDefinition, quote } from '../rows/duck-types';
import { checkLayout } from '../rows/partitions';
import type { Field } from '../rows/schema';
import { type TableReference, storedTable, tableKey, type TableName } from '../table-name';
import type { DatasetRecord, JobRecord, TableRecord } from './records';

interface Kinds {
  dataset: DatasetRecord;
  table: TableRecord;
  job: JobRecord;
}

export interface Change {
  connection: DuckDBConnection;
  put: <K extends keyof Kinds>(kind: K, key: string, value: Kinds[K]) => Promise<void>;
  remove: (kind: keyof Kinds, key: string) => Promise<void>;
}

/** Query results live a day, as BigQuery's temporary tables do, in a dataset that lists do not show. */
export const resultsDataset = '_landfall_results';

export class Warehouse {
  private readonly records = {
    dataset: new Map<string, DatasetRecord>(),
    table: new Map<string, TableRecord>(),
    job: new Map<string, JobRecord>(),
  };
  private readonly locks = new Map<string, Promise<unknown>>();

  private constructor(readonly engine: Engine) {}

  static async open(directory: string): Promise<Warehouse> {
    const warehouse = new Warehouse(await openEngine(directory));
    await warehouse.load();
    await warehouse.dropOldResults();
    return warehouse;
  }

  private async load(): Promise<void> {
    await this.engine.transaction(async (connection) => {
      await connection.run(
        'CREATE TABLE IF NOT EXISTS warehouse.main.records (kind VARCHAR, key VARCHAR, value VARCHAR)',
      );
      const rows = await connection.runAndReadAll('SELECT kind, key, value FROM warehouse.main.records');
      for (const [kind, key, value] of rows.getRows() as [keyof Kinds, string, string][]) {
        (this.records[kind] as Map<string, unknown>).set(key, JSON.parse(value));
      }
    });
  }

  private async dropOldResults(): Promise<void> {
    const dayAgo = Date.now() - 24 * 3600 * 1000;
    const old = [...this.records.table.values()].filter(
      ({ reference, creationTime }) => reference.datasetId === resultsDataset && Number(creationTime) < dayAgo,
    );
    await this.change(async (change) => {
      for (const { reference } of old) await this.dropTable(change, nameOf(reference));
    });
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
          pending.push(() => (this.records[kind] as Map<string, unknown>).set(key, value));
        },
        remove: async (kind, key) => {
          await forget(kind, key);
          pending.push(() => this.records[kind].delete(key));
        },
      });
    });
    for (const apply of pending) apply();
    return result;
  }

  /** Runs `work` while no other change to this table runs: jobs that write one table take turns. */
  async locked<T>(name: TableName, work: () => Promise<T>): Promise<T> {
    const key = tableKey(name);
    const before = this.locks.get(key);
    const turn = (async () => {
      await before?.catch(() => undefined);
      return work();
    })();
    this.locks.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.locks.get(key) === turn) this.locks.delete(key);
    }
  }

  datasets(project: string): DatasetRecord[] {
    return [...this.records.dataset.values()].filter(
      ({ projectId, datasetId }) => projectId === project && datasetId !== resultsDataset,
    );
  }

  /** @throws BigQueryError notFound */
  dataset(project: string, dataset: string): DatasetRecord {
    const record = this.records.dataset.get(`${project}.${dataset}`);
    if (!record) throw new BigQueryError('notFound', `Not found: Dataset ${project}:${dataset}`);
    return record;
  }

  hasDataset(project: string, dataset: string): boolean {
    return this.records.dataset.has(`${project}.${dataset}`);
  }

  tables(project: string, dataset: string): TableRecord[] {
    return [...this.records.table.values()]
      .filter(({ reference }) => reference.projectId === project && reference.datasetId === dataset)
      .toSorted((left, right) => (left.reference.tableId < right.reference.tableId ? -1 : 1));
  }

  findTable(name: TableName): TableRecord | undefined {
    return this.records.table.get(tableKey(name));
  }

  /** @throws BigQueryError notFound, of the dataset when that is what is missing */
  table(name: TableName): TableRecord {
    this.dataset(name.project, name.dataset);
    const record = this.findTable(name);
    if (!record) throw new BigQueryError('notFound', `Not found: Table ${name.project}:${name.dataset}.${name.table}`);
    return record;
  }

  jobs(): JobRecord[] {
    return [...this.records.job.values()];
  }

  findJob(project: string, jobId: string): JobRecord | undefined {
    return this.records.job.get(`${project}.${jobId}`);
  }

  async putJob(change: Change, job: JobRecord): Promise<void> {
    await change.put('job', `${job.projectId}.${job.jobId}`, job);
  }

  async createDataset(
    change: Change,
    project: string,
    dataset: string,
    settings: Record<string, unknown>,
  ): Promise<DatasetRecord> {
    const now = String(Date.now());
    const record: DatasetRecord = {
      projectId: project,
      datasetId: dataset,
      creationTime: now,
      lastModifiedTime: now,
      settings,
    };
    await change.connection.run(`CREATE SCHEMA IF NOT EXISTS warehouse.${quote(`${project}.${dataset}`)}`);
    await change.put('dataset', `${project}.${dataset}`, record);
    return record;
  }

  /** Makes a dataset of the warehouse's own when it is not there yet. */
  async ensureDataset(project: string, dataset: string): Promise<void> {
    if (this.hasDataset(project, dataset)) return;
    await this.locked({ project, dataset, table: '' }, async () => {
      if (!this.hasDataset(project, dataset))
        await this.change((change) => this.createDataset(change, project, dataset, {}));
    });
  }

  async dropDataset(change: Change, project: string, dataset: string): Promise<void> {
    for (const { reference } of this.tables(project, dataset))
      await change.remove('table', tableKey(nameOf(reference)));
    await change.connection.run(`DROP SCHEMA IF EXISTS warehouse.${quote(`${project}.${dataset}`)} CASCADE`);
    await change.remove('dataset', `${project}.${dataset}`);
  }

  /** Makes an empty table, in place of one of that name if there is one. @throws BigQueryError invalid for a layout it cannot have */
  async createTable(
    change: Change,
    name: TableName,
    fields: Field[],
    settings: Record<string, unknown> = {},
  ): Promise<TableRecord> {
    checkLayout(fields, settings);
    await change.connection.run(`DROP TABLE IF EXISTS ${storedTable(name)}`);
    // BigQuery allows a table without columns; DuckDB does not, and such a table cannot be read anyway.
    if (fields.length)
      await change.connection.run(`CREATE TABLE ${storedTable(name)} (${fields.map(columnDefinition).join(', ')})`);
    const now = String(Date.now());
    const record: TableRecord = {
      reference: { projectId: name.project, datasetId: name.dataset, tableId: name.table },
      fields,
      creationTime: now,
      lastModifiedTime: now,
      settings,
    };
    await change.put('table', tableKey(name), record);
    return record;
  }

  async dropTable(change: Change, name: TableName): Promise<void> {
    await change.connection.run(`DROP TABLE IF EXISTS ${storedTable(name)}`);
    await change.remove('table', tableKey(name));
  }

  /** Notes that a table's rows changed. */
  async touch(change: Change, record: TableRecord): Promise<void> {
    await change.put('table', tableKey(nameOf(record.reference)), { ...record, lastModifiedTime: String(Date.now()) });
  }

  close(): void {
    this.engine.close();
  }
}

const nameOf = ({ projectId, datasetId, tableId }: TableReference): TableName => ({
  project: projectId,
  dataset: datasetId,
  table: tableId,
});
