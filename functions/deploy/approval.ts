/** A person's yes or no to a candidate that passed the gate, where the pipeline asks for one. */
import type { Waiting } from '../../core/approval';
import { TimeUpError } from '../../core/errors';
import { waitingPath } from '../../core/ledger-layout';
import type { PairedComparison } from '../../core/verdict/comparison';
import { verdictText } from '../../core/verdict/words';
import type { EventData } from '../../schemas/generated/types';
import { configurationOf } from '../shared/stage/ledger';
import type { DeployContext } from './context';
import type { Refusal } from './gate';

type Evaluated = EventData['landfall.model.evaluated.v1'];

/**
 * Why the champion is not wanted; undefined when it is, or nobody has to be asked.
 * @throws TimeUpError until somebody has decided, however long that takes
 */
export async function rejectionOf(
  champion: string,
  { comparisons = [] }: Evaluated,
  { run, deps, log }: DeployContext,
): Promise<Refusal | undefined> {
  if (configurationOf(run).pipeline.deployment.gate.approval === 'none') return undefined;
  const { ledger, clock } = deps;
  const approval = await ledger.findApproval(run);
  if (!approval) {
    const own = comparisons.filter(({ candidate }) => candidate === champion);
    const because = own.map((comparison) => verdictText(comparison as PairedComparison));
    const waiting: Waiting = { for: 'approval', champion, since: clock.now().toISOString(), because };
    await ledger.writeOnce(ledger.artifactUri(waitingPath(run)), waiting);
    throw new TimeUpError(`${champion} has passed the gate, and waits for somebody to approve it`, {
      waitsFor: { approval: run.run },
    });
  }
  const { decision, by, reason, at } = approval;
  log.info(`${decision} by ${by} at ${at}${reason ? `: ${reason}` : ''}`);
  return decision === 'approved' ? undefined : { reasons: [`rejected by ${by}${reason ? `: ${reason}` : ''}`] };
}
