/** What the steps of transform work with. */
import type { Configuration } from '../../schemas/generated/types';
import type { FrozenModel, TokenCounting } from '../shared/models/provider';
import type { Config } from '../shared/stage/config';
import { configurationOf } from '../shared/stage/ledger';
import type { StageContext, StageDeps } from '../shared/stage/stage';
import type { Warehouse } from '../shared/warehouse/warehouse';
import { createSteps, type Steps } from './steps';

export type TransformDeps = StageDeps & {
  warehouse: Warehouse;
  countingOf: (base: FrozenModel) => TokenCounting;
  config: Pick<Config, 'project' | 'dataset' | 'stagingDataset' | 'trainingDataset'>;
};

export interface TransformContext extends StageContext<TransformDeps> {
  configuration: Configuration;
  steps: Steps;
}

/** What the statements that make rows are put together from, and where they go. */
export type Making = Pick<TransformContext, 'configuration' | 'steps'>;

/** @throws PermanentError for a run without a configuration. */
export function createContext(stage: StageContext<TransformDeps>): TransformContext {
  const { run, signal } = stage;
  const configuration = configurationOf(run);
  const deps = { ...stage.deps, warehouse: stage.deps.warehouse.until(signal) };
  return { ...stage, deps, configuration, steps: createSteps({ ...deps, run, sql: configuration.sql }) };
}
