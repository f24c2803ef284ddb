/** What the candidates are examined on, as evaluate has put it on record for all who ask. */
import { heldOutPath } from '../../../core/ledger-layout';
import type { LineageLine, Run } from '../../../schemas/generated/types';
import type { StageDeps } from '../stage/stage';
import { readerOf, type HeldOutExamples, type Place } from './examples';

/** The key by which a person knows an example, the group that it hangs together with, and its values of the columns of slices. */
export type Known = Pick<LineageLine, 'key' | 'group' | 'slices'>;

/** Where the examples stand, and what is known of them. */
export interface HeldOutRecord {
  /** gs:// address of the file that they stand in. */
  evaluationUri: string;
  /** gs:// address of the examples that are trained on, which naive rivals are made of. */
  trainUri: string;
  places: Place[];
  /** The same examples in the other prompts, in the same order, by the digest of the prompt. */
  variants?: Record<string, { evaluationUri: string; places: Place[] }>;
  /** gs:// address of the lineage, where some of them have further references there. */
  lineageUri?: string;
  /** By place; null where the dataset's lineage is gone, or was written before it knew. */
  known: (Known | null)[];
  /** The targets of the dataset version, where they are labels. */
  labels: string[];
}

export type HeldOutSet = Omit<HeldOutRecord, 'places'> & { examples: HeldOutExamples };

export async function findHeldOut(
  run: Run,
  { ledger, objects }: Pick<StageDeps, 'ledger' | 'objects'>,
): Promise<HeldOutSet | undefined> {
  const found = await objects.read(ledger.artifactUri(heldOutPath(run)));
  return found && openHeldOut(JSON.parse(found.text) as HeldOutRecord, objects);
}

export const openHeldOut = (
  { places, ...record }: HeldOutRecord,
  objects: Pick<StageDeps['objects'], 'openRead'>,
): HeldOutSet => ({
  ...record,
  examples: { places, read: readerOf(record.evaluationUri, objects, record.lineageUri) },
});
