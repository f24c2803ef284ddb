/** The warehouse: datasets, tables with their rows, and jobs, in one DuckDB file. */
import type { Clock } from '../../clock';
import { openEngine, type Engine } from '../duckdb/engine';
import { BigQueryError } from '../errors';
import { columnDefinition, quote } from '../rows/duck-types';
import { checkLayout } from '../rows/partitions';
import type { Field } from '../rows/schema';
import { qualifiedName, referenceOf, storedTable, tableKey, tableNameOf, type TableName } from '../table-name';
import { RecordTable, type Change } from './record-table';
import type { DatasetRecord, JobRecord, TableRecord } from './records';
import { createTurns } from './turns';

/** Query results live a day, as BigQuery's temporary tables do, in a dataset that lists do not show. */
export const resultsDataset = '_landfall_results';

const resultsLive = 24 * 3600 * 1000;

export class Warehouse {
  private readonly takeTurns = createTurns();

  private constructor(
    readonly engine: Engine,
    private readonly records: RecordTable,
    private readonly clock: Clock,
  ) {}

  static async open(directory: string, clock: Clock): Promise<Warehouse> {
    const engine = await openEngine(directory);
    const warehouse = new Warehouse(engine, await RecordTable.load(engine), clock);
    await warehouse.dropOldResults();
    return warehouse;
  }

  private async dropOldResults(): Promise<void> {
    const old = [...this.records.table.values()].filter(
      ({ reference, creationTime }) =>
        reference.datasetId === resultsDataset && Number(creationTime) < this.clock.now() - resultsLive,
    );
    await this.change(async (change) => {
      for (const { reference } of old) await this.dropTable(change, tableNameOf(reference));
    });
  }

  /** One transaction. What is put or removed is seen by readers once it is committed. */
  change<T>(work: (change: Change) => Promise<T>): Promise<T> {
    return this.records.change(work);
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
    for (const { reference } of this.tables(project, dataset))
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
    return putTable(change, { ...this.newTable(name), fields, settings });
  }

  /** @param view its GoogleSQL */
  createView(
    change: Change,
    name: TableName,
    view: string,
    fields: Field[],
    settings: Record<string, unknown> = {},
  ): Promise<TableRecord> {
    return putTable(change, { ...this.newTable(name), fields, view, settings });
  }

  /** Remembers a table as changed now, be it in its rows alone. */
  updateTable(change: Change, table: TableRecord): Promise<TableRecord> {
    return putTable(change, { ...table, lastModifiedTime: this.now() });
  }

  async dropTable(change: Change, name: TableName): Promise<void> {
    await change.connection.run(`DROP TABLE IF EXISTS ${storedTable(name)}`);
    await change.remove('table', tableKey(name));
  }

  close(): void {
    this.engine.close();
  }

  private newTable(name: TableName): Pick<TableRecord, 'reference' | 'creationTime' | 'lastModifiedTime'> {
    const now = this.now();
    return { reference: referenceOf(name), creationTime: now, lastModifiedTime: now };
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
