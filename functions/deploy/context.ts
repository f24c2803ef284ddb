/** What deploy works with. */
import type { Versioned } from '../shared/stage/ledger';
import type { Production } from '../../schemas/generated/types';
import type { Output } from '../../core/stages';
import type { Generation, Replication } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import type { Config } from '../shared/stage/config';
import type { StageContext, StageDeps } from '../shared/stage/stage';
import type { Warehouse } from '../shared/warehouse/warehouse';

export type DeployDeps = StageDeps & {
  config: Pick<Config, 'project' | 'dataset' | 'region'>;
  generationOf: OfRun<Generation>;
  replicationOf: OfRun<Pick<Replication, 'replicate'>>;
  warehouse: Pick<Warehouse, 'until'>;
};
export type DeployContext = StageContext<DeployDeps>;

export type Current = Versioned<Production>;
export type Outcome = Output<'landfall.endpoint.deployed.v1' | 'landfall.deployment.refused.v1'>;
