/** Who is compared with whom: every candidate with every rival of the gate, on the examples that all of them were asked. */
import { isNaive } from '../../core/naive';
import { comparePairs, type Pairing } from '../../core/verdict/compare';
import type { PairedComparison } from '../../core/verdict/comparison';
import { usualTerms } from '../../core/verdict/terms';
import type { PipelineSpec } from '../../schemas/generated/types';
import type { SubjectAnswers } from './answers';
import { scoredPlaces } from './report';

type Gate = PipelineSpec['deployment']['gate'];

export interface Compared {
  answers: Record<string, SubjectAnswers>;
  /** Ids of the candidates, in their order. */
  candidates: string[];
  /** What hangs together, by place; undefined where each example stands for itself. */
  groups: (string | undefined)[];
  /** Why production has no answers though there is one: it was taught another prompt. */
  withoutProduction?: string;
}

/**
 * One family of comparisons, which share the level.
 * @param level the chance of a false `better` among all of them
 * @param seed the run: asked again, the same is drawn
 */
export function compareWithRivals(
  { answers, candidates, groups, withoutProduction }: Compared,
  gate: Gate,
  { level, seed }: { level: number; seed: string },
): PairedComparison[] {
  const { metric, margin, gain } = gate;
  const scored = scoredPlaces(Object.values(answers));
  const scoresOf = (name: string) => scored.map((place) => answers[name]!.measured[place]!.scores[metric]!);
  const hasGroups = groups.some((group) => group !== undefined);
  // No group's name is a number: an example without one stands for itself.
  const clusters = hasGroups && { clusters: scored.map((place) => groups[place] ?? place) };
  const rivals = rivalsOf(Object.keys(answers), gate.against);

  const pairings = candidates
    .filter((id) => answers[id])
    .flatMap((candidate): Pairing[] => [
      ...rivals.map((rival) => ({
        metric,
        candidate,
        rival,
        candidateScores: scoresOf(candidate),
        rivalScores: scoresOf(rival),
        ...clusters,
      })),
      ...(withoutProduction !== undefined && gate.against.includes('production')
        ? [{ metric, candidate, rival: 'production', unmeasured: withoutProduction }]
        : []),
    ]);
  return comparePairs(pairings, usualTerms({ level, margin, gain: Math.min(1, margin + gain), seed }));
}

/** Those that the gate asks for, among those that have answered. */
function rivalsOf(subjects: string[], against: Gate['against']): string[] {
  const kindOf = (subject: string) => (isNaive(subject) ? 'naive' : subject);
  return against.flatMap((kind) => subjects.filter((subject) => kindOf(subject) === kind));
}
