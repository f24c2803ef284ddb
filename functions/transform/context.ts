/** What the steps of transform work with, and where a step leaves its rows. */
import type { Config } from '../shared/stage/config';
import type { StageContext, StageDeps } from '../shared/stage/stage';
import type { Statement } from '../../core/statement';
import { jobOf, type Warehouse } from '../shared/warehouse/warehouse';

export type TransformDeps = StageDeps & {
  warehouse: Warehouse;
  config: Pick<Config, 'project' | 'stagingDataset' | 'trainingDataset'>;
};

export type TransformContext = StageContext<TransformDeps>;

/** Runs a statement as the job of that step, its rows replacing the step's table of the run; the table's address. */
export async function intoStaging(step: string, statement: Statement, context: TransformContext): Promise<string> {
  const table = stagingTable(step, context);
  await context.deps.warehouse.query(jobOf(context.run, step), statement, table);
  return table;
}

/** project.dataset.table of a step's outcome, named after the run: the same step of the same run fills the same table. */
export function stagingTable(name: string, { run, deps }: TransformContext): string {
  return tableIn(deps.config.project, deps.config.stagingDataset, `${run.pipeline}_${run.run}_${name}`);
}

/** project.dataset.table of a dataset version's examples. */
export function versionTable(version: string, { run, deps }: TransformContext): string {
  return tableIn(deps.config.project, deps.config.trainingDataset, `${run.pipeline}_${version}`);
}

const tableIn = (project: string, dataset: string, name: string) =>
  `${project}.${dataset}.${name.replaceAll('-', '_')}`;
