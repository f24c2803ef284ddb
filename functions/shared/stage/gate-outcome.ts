/** How a run's decision at the gate of its pipeline ended: what the next one there waits for. */
import type { RunName } from '../../../core/ledger-layout';
import { lastStage } from '../../../core/stages';
import type { Ledger } from './ledger';

/** Undefined while it is open. A run that is over without a deployment, or gone from the ledger, has promoted nothing. */
export async function hasPromoted(
  run: RunName,
  ledger: Pick<Ledger, 'findResult' | 'findRun'>,
): Promise<boolean | undefined> {
  const ended = await ledger.findResult(run, lastStage);
  if (ended) return ended.output?.type === 'landfall.endpoint.deployed.v1';
  const isOver = (await ledger.findResult(run, 'evaluate'))?.status === 'failed' || !(await ledger.findRun(run));
  return isOver ? false : undefined;
}

/** Whether nothing is left to wait for: a person has approved or rejected the run, or it is over. */
export async function isDecided(run: RunName, ledger: Pick<Ledger, 'findApproval' | 'findResult'>): Promise<boolean> {
  return (await ledger.findApproval(run)) !== undefined || (await ledger.findResult(run, lastStage)) !== undefined;
}
