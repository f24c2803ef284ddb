/** The way to the warehouse: each statement is the job of a step, and each step leaves its rows in a table of its own. */
import { fillSlots, type SharedSql, type Statement } from '../../core/statement';
import type { RunName } from '../../core/ledger-layout';
import type { Config } from '../shared/stage/config';
import { jobOf, type Layout, type Warehouse } from '../shared/warehouse/warehouse';

/** A file of sql/ with what fills its slots, and its parameters; or a statement that was put together already. */
export type StepStatement = Statement | { file: string; slots?: Record<string, string>; params?: Statement['params'] };

/** Jobs and tables are named after the run and the step: asked for again, they are the same ones. */
export interface Steps {
  /** Replaces a table, by default the step's own, by the rows of the statement; project.dataset.table of it. */
  table(step: string, statement: StepStatement, into?: { table?: string; layout?: Layout }): Promise<string>;
  rows<Row>(step: string, statement: StepStatement): Promise<Row[]>;
  /** As the warehouse does: files may be named after the job. */
  export(
    step: string,
    statementOf: (jobId: string) => StepStatement,
    isKept: (jobId: string, files: number) => Promise<boolean>,
  ): Promise<string>;
  /** project.dataset.table that the step fills. */
  tableOf(step: string): string;
  /** project.dataset.table of a dataset version's examples. */
  versionTable(version: string): string;
}

export const fillStatement = (sql: SharedSql, statement: StepStatement): Statement =>
  'sql' in statement
    ? statement
    : { ...fillSlots(sql, statement.file, statement.slots ?? {}), params: statement.params };

interface StepsOptions {
  run: RunName;
  sql: SharedSql;
  warehouse: Warehouse;
  config: Pick<Config, 'project' | 'stagingDataset' | 'trainingDataset'>;
}

export function createSteps({ run, sql, warehouse, config }: StepsOptions): Steps {
  const { project, stagingDataset, trainingDataset } = config;
  const tableIn = (dataset: string, name: string) => `${project}.${dataset}.${name.replaceAll('-', '_')}`;
  const tableOf = (step: string) => tableIn(stagingDataset, `${run.pipeline}_${run.run}_${step}`);

  const filled = (statement: StepStatement) => fillStatement(sql, statement);

  return {
    tableOf,
    versionTable: (version) => tableIn(trainingDataset, `${run.pipeline}_${version}`),

    async table(step, statement, { table = tableOf(step), layout } = {}) {
      await warehouse.query(jobOf(run, step), filled(statement), table, layout);
      return table;
    },
    rows: async (step, statement) => warehouse.query(jobOf(run, step), filled(statement)),
    export: async (step, statementOf, isKept) =>
      warehouse.export(jobOf(run, step), (jobId) => filled(statementOf(jobId)), isKept),
  };
}
