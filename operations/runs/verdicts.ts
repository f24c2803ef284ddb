/** What a person is shown of a run's comparisons: those that decide first, the naive rivals by the best of them. */
import { promptedCandidates } from '../../core/candidates';
import { isNaive, subjectTitle } from '../../core/naive';
import { isAccepted, isAsked } from '../../core/verdict/accepted';
import type { PairedComparison } from '../../core/verdict/comparison';
import { inShort } from '../../core/verdict/in-short';
import { worthInWords } from '../../core/verdict/worth';
import { verdictText } from '../../core/verdict/words';
import { percent } from '../../core/wording';
import type { PipelineSpec } from '../../schemas/generated/types';
import { looksText } from './looks-text';
import type { RunView } from './run-view';

export interface Verdicts {
  /** The champion's, or the best candidate's, first; of each candidate base, naive rivals, production. */
  all: PairedComparison[];
  gate: PipelineSpec['deployment']['gate'];
  /** The candidate that the others are behind. */
  leader: string;
  /** Its end says by what the gate said no. */
  isRefused: boolean;
  /** What goes for all of them, a sentence each. */
  notes: string[];
}

/** Undefined of a run that compared nothing, or does not go so far yet. */
export function verdictsOf({
  record,
  evaluated,
  deployed,
  refused,
}: Pick<RunView, 'record' | 'evaluated' | 'deployed' | 'refused'>): Verdicts | undefined {
  const gate = record.configuration?.pipeline.deployment.gate;
  // The schema keeps a comparison as what it is found to be; with numbers or without.
  const found = (evaluated?.comparisons ?? []) as PairedComparison[];
  if (!evaluated || !gate || found.length === 0) return undefined;
  const scoreOf = (id: string): number => evaluated.metrics[id]?.[gate.metric] ?? -1;
  const candidates = [...new Set(found.map(({ candidate }) => candidate))];
  const leader = deployed?.champion ?? candidates.reduce((a, b) => (scoreOf(b) > scoreOf(a) ? b : a));
  const prompted = promptedCandidates(record.configuration!).map(({ id }) => id);
  const worth = worthInWords(evaluated, prompted, gate.metric);
  const { level, wornOut } = evaluated.allowance ?? {};
  return {
    all: [leader, ...candidates.filter((id) => id !== leader)].flatMap((id) =>
      found.filter(({ candidate }) => candidate === id).toSorted((a, b) => rank(a) - rank(b)),
    ),
    gate,
    leader,
    isRefused: refused !== undefined,
    notes: [
      ...withoutModel(found.filter(({ candidate }) => candidate === leader)),
      ...(worth === undefined ? [] : [worth]),
      ...(level === undefined ? [] : [`At most ${percent(level)} of runs promote a candidate that is no better.`]),
      ...(wornOut === undefined ? [] : [`${wornOut}.`]),
      ...(evaluated.looks ? [looksText(evaluated.looks)] : []),
    ],
  };
}

/** On a real base the same line tells whether a language model is needed at all. */
function withoutModel(own: PairedComparison[]): string[] {
  const unbeaten = own.filter(({ rival, verdict }) => isNaive(rival) && verdict !== 'better');
  if (unbeaten.length === 0) return [];
  const best = unbeaten.reduce((a, b) => (rivalScore(b) > rivalScore(a) ? b : a));
  return [
    `${best.candidate} is not shown to beat ${subjectTitle(best.rival)}, which takes no model: is one needed here?`,
  ];
}

/** Whether the gate refuses the candidate by it. */
export const saysNo = ({ rival, verdict }: PairedComparison, { against, promote }: Verdicts['gate']): boolean =>
  isAsked(rival, against) && !isAccepted(verdict, promote);

const rank = ({ rival }: PairedComparison): number => (rival === 'base' ? 0 : isNaive(rival) ? 1 : 2);

/** Of each candidate: base, the best naive rival, production; and whatever else the gate says no by. */
export function weightiest({ all, gate }: Verdicts): PairedComparison[] {
  return all.filter((comparison) => {
    if (!isNaive(comparison.rival) || saysNo(comparison, gate)) return true;
    const naive = all.filter(({ candidate, rival }) => candidate === comparison.candidate && isNaive(rival));
    return naive.reduce((a, b) => (rivalScore(b) > rivalScore(a) ? b : a)) === comparison;
  });
}

const rivalScore = (comparison: PairedComparison): number =>
  comparison.method === 'none' ? -1 : comparison.means.rival;

/**
 * Reasons of a refusal as short as they can be: where the comparisons of a candidate say no, one sentence for all of them.
 * @param reasons as the gate has given them
 */
export function refusalInShort(reasons: string[], verdicts?: Verdicts): string[] {
  const { all = [] } = verdicts ?? {};
  const texts = all.map(verdictText);
  const refused = all.filter((_, i) => reasons.includes(texts[i]!));
  return [
    ...reasons.filter((reason) => !texts.includes(reason)),
    ...[...new Set(refused.map(({ candidate }) => candidate))].map((id) =>
      inShort(refused.filter(({ candidate }) => candidate === id)),
    ),
  ];
}

/** The leader against its rivals, in a sentence. */
export const leaderInShort = (verdicts: Verdicts): string =>
  inShort(weightiest(verdicts).filter(({ candidate }) => candidate === verdicts.leader));

/** The leader's comparison on which all hangs, in words: one that the gate says no by, else the closest. */
export function decisive({ all, gate, leader }: Verdicts): string {
  const every = all.filter(({ candidate }) => candidate === leader);
  const asked = every.filter(({ rival }) => isAsked(rival, gate.against));
  // A gate that asks for production alone asks a first model for nothing.
  const own = asked.length > 0 ? asked : every;
  const refused = own.filter((comparison) => saysNo(comparison, gate));
  const atLeast = (comparison: PairedComparison): number =>
    comparison.method === 'none' ? -Infinity : comparison.interval[0];
  const closest = (refused.length > 0 ? refused : own).reduce((a, b) => (atLeast(b) < atLeast(a) ? b : a));
  return verdictText(closest);
}
