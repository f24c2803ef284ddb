/** Which label a candidate said where which was wanted: the most frequent labels by name, all others together. */
import { measureLabel } from '../../core/metrics/confusion';
import type { EvaluatedExample } from '../../schemas/generated/types';

/** What was said, and what was wanted. */
export type LabelPair = [said: string, wanted: string];

export interface Confusion {
  /** Of the rows, and first of the columns. */
  wanted: string[];
  /** Of the columns: the same, and what is no label where that was said. */
  said: string[];
  /** Examples, by row and column. */
  counts: number[][];
  /** Labels that are counted as (other); 0 where each has its name. */
  others: number;
}

/** Labels with a row of their own: more are no longer seen at a glance. */
const mostLabels = 12;

const noLabel = '(no label)';
const other = '(other)';

/** No label passes for what is none, nor for all others. */
const named = (label: string): string => ([noLabel, other].includes(label) ? JSON.stringify(label) : label);

/** None where the targets are texts of their own. Of several references the one that was said is the label wanted, else the target. */
export function labelPairs(predictions: EvaluatedExample[], candidate: string): LabelPair[] {
  return predictions.flatMap(({ target, references = [], answers }): LabelPair[] => {
    const { text, isLabel } = answers[candidate]!;
    if (isLabel === undefined) return [];
    const [said, wanted] = measureLabel(text, [target, ...references]).statistics as LabelPair;
    return [[isLabel || said === wanted ? named(said) : noLabel, named(wanted)]];
  });
}

/** Undefined where there is no label. */
export function confusionOf(pairs: LabelPair[]): Confusion | undefined {
  if (pairs.length === 0) return undefined;
  const frequency = new Map<string, number>();
  for (const label of pairs.flat()) if (label !== noLabel) frequency.set(label, (frequency.get(label) ?? 0) + 1);
  const ordered = [...frequency].toSorted(([a, one], [b, another]) => another - one || (a < b ? -1 : 1));
  // One alone has its name as well as it would be (other).
  const shown = ordered.length <= mostLabels + 1 ? ordered.length : mostLabels;
  const labels = ordered.slice(0, shown).map(([label]) => label);
  const others = ordered.length - shown;
  const wanted = others > 0 ? [...labels, other] : labels;
  const said = pairs.some(([label]) => label === noLabel) ? [...wanted, noLabel] : wanted;
  const placeOf = new Map(said.map((label, place) => [label, place]));
  const counts = wanted.map(() => said.map(() => 0));
  for (const [as, instead] of pairs) counts[placeOf.get(instead) ?? shown]![placeOf.get(as) ?? shown]! += 1;
  return { wanted, said, counts, others };
}
