/** The looks of an evaluation: which examples are asked until each, and when the gate's answer is clear, so that no more have to be. */
import { answersInPart } from '../../core/ledger-layout';
import { metricName } from '../../core/metrics';
import { isAsked } from '../../core/verdict/accepted';
import type { PairedComparison } from '../../core/verdict/comparison';
import { plannedLooks } from '../../core/verdict/looks';
import type { HeldOutSet } from '../shared/evaluation/held-out';
import type { Asked, Compared } from './comparisons';
import { metricOf } from '../../core/verdict/pairing';
import { summarize } from './report';

/** Answers of all models above which they are shared out, and asked for in looks: fewer, evaluate gives itself in two minutes, at a second each. */
export const mostAtOnce = 500;

export interface PlannedLook {
  /** The held-out examples that everybody is asked until then. */
  heldOut: HeldOutSet;
  /** After how many examples each look until this one comes, this one's last. */
  ends: number[];
  /** The same of all that are planned: one number where all are asked at once. */
  planned: number[];
}

/**
 * Planned before the first answer, and the same however often evaluate comes back. There is but one look where the pipeline wants no
 * more, where there is little to save, and where the gate's number is one that only all answers have.
 * @param models that are asked, production not among them: it may come and go
 */
export function looksOf(
  heldOut: HeldOutSet,
  models: number,
  { looks, metrics, gate }: Asked & { looks?: 'auto' | 'off' },
): PlannedLook[] {
  const { places } = heldOut.examples;
  const isMuch = models * places.length > mostAtOnce;
  const hasLooks = looks === 'auto' && isMuch && !metricOf(metrics, gate.metric).counting;
  const groups = places.map((_, place) => heldOut.known[place]?.group);
  const planned = hasLooks ? plannedLooks(groups, answersInPart) : [places.length];
  return planned.map((end, look) => ({
    heldOut: {
      ...heldOut,
      examples: { ...heldOut.examples, places: places.slice(0, end) },
      known: heldOut.known.slice(0, end),
    },
    ends: planned.slice(0, look + 1),
    planned,
  }));
}

export const isLast = ({ ends, planned }: Pick<PlannedLook, 'ends' | 'planned'>): boolean =>
  ends.length === planned.length;

/**
 * Whether the gate's answer on every candidate is known before all examples are asked: it is worse than a rival, or better than each of
 * them and above the minimum. Where the gate asks for more, of slices or by ceilings, only all examples can let a candidate pass, for those
 * refuse by what is shown, and fewer show less.
 */
export function isClear(
  { answers, candidates }: Pick<Compared, 'answers' | 'candidates'>,
  comparisons: PairedComparison[],
  { gate, metrics }: Asked,
): boolean {
  const takesAll = gate.noSliceWorse !== undefined || gate.maximum !== undefined;
  const ofGate = metrics.filter((entry) => metricName(entry) === gate.metric);
  const isAbove = (id: string) => summarize(answers, ofGate).intervals[id]![gate.metric]![0]! >= gate.minimum;
  return candidates
    .filter((id) => answers[id])
    .every((id) => {
      const verdicts = comparisons
        .filter(({ candidate, rival }) => candidate === id && isAsked(rival, gate.against))
        .map(({ verdict }) => verdict);
      if (verdicts.includes('worse')) return true;
      const isBetter = verdicts.length > 0 && verdicts.every((verdict) => verdict === 'better');
      return isBetter && !takesAll && isAbove(id);
    });
}
