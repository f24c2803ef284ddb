/** Who is compared with whom: every candidate with base, naive rivals and production, on the examples that all of them were asked. */
import { metricsOf, type NamedMetric } from '../../core/metrics';
import { isNaive } from '../../core/naive';
import { isAsked } from '../../core/verdict/accepted';
import { comparePairs, type Pairing } from '../../core/verdict/compare';
import type { PairedComparison } from '../../core/verdict/comparison';
import { usualTerms } from '../../core/verdict/terms';
import type { PipelineSpec } from '../../schemas/generated/types';
import type { SubjectAnswers } from '../shared/evaluation/recorded-answers';
import { scoredPlaces } from './report';

export interface Compared {
  answers: Record<string, SubjectAnswers>;
  /** Ids of the candidates, in their order. */
  candidates: string[];
  /** What hangs together, by place; undefined where each example stands for itself. */
  groups: (string | undefined)[];
  /** Why production has no answers though there is one: it was taught another prompt. */
  withoutProduction?: string;
}

export interface Asked extends Pick<PipelineSpec['evaluation'], 'metrics'> {
  gate: PipelineSpec['deployment']['gate'];
}

/**
 * Those that the gate asks for are one family, which shares the level; the others are another.
 * @param level the chance of a false `better` among all of them
 * @param seed the run: asked again, the same is drawn
 */
export function compareWithRivals(
  { answers, candidates, groups, withoutProduction }: Compared,
  { gate, metrics }: Asked,
  { level, seed }: { level: number; seed: string },
): PairedComparison[] {
  const { metric, margin, gain } = gate;
  const scored = scoredPlaces(Object.values(answers));
  const counting = countingOf(
    answers,
    scored,
    metricsOf(metrics).find(({ name }) => name === metric),
  );
  const scoresOf = (name: string) => scored.map((place) => answers[name]!.measured[place]!.scores[metric]!);
  const hasGroups = groups.some((group) => group !== undefined);
  // No group's name is a number: an example without one stands for itself.
  const clusters = hasGroups && { clusters: scored.map((place) => groups[place] ?? place) };
  const pairings = candidates
    .filter((id) => answers[id])
    .flatMap((candidate): Pairing[] => [
      ...rivalsIn(answers).map((rival) => ({
        metric,
        candidate,
        rival,
        candidateScores: scoresOf(candidate),
        rivalScores: scoresOf(rival),
        ...counting?.(candidate, rival),
        ...clusters,
      })),
      ...(withoutProduction === undefined
        ? []
        : [{ metric, candidate, rival: 'production', unmeasured: withoutProduction }]),
    ]);
  const terms = usualTerms({ level, margin, gain: Math.min(1, margin + gain), seed });
  // What the gate does not ask for takes nothing of its level.
  return [true, false].flatMap((asked) =>
    comparePairs(
      pairings.filter(({ rival }) => isAsked(rival, gate.against) === asked),
      terms,
    ),
  );
}

/** Of a number that only all answers have: what it is made of, of two subjects; made once of each. */
function countingOf(answers: Compared['answers'], scored: number[], metric: NamedMetric | undefined) {
  if (!metric?.counting) return undefined;
  const ofSubjects = Object.entries(answers).map(
    ([name, { measured }]) => [name, scored.map((place) => measured[place]!.statistics![metric.name]!)] as const,
  );
  const { size, placesOf, value } = metric.counting(ofSubjects.flatMap(([, statistics]) => statistics));
  const places = new Map(ofSubjects.map(([name, statistics]) => [name, statistics.map(placesOf)]));
  return (candidate: string, rival: string) => ({
    pooled: { size, value, candidate: places.get(candidate)!, rival: places.get(rival)! },
  });
}

const rivalsIn = (answers: Compared['answers']): string[] => {
  const subjects = Object.keys(answers);
  return [
    ...subjects.filter((subject) => subject === 'base'),
    ...subjects.filter(isNaive),
    ...subjects.filter((subject) => subject === 'production'),
  ];
};
