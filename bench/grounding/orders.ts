/** Keywords alone, meaning alone, and both together: which order has the passage that answers at its top. */
import { byRanks, byScores, type FoundPassage, type Fusion } from '../../core/grounding/fusion';
import { comparePairs } from '../../core/verdict/compare';
import { usualTerms } from '../../core/verdict/terms';
import type { FoundRow } from '../../functions/shared/grounding/retrieved';
import type { CorpusState } from '../../schemas/generated/types';
import type { Figure } from '../figure';
import { ndcgAt10 } from './ndcg';
import { relevance, type AskedAnswerable } from './retrieval';

const alone =
  (scoreOf: (one: FoundPassage) => number | undefined): Fusion =>
  (found) =>
    found.map((one) => scoreOf(one) ?? Number.NEGATIVE_INFINITY);

const weights = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
const bySum = (weight: number) => `sum of scores, ${weight} on meaning`;
export const shipped = bySum(0.4);

const orders: Record<string, Fusion> = {
  keywords: alone(({ keywords }) => keywords),
  meaning: alone(({ distance }) => (distance === undefined ? undefined : -distance)),
  'reciprocal ranks': byRanks,
  ...Object.fromEntries(weights.map((weight) => [bySum(weight), byScores(weight)])),
};

export function orderFigures(asked: AskedAnswerable[], state: CorpusState): Figure[] {
  const scores = Object.fromEntries(
    Object.entries(orders).map(([name, fusion]) => [name, asked.map((one) => scoreOf(one, fusion, state))]),
  );
  const terms = usualTerms({ seed: 'grounding' });
  const pairings = ['keywords', 'meaning', 'reciprocal ranks'].map((rival) => ({
    metric: 'nDCG@10',
    candidate: shipped,
    rival,
    candidateScores: scores[shipped]!,
    rivalScores: scores[rival]!,
    clusters: asked.map(({ question }) => question.page),
  }));
  const comparisons = comparePairs(pairings, terms).map((comparison): Figure => {
    if (comparison.method === 'none') throw new Error(comparison.reasons[0]);
    const [low, high] = comparison.interval.map((end) => end.toFixed(3));
    return {
      name: `shipped less ${comparison.rival}`,
      value: comparison.difference,
      unit: `nDCG@10, 95 % from ${low} to ${high}: ${comparison.verdict}`,
      ...(comparison.verdict === 'worse' && { problem: comparison.reasons[0] }),
    };
  });
  return [
    ...Object.entries(scores).map(([name, all]) => ({ name, value: mean(all), unit: 'nDCG@10' })),
    { name: 'sum of scores, its weight chosen on the other half', value: crossed(scores), unit: 'nDCG@10' },
    ...comparisons,
  ];
}

function scoreOf({ question, rows }: AskedAnswerable, fusion: Fusion, state: CorpusState): number {
  const isRelevant = relevance(state);
  const scores = fusion(
    rows.map(({ keywords, distance }) => ({ keywords: keywords ?? undefined, distance: distance ?? undefined })),
  );
  const order = [...rows.keys()]
    .filter((place) => scores[place] !== Number.NEGATIVE_INFINITY)
    .toSorted((a, b) => scores[b]! - scores[a]!)
    .map((place) => rows[place]!);
  const is = (row: FoundRow) => isRelevant(question, row);
  return ndcgAt10(order.map(is), Math.max(1, rows.filter(is).length));
}

/** Of each half of the questions by the weight that is best for the other: what is chosen on a set looks better on it. */
function crossed(scores: Record<string, number[]>): number {
  const count = scores[shipped]!.length;
  const half = (parity: number) => Array.from({ length: count }, (_, at) => at).filter((at) => at % 2 === parity);
  const on = (name: string, places: number[]) => mean(places.map((at) => scores[name]![at]!));
  const halves = [0, 1].map((parity) => {
    const best = weights.map(bySum).toSorted((a, b) => on(b, half(1 - parity)) - on(a, half(1 - parity)))[0]!;
    return on(best, half(parity)) * half(parity).length;
  });
  return (halves[0]! + halves[1]!) / count;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
