/** What is on record of the rungs of a run: tune reads who goes on, watch has decided it. */
import { rungPath, type RunName } from '../../../core/ledger-layout';
import type { RungRecord } from '../../../core/search/rungs';
import type { StageDeps } from '../stage/stage';

type Recorded = Pick<StageDeps, 'ledger' | 'objects'>;

/** Undefined while nothing is decided. */
export async function findRung(
  run: RunName,
  rung: number,
  { ledger, objects }: Recorded,
): Promise<RungRecord | undefined> {
  const found = await objects.read(ledger.artifactUri(rungPath(run, rung)));
  return found && (JSON.parse(found.text) as RungRecord);
}

/** @returns the record, or the one that a twin was first to make */
export const recordRung = (run: RunName, record: RungRecord, { ledger }: Recorded): Promise<RungRecord> =>
  ledger.writeOnce(ledger.artifactUri(rungPath(run, record.rung)), record);
