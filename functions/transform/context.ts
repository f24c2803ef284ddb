/** What the steps of transform work with, and what the tables of a run are called. */
import type { Config } from '../shared/config';
import type { StageContext, StageDeps } from '../shared/stage';
import type { Warehouse } from '../shared/warehouse';

export type TransformDeps = StageDeps & {
  warehouse: Warehouse;
  config: Pick<Config, 'project' | 'stagingDataset' | 'trainingDataset'>;
};

export type TransformContext = StageContext<TransformDeps>;

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
