/** Who is compared with whom: every candidate with base, naive rivals and production, on the examples that all of them were asked. */
import { isNaive } from '../../core/naive';
import { isAsked } from '../../core/verdict/accepted';
import { comparePairs, type Pairing } from '../../core/verdict/compare';
import type { PairedComparison } from '../../core/verdict/comparison';
import { gainOf, usualTerms } from '../../core/verdict/terms';
import type { PipelineSpec } from '../../schemas/generated/types';
import { metricOf, pairingOn, scoredPlaces, type PairedAnswers } from '../../core/verdict/pairing';
import type { SubjectAnswers } from '../shared/evaluation/recorded-answers';

export interface Compared extends PairedAnswers {
  answers: Record<string, SubjectAnswers>;
  /** Ids of the candidates, in their order. */
  candidates: string[];
  /** Those of them that are a prompt alone: the tuned ones are compared with each. */
  prompted: string[];
  /** Why production has no answers though there is one: it was taught another prompt. */
  withoutProduction?: string;
  /** Why the gate's metric has no scores, where a judge was to give them. */
  withoutScores?: string;
}

export interface Asked extends Pick<PipelineSpec['evaluation'], 'metrics' | 'slices'> {
  gate: PipelineSpec['deployment']['gate'];
}

/**
 * Those that the gate asks for are one family, which shares the level; the others are another.
 * @param level the chance of a false `better` among all of them
 * @param seed the run: asked again, the same is drawn
 */
export function compareWithRivals(
  compared: Compared,
  { gate, metrics }: Asked,
  { level, seed }: { level: number; seed: string },
): PairedComparison[] {
  const { answers, candidates, prompted, withoutProduction, withoutScores } = compared;
  const { metric, margin } = gate;
  const pairing = pairingOn(scoredPlaces(Object.values(answers), metric), compared, metricOf(metrics, metric));
  const pairings = candidates
    .filter((id) => answers[id])
    .flatMap((candidate): Pairing[] => [
      ...[...rivalsIn(answers), ...promptsBeside(candidate, compared)].map((rival) =>
        withoutScores === undefined
          ? pairing(candidate, rival)
          : { metric, candidate, rival, unmeasured: withoutScores },
      ),
      ...(withoutProduction === undefined
        ? []
        : [{ metric, candidate, rival: 'production', unmeasured: withoutProduction }]),
    ]);
  const terms = usualTerms({ level, margin, gain: gainOf(gate), seed });
  // What the gate does not ask for takes nothing of its level, and neither does whether tuning was worth it.
  const familyOf = ({ rival }: Pairing): string =>
    prompted.includes(rival) ? 'prompted' : isAsked(rival, gate.against) ? 'asked' : 'told';
  return ['asked', 'told', 'prompted'].flatMap((family) =>
    comparePairs(
      pairings.filter((each) => familyOf(each) === family),
      terms,
    ),
  );
}

const promptsBeside = (candidate: string, { answers, prompted }: Compared): string[] =>
  prompted.includes(candidate) ? [] : prompted.filter((id) => answers[id]);

const rivalsIn = (answers: Compared['answers']): string[] => {
  const subjects = Object.keys(answers);
  return [
    ...subjects.filter((subject) => subject === 'base'),
    ...subjects.filter(isNaive),
    ...subjects.filter((subject) => subject === 'production'),
  ];
};
