/** What the candidates are examined on: the held-out examples of the dataset version, what they are, and what is a label there. */
import { isMissing, PermanentError } from '../../core/errors';
import { labelsOf } from '../../core/labels';
import { placedLines } from '../../core/lines';
import type { DatasetCard, EventData, LineageLine, PipelineSpec } from '../../schemas/generated/types';
import type { Objects } from '../shared/stage/objects';
import { chooseExamples, type HeldOutExamples, type Place } from '../shared/evaluation/examples';

type Dataset = EventData['landfall.dataset.versioned.v1'];

/** The key by which a person knows an example, and the group that it hangs together with. */
export type Known = Pick<LineageLine, 'key' | 'group'>;

export interface HeldOutSet {
  examples: HeldOutExamples;
  /** By place; undefined where the dataset's lineage is gone, or was written before it knew. */
  known: (Known | undefined)[];
  /** The targets of the dataset version, where they are labels. */
  labels: string[];
  /** gs:// address of the examples that are trained on, which naive rivals are made of. */
  trainUri: string;
}

/** @throws PermanentError when the card is gone and labels are all that may be answered: what is measured would not be what is served */
export async function findHeldOut(
  { evaluationUri, trainUri, cardUri, version }: Dataset,
  { evaluation, generation }: PipelineSpec,
  objects: Pick<Objects, 'openRead' | 'read'>,
): Promise<HeldOutSet> {
  const examples = await chooseExamples(evaluationUri, evaluation.maximumExamples, objects);
  const found = await objects.read(cardUri);
  if (found) {
    const card = JSON.parse(found.text) as DatasetCard;
    return { examples, trainUri, known: await knownOf(examples.places, card, objects), labels: labelsOf(card) };
  }
  if (generation.choices === undefined)
    return { examples, trainUri, known: examples.places.map(() => undefined), labels: [] };
  throw new PermanentError(`the card of dataset version ${version} is gone, and with it what is a label`, {
    where: cardUri,
    fix: 'restore it, or drop the batch again: its dataset is made anew',
  });
}

/** Those that are held out stand first in the lineage: no more of it is read. */
async function knownOf(
  places: Place[],
  { lineageUri }: DatasetCard,
  objects: Pick<Objects, 'openRead'>,
): Promise<(Known | undefined)[]> {
  const wanted = new Map(places.map(({ line }, place) => [line, place]));
  const known: (Known | undefined)[] = places.map(() => undefined);
  try {
    for await (const { text } of placedLines(objects.openRead(lineageUri))) {
      if (!text) continue;
      const { split, line, key, group } = JSON.parse(text) as LineageLine;
      if (split !== 'evaluation') break;
      const place = wanted.get(line);
      if (place !== undefined) known[place] = { key, ...(group !== undefined && { group }) };
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return known;
}
