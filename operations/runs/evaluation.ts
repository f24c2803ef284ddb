/** What an evaluation came to, as a page shows it: numbers with their names, and the verdict in words. */
import { differenceInPoints } from '../../core/verdict/in-short';
import type { PairedComparison } from '../../core/verdict/comparison';
import { verdictText } from '../../core/verdict/words';
import { subjectTitle } from '../../core/naive';
import { metricTitle } from '../../core/metrics/titles';
import { visible } from '../../core/wording';
import { metricRows, type MetricRows } from './metric-rows';
import type { RunView } from './run-view';
import { decisive, saysNo, verdictsOf } from './verdicts';

/** A comparison with how it is drawn and told. */
export interface ShownComparison {
  candidate: string;
  rival: string;
  slice?: string;
  verdict: PairedComparison['verdict'];
  metric: string;
  n: number;
  /** Candidate less rival with the interval, -1 to 1; absent where nothing was measured. */
  difference?: number;
  interval?: [number, number];
  /** "+67 (+61 to +72)" */
  points?: string;
  says: string;
  /** The gate refuses the candidate by it. */
  isRefusal: boolean;
}

export interface EvaluationView {
  /** Held-out examples that every subject was asked; absent before it has ended. */
  examples?: number;
  metrics: MetricRows[];
  champion?: string;
  leader?: string;
  comparisons: ShownComparison[];
  slices: ShownComparison[];
  /** On what all hangs, then what goes for all of them. */
  says: string[];
}

export function readEvaluation(view: RunView): EvaluationView {
  const { evaluated, deployed } = view;
  if (!evaluated) return { metrics: [], comparisons: [], slices: [], says: [] };
  const verdicts = verdictsOf(view);
  const shown = (comparison: PairedComparison): ShownComparison => ({
    candidate: comparison.candidate,
    rival: subjectTitle(comparison.rival),
    ...(comparison.slice !== undefined && { slice: visible(comparison.slice) }),
    verdict: comparison.verdict,
    metric: metricTitle(comparison.metric),
    n: comparison.n,
    ...(comparison.method !== 'none' && {
      difference: comparison.difference,
      interval: comparison.interval,
      points: differenceInPoints(comparison),
    }),
    says: visible(verdictText(comparison)),
    isRefusal: verdicts !== undefined && comparison.slice === undefined && saysNo(comparison, verdicts.gate),
  });
  return {
    examples: evaluated.examples,
    metrics: metricRows(evaluated),
    ...(deployed && { champion: deployed.champion }),
    ...(verdicts && { leader: verdicts.leader }),
    comparisons: (verdicts?.all ?? []).map(shown),
    slices: ((evaluated.slices ?? []) as PairedComparison[]).map(shown),
    says: verdicts ? [decisive(verdicts), ...verdicts.notes].map(visible) : [],
  };
}
