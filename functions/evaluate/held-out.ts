/** Chooses what the candidates are examined on: held-out examples of the dataset version, what is known of them, and what is a label there. */
import { digest } from '../../core/digest';
import { isMissing, PermanentError } from '../../core/errors';
import { labelsOf } from '../../core/labels';
import { together } from '../../core/together';
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
import { keepShots } from './shots';
import { configurationOf } from '../shared/stage/ledger';
import type { ByteRange, Objects } from '../shared/stage/objects';
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
  const variants = await inVariants(dataset, chosen.places, objects);
  await keepShots(dataset, { run, deps });
  return openHeldOut(
    await ledger.writeOnce(ledger.artifactUri(heldOutPath(run)), { ...chosen, ...(variants && { variants }) }),
    objects,
  );
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
    const { known, lineages } = await knownOf(places, card, objects);
    const located = places.map((place, index) => ({ ...place, ...(lineages[index] && { lineage: lineages[index] }) }));
    const { lineageUri } = card;
    return { evaluationUri, trainUri, ...groupByGroup(located, known), lineageUri, labels: labelsOf(card) };
  }
  if (generation.choices === undefined)
    return { evaluationUri, trainUri, places, known: places.map(() => null), labels: [] };
  throw new PermanentError(`the card of dataset version ${version} is gone, and with it what is a label`, {
    where: cardUri,
    fix: 'restore it, or drop the batch again: its dataset is made anew',
  });
}

/** Line by line the files of all prompts hold the same examples. */
async function inVariants(
  { variants }: Dataset,
  places: Place[],
  objects: Pick<Objects, 'openRead'>,
): Promise<HeldOutRecord['variants']> {
  if (!variants) return undefined;
  const found = await together(
    variants.map(async ({ promptDigest, evaluationUri }) => {
      const placeOf = new Map<number, Place>();
      const inVariant = ({ line, lineage }: Place): Place => ({ ...placeOf.get(line)!, ...(lineage && { lineage }) });
      let line = 0;
      const wanted = new Set(places.map((place) => place.line));
      for await (const { start, end } of placedLines(objects.openRead(evaluationUri))) {
        line += 1;
        if (wanted.has(line)) placeOf.set(line, { line, start, end });
      }
      return [promptDigest, { evaluationUri, places: places.map(inVariant) }] as const;
    }),
  );
  return Object.fromEntries(found);
}

/** What hangs together in one row, the groups by their hashes: by those of their examples, large ones would come first. */
function groupByGroup(places: Place[], known: (Known | null)[]): Pick<HeldOutRecord, 'places' | 'known'> {
  if (known.every((each) => each?.group === undefined)) return { places, known };
  const placed = places.map((place, at) => {
    const { group } = known[at] ?? {};
    return { place, known: known[at]!, hash: digest(group === undefined ? { line: place.line } : { group }) };
  });
  const inRows = placed.toSorted((a, b) => (a.hash < b.hash ? -1 : Number(a.hash > b.hash)));
  return { places: inRows.map(({ place }) => place), known: inRows.map((each) => each.known) };
}

/**
 * What the lineage knows of each, and where it tells what else would be right: such texts may be more than fits into memory. Those
 * that are held out stand first in it: no more of it is read.
 */
async function knownOf(
  places: Place[],
  { lineageUri }: DatasetCard,
  objects: Pick<Objects, 'openRead'>,
): Promise<{ known: (Known | null)[]; lineages: (ByteRange | undefined)[] }> {
  const wanted = new Map(places.map(({ line }, place) => [line, place]));
  const known: (Known | null)[] = places.map(() => null);
  const lineages: (ByteRange | undefined)[] = [];
  try {
    for await (const { text, ...range } of placedLines(objects.openRead(lineageUri))) {
      if (!text) continue;
      const { split, line, key, group, slices, references = [] } = JSON.parse(text) as LineageLine;
      if (split !== 'evaluation') break;
      const place = wanted.get(line);
      if (place === undefined) continue;
      known[place] = { key, ...(group !== undefined && { group }), ...(slices && { slices }) };
      if (references.length > 0) lineages[place] = range;
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return { known, lineages };
}
