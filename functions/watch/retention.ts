/** Says the end of a run again once the model that it has replaced was kept for its time: cleanup takes that one away then. */
import { atMost } from '../../core/at-most';
import { lastStage } from '../../core/stages';
import type { Mark } from '../shared/stage/ledger';
import { eventOf, type StageDeps } from '../shared/stage/stage';
import { marksAtOnce } from './bring-back';

/** It is a matter of days: the first tick of an hour looks, and what cannot be said then keeps its mark. */
export async function endRetentions(deps: StageDeps, isTimeUp: () => boolean): Promise<void> {
  const now = deps.clock.now();
  if (now.getUTCMinutes() > 0) return;
  const marks = deps.ledger.inFlight('retention');
  await atMost(marksAtOnce, await marks.list(), async ({ generation, ...run }) => {
    if (isTimeUp()) return;
    const { due } = (await marks.find(run)) ?? {};
    if (due !== undefined && now < new Date(due)) return;
    await sayAgain({ generation, ...run }, deps).catch((error: unknown) => {
      deps.log.warning(`a retention is not ended yet: ${(error as Error).message}`, { ...run });
    });
  });
}

async function sayAgain({ generation, ...run }: Mark, deps: StageDeps): Promise<void> {
  const said = await deps.ledger.findResult(run, lastStage);
  if (said?.output) await deps.publish({ ...eventOf(run, said), again: true });
  await deps.ledger.inFlight('retention').unmark(run, generation);
}
