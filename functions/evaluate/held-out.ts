/** Chooses what the candidates are examined on: held-out examples of the dataset version, what is known of them, and what is a label there. */
import { isMissing, PermanentError } from '../../core/errors';
import { labelsOf } from '../../core/labels';
import { heldOutPath } from '../../core/ledger-layout';
import { placedLines } from '../../core/lines';
import type { DatasetCard, EventData, LineageLine, PipelineSpec } from '../../schemas/generated/types';
import { chooseExamples, type Place } from '../shared/evaluation/examples';
import {
  findHeldOut,
  openHeldOut,
  type HeldOutRecord,
  type HeldOutSet,
  type Known,
} from '../shared/evaluation/held-out';
import { configurationOf } from '../shared/stage/ledger';
import type { Objects } from '../shared/stage/objects';
import type { EvaluateContext } from './context';

type Dataset = EventData['landfall.dataset.versioned.v1'];

/**
 * Chosen once: however often evaluate comes back, it does not read the files again.
 * @throws PermanentError when the card is gone and labels are all that may be answered: what is measured would not be what is served
 */
export async function heldOutSet(dataset: Dataset, { run, deps }: EvaluateContext): Promise<HeldOutSet> {
  const { ledger, objects } = deps;
  const found = await findHeldOut(run, deps);
  if (found) return found;
  const chosen = await choose(dataset, configurationOf(run).pipeline, objects);
  return openHeldOut(await ledger.writeOnce(ledger.artifactUri(heldOutPath(run)), chosen), objects);
}

async function choose(
  { evaluationUri, trainUri, cardUri, version }: Dataset,
  { evaluation, generation }: PipelineSpec,
  objects: Pick<Objects, 'openRead' | 'read'>,
): Promise<HeldOutRecord> {
  const places = await chooseExamples(evaluationUri, evaluation.maximumExamples, objects);
  const found = await objects.read(cardUri);
  if (found) {
    const card = JSON.parse(found.text) as DatasetCard;
    const known = await knownOf(places, card, objects);
    return { evaluationUri, trainUri, places, known, labels: labelsOf(card) };
  }
  if (generation.choices === undefined)
    return { evaluationUri, trainUri, places, known: places.map(() => null), labels: [] };
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
): Promise<(Known | null)[]> {
  const wanted = new Map(places.map(({ line }, place) => [line, place]));
  const known: (Known | null)[] = places.map(() => null);
  try {
    for await (const { text } of placedLines(objects.openRead(lineageUri))) {
      if (!text) continue;
      const { split, line, key, group, slices } = JSON.parse(text) as LineageLine;
      if (split !== 'evaluation') break;
      const place = wanted.get(line);
      if (place !== undefined) known[place] = { key, ...(group !== undefined && { group }), ...(slices && { slices }) };
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return known;
}
