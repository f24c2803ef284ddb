/** Rendered examples as a table of the local warehouse, and the context that the steps of transform are given. */
import type { Column } from '../../core/row-schema';
import { createWarehouse } from '../../functions/shared/warehouse/warehouse';
import { createContext, type TransformContext } from '../../functions/transform/context';
import type { Configuration } from '../../schemas/generated/types';
import { createWorld, exampleRun, type World } from '../functions/fakes';
import { bucket, openLocal, project, type Local } from '../local/bigquery/harness';
import { sharedSql } from './shared-sql';

export interface Rendered {
  key: string;
  group_key: string;
  stratum: string | null;
  system_prompt: string | null;
  user_prompt: string;
  target: string;
  history: string | null;
  references: string[];
  rejected: string | null;
  origins: string[];
  personal_data: string[];
}

/** A row of a dataset version's own table. */
export interface Version extends Omit<Rendered, 'stratum'> {
  split: 'train' | 'evaluation' | 'validation' | null;
  split_number: number;
  left_out: string | null;
  pair: string | null;
}

export interface Warehouse {
  local: Local;
  world: World;
  /** A run of its own whenever it is called, so that no job or table is another test's. */
  context(change?: (configuration: Configuration) => void): TransformContext;
  /** A table of rendered examples, by default each with a group, a target and an origin of its own. */
  fill(rows: Partial<Rendered>[]): Promise<string>;
  /** The table of a dataset version, by default all of it to train on. */
  version(rows: Partial<Version>[]): Promise<string>;
  /** A table of other columns. */
  table(rows: object[], columns: Column[]): Promise<string>;
  rows<Row>(sql: string, params?: Record<string, unknown>): Promise<Row[]>;
  /** The most rows that one stage in the plan of a query job gave to the next. */
  mostRowsInPlan(job: string): Promise<number>;
  close(): Promise<void>;
}

const column = (name: string, type = 'STRING', mode?: string): Column => ({ name, type, ...(mode && { mode }) });

/** The prompts beside that of training. */
export const variantsColumn: Column = {
  ...column('variants', 'RECORD', 'REPEATED'),
  fields: [column('system_prompt'), column('user_prompt')],
};

const renderedColumns: Column[] = [
  ...['key', 'group_key', 'stratum', 'system_prompt', 'user_prompt', 'target', 'history'].map((name) => column(name)),
  variantsColumn,
  column('references', 'STRING', 'REPEATED'),
  column('rejected'),
  column('origins', 'STRING', 'REPEATED'),
  column('slices', 'STRING', 'REPEATED'),
  column('personal_data', 'STRING', 'REPEATED'),
];

const versionColumns: Column[] = [
  ...['split', 'left_out', 'pair'].map((name) => column(name)),
  column('split_number', 'INT64'),
  ...renderedColumns.filter(({ name }) => name !== 'stratum'),
];

const exampleOf = (index: number) => ({
  key: `k${String(index).padStart(6, '0')}`,
  group_key: `g${index}`,
  user_prompt: `prompt ${index}`,
  target: `target ${index}`,
  references: [],
  origins: [`gs://landing/p/b/rows.jsonl#1:${index + 1}`],
  slices: [],
  variants: [],
  personal_data: [],
});

export async function openWarehouse(): Promise<Warehouse> {
  const local = await openLocal();
  for (const dataset of ['staging', 'training']) await local.client.createDataset(dataset);
  const world = createWorld();
  const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds / 5));
  const warehouse = createWarehouse({ bigquery: () => local.client, location: 'US', clock: { ...world.clock, sleep } });
  let [runs, tables] = [0, 0];

  const table: Warehouse['table'] = async (rows, columns) => {
    const name = `table_${(tables += 1)}`;
    await local.put(`${name}.jsonl`, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    await warehouse.load(
      { id: name, labels: {} },
      `gs://${bucket}/${name}.jsonl`,
      `${project}.staging.${name}`,
      columns,
    );
    return `${project}.staging.${name}`;
  };

  return {
    local,
    world,
    table,
    context(change = () => {}) {
      const run = exampleRun((configuration) => {
        configuration.sql = sharedSql;
        configuration.prompt = { user: '{{text}}' };
        change(configuration);
      });
      run.run = `20261123-${String((runs += 1)).padStart(8, '0')}`;
      const config = { project, dataset: 'landfall', stagingDataset: 'staging', trainingDataset: 'training' };
      const { signal } = new AbortController();
      return createContext({
        run,
        deps: { ...world, warehouse, config },
        log: world.log,
        signal,
        isTimeUp: () => false,
      });
    },
    fill: (rows) =>
      table(
        rows.map((row, index) => ({ ...exampleOf(index), ...row })),
        renderedColumns,
      ),
    version: (rows) =>
      table(
        rows.map((row, index) => ({ ...exampleOf(index), split: 'train', split_number: 0, ...row })),
        versionColumns,
      ),
    async rows<Row>(sql: string, params?: Record<string, unknown>) {
      const [rows] = await local.client.query({ query: sql, params });
      return rows as Row[];
    },
    async mostRowsInPlan(job) {
      const [{ statistics }] = await local.client.job(job).getMetadata();
      const { queryPlan } = (statistics as { query: { queryPlan: { recordsWritten: string }[] } }).query;
      return Math.max(...queryPlan.map(({ recordsWritten }) => Number(recordsWritten)));
    },
    close: () => local.close(),
  };
}
