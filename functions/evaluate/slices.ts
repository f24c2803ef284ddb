/** Candidates against what would serve without them, on every slice of the held-out examples. */
import { comparePairs } from '../../core/verdict/compare';
import type { PairedComparison } from '../../core/verdict/comparison';
import { slicesOf } from '../../core/verdict/slices';
import { usualTerms } from '../../core/verdict/terms';
import type { Asked, Compared } from './comparisons';
import { metricOf, pairingOn, scoredPlaces } from '../../core/verdict/pairing';

export interface Sliced extends Compared {
  /** Of each example its values of the columns, in their order; undefined where they are not known. */
  values: (string[] | undefined)[];
}

/**
 * All slices of all candidates are one family, beside that of the gate: a slice takes nothing of what the gate may risk. That one is
 * worse by more than the gate takes is held to its level too, whatever came before: a refusal wears nothing out.
 */
export function compareSlices(
  compared: Sliced,
  { gate, metrics, slices = [] }: Asked,
  seed: string,
): PairedComparison[] {
  const { answers, candidates, values } = compared;
  const rival = answers['production'] ? 'production' : 'base';
  const scored = scoredPlaces(Object.values(answers), gate.metric);
  const found = slicesOf(
    slices,
    scored.map((place) => values[place]),
  );
  const metric = metricOf(metrics, gate.metric);
  const pairings = found.flatMap(({ name, places }) => {
    const pairing = pairingOn(
      places.map((place) => scored[place]!),
      compared,
      metric,
    );
    return candidates.filter((id) => answers[id]).map((id) => ({ ...pairing(id, rival), slice: name }));
  });
  const { level, gain, noSliceWorse: worseBy } = gate;
  return comparePairs(pairings, usualTerms({ level, gain, seed, ...(worseBy !== undefined && { worseBy }) }));
}
