/** Brings back the stages that have left work under way: it says again what started them, and they go on where they stopped. */
import { contractOf, resumingStages, speakerOf, type StageName } from '../../core/stages';
import type { RunName } from '../../core/ledger-layout';
import { eventOf, type StageDeps } from '../shared/stage/stage';

/** What cannot be brought back now keeps its mark, and is tried again at the next tick: nothing else waits for it. */
export async function bringBack({ log, ...deps }: StageDeps): Promise<void> {
  for (const stage of resumingStages) {
    for (const run of await deps.ledger.inFlight(stage).list()) {
      await sayAgain(stage, run, deps).catch((error: unknown) => {
        log.warning(`${stage} is not brought back yet: ${(error as Error).message}`, { ...run });
      });
    }
  }
}

async function sayAgain(
  stage: StageName,
  run: RunName,
  { ledger, publish }: Pick<StageDeps, 'ledger' | 'publish'>,
): Promise<void> {
  const { hears } = contractOf(stage);
  const speaker = speakerOf(hears);
  const said = speaker && (await ledger.findResult(run, speaker));
  // The mark stays: the stage takes it away when it begins again.
  if (said?.output?.type === hears) await publish(eventOf(run, said));
  // Nothing has started it, or the run is gone from the ledger.
  else await ledger.inFlight(stage).unmark(run);
}
