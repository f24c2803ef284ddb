/** What started a stage of a run, so that it can be said again by whoever brings the stage back. */
import { announcementOf } from '../../../core/batch/announcement';
import { eventOf, type Event } from '../../../core/event';
import type { RunName } from '../../../core/ledger-layout';
import { contractOf, speakerOf, type StageName } from '../../../core/stages';
import type { Ledger } from './ledger';

/** The event that has started the stage; undefined when nothing has, or the run is gone from the ledger. */
export async function startOf(
  stage: StageName,
  name: RunName,
  ledger: Pick<Ledger, 'findResult' | 'findRun'>,
): Promise<Event | undefined> {
  const { hears } = contractOf(stage);
  const speaker = speakerOf(hears);
  if (speaker) {
    const said = await ledger.findResult(name, speaker);
    return said?.output?.type === hears ? { ...eventOf(name, said), again: true } : undefined;
  }
  const run = await ledger.findRun(name);
  return run && hears === 'landfall.dataset.landed.v1'
    ? {
        id: `${run.run}/landed`,
        source: `//storage.googleapis.com/projects/_/buckets/${run.trigger.bucket}`,
        type: hears,
        time: run.createdAt,
        subject: run.run,
        again: true,
        data: { ...announcementOf(run.trigger), pipeline: run.pipeline, run: run.run },
      }
    : undefined;
}
