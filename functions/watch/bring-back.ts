/** Brings back the stages that have left work under way: it says again what started them, and they go on where they stopped. */
import { contractOf, resumingStages, speakerOf, type StageName } from '../../core/stages';
import type { Mark } from '../shared/stage/ledger';
import { eventOf, type StageDeps } from '../shared/stage/stage';

/** What cannot be brought back now keeps its mark, and is tried again at the next tick: nothing else waits for it. */
export async function bringBack({ log, ...deps }: StageDeps): Promise<void> {
  for (const stage of resumingStages) {
    for (const mark of await deps.ledger.inFlight(stage).list()) {
      await sayAgain(stage, mark, deps).catch((error: unknown) => {
        log.warning(`${stage} is not brought back yet: ${(error as Error).message}`, { ...mark });
      });
    }
  }
}

async function sayAgain(
  stage: StageName,
  { generation, ...run }: Mark,
  { ledger, publish }: Pick<StageDeps, 'ledger' | 'publish'>,
): Promise<void> {
  const { hears } = contractOf(stage);
  const speaker = speakerOf(hears);
  const said = speaker && (await ledger.findResult(run, speaker));
  // Otherwise nothing has started it, or the run is gone from the ledger.
  if (said?.output?.type === hears) await publish(eventOf(run, said));
  // From here on it is the message that brings it back: said once, unless the stage has left work under way anew.
  await ledger.inFlight(stage).unmark(run, generation);
}
