/** The warehouse: datasets, tables with their rows, and jobs, in one DuckDB file. */
import type { Clock } from '../../clock';
import { openEngine, type Engine } from '../duckdb/engine';
import { BigQueryError } from '../errors';
import { columnDefinition, quote } from '../rows/duck-types';
import { checkLayout } from '../rows/partitions';
import type { Field } from '../rows/schema';
import { qualifiedName, referenceOf, storedTable, tableKey, tableNameOf, type TableName } from '../table-name';
import { defaultExpiration, Expirations, isExpired, resultsDataset } from './expiration';
import { RecordTable, type Change } from './record-table';
import type { DatasetRecord, JobRecord, TableRecord } from './records';
import { openStreamed } from './streamed';
import { createTurns } from './turns';

export class Warehouse {
  private readonly takeTurns = createTurns();
  private readonly expirations: Expirations;

  private constructor(
    readonly engine: Engine,
    private readonly records: RecordTable,
    private readonly clock: Clock,
  ) {
    this.expirations = new Expirations(clock, () => this.dropExpired());
  }

  static async open(directory: string, clock: Clock): Promise<Warehouse> {
    const engine = await openEngine(directory);
    await openStreamed(engine);
    const warehouse = new Warehouse(engine, await RecordTable.load(engine), clock);
    await warehouse.dropExpired();
    return warehouse;
  }

  /** Expired tables are not found any more as it is: this gives back what they take. */
  private async dropExpired(): Promise<void> {
    const isOld = (table: TableRecord | undefined) => table !== undefined && isExpired(table, this.clock.now());
    for (const { reference } of [...this.records.table.values()].filter(isOld)) {
      const name = tableNameOf(reference);
      await this.locked(name, async () => {
        if (isOld(this.records.table.get(tableKey(name)))) await this.change((change) => this.dropTable(change, name));
      });
    }
    this.expirations.watch(this.records.table.values());
  }

  /** One transaction. What is put or removed is seen by readers once it is committed. */
  async change<T>(work: (change: Change) => Promise<T>): Promise<T> {
    const result = await this.records.change(work);
    this.expirations.watch(this.records.table.values());
    return result;
  }

  /** Runs `work` while no other change to this table runs: jobs that write one table take turns. */
  locked<T>(name: TableName, work: () => Promise<T>): Promise<T> {
    return this.takeTurns(tableKey(name), work);
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
    return this.tablesEverIn(project, dataset)
      .filter((table) => !isExpired(table, this.clock.now()))
      .toSorted((left, right) => (left.reference.tableId < right.reference.tableId ? -1 : 1));
  }

  findTable(name: TableName): TableRecord | undefined {
    const table = this.records.table.get(tableKey(name));
    return table && !isExpired(table, this.clock.now()) ? table : undefined;
  }

  /** @throws BigQueryError notFound, of the dataset when that is what is missing */
  table(name: TableName): TableRecord {
    this.dataset(name.project, name.dataset);
    const record = this.findTable(name);
    if (!record) throw new BigQueryError('notFound', `Not found: Table ${qualifiedName(name)}`);
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
    await change.connection.run(`CREATE SCHEMA IF NOT EXISTS warehouse.${quote(`${project}.${dataset}`)}`);
    const now = this.now();
    return putDataset(change, {
      projectId: project,
      datasetId: dataset,
      creationTime: now,
      lastModifiedTime: now,
      settings,
    });
  }

  /** Remembers a dataset as changed now. */
  updateDataset(change: Change, dataset: DatasetRecord): Promise<DatasetRecord> {
    return putDataset(change, { ...dataset, lastModifiedTime: this.now() });
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
    for (const { reference } of this.tablesEverIn(project, dataset))
      await change.remove('table', tableKey(tableNameOf(reference)));
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
    return putTable(change, this.newTable(name, fields, settings));
  }

  /** @param view its GoogleSQL */
  createView(
    change: Change,
    name: TableName,
    view: string,
    fields: Field[],
    settings: Record<string, unknown> = {},
  ): Promise<TableRecord> {
    return putTable(change, { ...this.newTable(name, fields, settings), view });
  }

  /** Remembers a table as changed now, be it in its rows alone. */
  updateTable(change: Change, table: TableRecord): Promise<TableRecord> {
    return putTable(change, { ...table, lastModifiedTime: this.now() });
  }

  async dropTable(change: Change, name: TableName): Promise<void> {
    await change.connection.run(`DROP TABLE IF EXISTS ${storedTable(name)}`);
    await change.remove('table', tableKey(name));
  }

  async close(): Promise<void> {
    await this.expirations.close();
    this.engine.close();
  }

  /** Expired ones too. */
  private tablesEverIn(project: string, dataset: string): TableRecord[] {
    return [...this.records.table.values()].filter(
      ({ reference }) => reference.projectId === project && reference.datasetId === dataset,
    );
  }

  private newTable(name: TableName, fields: Field[], settings: Record<string, unknown>): TableRecord {
    const now = this.now();
    const expiration = defaultExpiration(this.dataset(name.project, name.dataset), Number(now));
    return {
      reference: referenceOf(name),
      fields,
      creationTime: now,
      lastModifiedTime: now,
      settings: { ...expiration, ...settings },
    };
  }

  /** In the REST API's form. */
  private now(): string {
    return String(this.clock.now());
  }
}

async function putDataset(change: Change, dataset: DatasetRecord): Promise<DatasetRecord> {
  await change.put('dataset', `${dataset.projectId}.${dataset.datasetId}`, dataset);
  return dataset;
}

async function putTable(change: Change, table: TableRecord): Promise<TableRecord> {
  await change.put('table', tableKey(tableNameOf(table.reference)), table);
  return table;
}
