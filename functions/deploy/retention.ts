/** The model that was replaced stays deployed for a while: when that ends, watch says this run's end again, and cleanup takes it away. */
import { keptUntil } from '../../core/canary/retention';
import type { Run } from '../../schemas/generated/types';
import { configurationOf } from '../shared/stage/ledger';
import type { DeployDeps } from './context';

export async function keepPrevious(run: Run, { ledger }: DeployDeps): Promise<void> {
  const result = await ledger.findResult(run, 'deploy');
  const output = await ledger.findOutput(run, 'deploy');
  if (output?.type !== 'landfall.endpoint.deployed.v1' || output.data.previous === undefined) return;
  const { retentionDays } = configurationOf(run).pipeline.deployment.rollout;
  const due = keptUntil(result!.finishedAt, retentionDays).toISOString();
  await ledger.inFlight('retention').mark(run, { due });
}
