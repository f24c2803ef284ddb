/** Two subjects' answers as a comparison takes them: what each scored on the same examples, and what hangs together there. */
import { metricsOf, type MetricEntry, type NamedMetric } from '../metrics';
import type { Statistics } from '../metrics/metric';
import type { PairedScores } from './paired-scores';
import type { Look } from './spending';

/** What is known of an answer once it is measured. */
interface Measured {
  outcome: string;
  scores: Record<string, number>;
  statistics?: Record<string, Statistics>;
}

export interface PairedAnswers {
  answers: Record<string, { measured: Measured[] }>;
  /** What hangs together, by place; undefined where each example stands for itself. */
  groups: (string | undefined)[];
  /** Where the answers were asked for in looks: after how many places each look came, of how many in all. */
  looks?: { ends: number[]; planned: number };
}

/** @throws Error for a metric that is not measured */
export const metricOf = (entries: MetricEntry[], name: string): NamedMetric =>
  metricsOf(entries).find((metric) => metric.name === name)!;

/** Places of the examples that everybody could be asked; of a metric, on which it has a score of everybody. */
export const scoredPlaces = (answers: { measured: Measured[] }[], metric?: string): number[] =>
  answers[0]!.measured.flatMap((_, place) =>
    answers.every(
      ({ measured }) =>
        measured[place]!.outcome !== 'rejected' &&
        (metric === undefined || measured[place]!.scores[metric] !== undefined),
    )
      ? [place]
      : [],
  );

/** @param places of the examples that all of them could be asked, or of a slice of these */
export function pairingOn(
  places: number[],
  { answers, groups, looks }: PairedAnswers,
  metric: NamedMetric,
): (candidate: string, rival: string) => PairedScores {
  const { name } = metric;
  const scoresOf = (subject: string) => places.map((place) => answers[subject]!.measured[place]!.scores[name]!);
  const hasGroups = groups.some((group) => group !== undefined);
  // No group's name is a number: an example without one stands for itself.
  const clusters = hasGroups && { clusters: places.map((place) => groups[place] ?? place) };
  const looked = looks && { looks: looksAt(places, looks) };
  const counted = countedOn(places, answers, metric);
  return (candidate, rival) => ({
    metric: name,
    candidate,
    rival,
    candidateScores: scoresOf(candidate),
    rivalScores: scoresOf(rival),
    ...counted?.(candidate, rival),
    ...clusters,
    ...looked,
  });
}

/** What each of the looks saw of these places; one that saw none was none. */
const looksAt = (places: number[], { ends, planned }: NonNullable<PairedAnswers['looks']>): Look[] =>
  ends
    .map((end) => ({ examples: places.filter((place) => place < end).length, share: end / planned }))
    .filter(({ examples }) => examples > 0);

/** Of a number that only all answers have: what it is made of, of two subjects. */
function countedOn(places: number[], answers: PairedAnswers['answers'], { name, counting }: NamedMetric) {
  if (!counting) return undefined;
  const statisticsOf = (subject: string) =>
    places.map((place) => answers[subject]!.measured[place]!.statistics![name]!);
  const { size, placesOf, value } = counting(Object.keys(answers).flatMap(statisticsOf));
  const counts = (subject: string) => statisticsOf(subject).map(placesOf);
  return (candidate: string, rival: string) => ({
    pooled: { size, value, candidate: counts(candidate), rival: counts(rival) },
  });
}
