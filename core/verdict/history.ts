/** How much the next gate decision of a pipeline may risk, after those before it, and how far its held-out set is worn. */
import { percent, plural } from '../wording';

/** One gate decision: a row of the pipeline's history, written before anything is compared, so that a twin finds its level. */
export interface GateDecision {
  run: string;
  /**
   * What wears out: exactly these held-out rows, on which whoever tries again may choose by earlier answers. Retraining on new rows is
   * no such choice: a set of its own, even where most of them are those of before.
   */
  heldOut: string;
  /** The chance that it was allowed of promoting a candidate that is no better: what `nextLevel` said. */
  level: number;
  /** Whether it promoted; absent while it is under way, which counts as no. */
  promoted?: boolean;
}

/** What a decision may risk. */
export interface Allowance {
  /** Of promoting a candidate that is no better than its rivals: Holm's over the candidates keeps it together. */
  level: number;
  heldOut: HeldOutUse;
}

export interface HeldOutUse {
  /** Decisions made on it before this one. */
  decisions: number;
  /** The chance of a wrong promotion that may still be spent on it, this decision's included. */
  left: number;
  /** Decisions that it is good for after this one, at the level that the pipeline's history gives. */
  further: number;
  /** What this decision loses because the set was used before: its level without it; absent when it loses nothing. */
  levelIfFresh?: number;
}

/** The level of a first decision, and of one after a promotion. */
export const defaultLevel = 0.05;

/** No decision is held to less than this part of the level by the history: a pipeline that is always on never comes to a halt. */
const floorShare = 0.5;

/** Worn out is not nothing: a comparison needs a level. A billion decisions at this one risk a thousandth. */
const leastLevel = 1e-12;

/** Times the level: what all decisions on one held-out set may risk together. */
const heldOutShare = 5;

/** Of what a decision leaves of a held-out set, kept for what comes after a promotion besides the level itself; the rest for what comes after none. */
const promotionShare = 0.1;

/** The promise in numbers: what the decisions of a pipeline may have promoted wrongly, expected at most. */
export interface ErrorPromise {
  /** Wrong promotions per decision, if nothing is ever better. */
  perDecision: number;
  /** Wrong promotions per promotion, beside those. */
  perPromotion: number;
  /** The chance that anything at all was promoted wrongly on one held-out set. */
  perHeldOut: number;
}

export const promiseOf = (level = defaultLevel): ErrorPromise => ({
  perDecision: floorShare * level,
  perPromotion: level,
  perHeldOut: heldOutShare * level,
});

/**
 * The level of the next decision. Alpha-investing (Foster and Stine 2008) in the form of LORD (Javanmard and Montanari 2018,
 * Ramdas et al. 2017): every promotion earns `level`, which is spent at a falling rate until the next. What this adds is an
 * income of half the level for every decision. Without one the levels of an endless row of refusals have a finite sum,
 * whatever the rule: after a year of them LORD, SAFFRON or ADDIS would see five points on 550 rows in less than half of the
 * cases. With it the promise is one per decision. SAFFRON and ADDIS need, besides, p-values that are independent or
 * uniformly conservative, which those of one held-out set are not; this rule asks only whether a decision promoted.
 *
 * Promise: over any T decisions of which R promote, the levels come to at most T × level / 2 + (R + 1) × level, and so do, in
 * expectation, the promotions of candidates that are no better, if each decision keeps its level given those before it.
 *
 * On one held-out set the chance that anything is promoted wrongly is 5 × level at most, even by somebody who chooses each
 * candidate by the answers so far. That is Bonferroni's bound over the tree of answers, as in the Ladder (Blum and Hardt 2015), for
 * the first wrong promotion: of a candidate that is no better, its level and what follows a refusal; of one that is better,
 * what follows either answer. Both are no more than what is left. It counts the gate's answers; who trains on held-out
 * examples is beyond it.
 *
 * @param history all decisions of the pipeline, oldest first
 */
export function nextLevel(history: readonly GateDecision[], heldOut: string, level = defaultLevel): Allowance {
  const floor = floorShare * level;
  const since = refusalsSincePromotion(history);
  const earned = (refusals: number) => floor + (level - floor) * floorShare ** refusals;
  const before = history.filter((decision) => decision.heldOut === heldOut);
  const left = before.reduce(leftAfter, heldOutShare * level);

  const allowed = Math.max(leastLevel, Math.min(earned(since), left / 2));
  return {
    level: allowed,
    heldOut: {
      decisions: before.length,
      left,
      further: furtherDecisions(left, (ahead) => earned(since + ahead)),
      ...(allowed < earned(since) && { levelIfFresh: earned(since) }),
    },
  };
}

function refusalsSincePromotion(history: readonly GateDecision[]): number {
  return history.length - 1 - history.findLastIndex(({ promoted }) => promoted);
}

/**
 * After a promotion the level itself is there again: either it was a wrong one, and nothing that comes after it is the first on this
 * set, or it was right, and has risked nothing.
 */
function leftAfter(left: number, { level, promoted }: Pick<GateDecision, 'level' | 'promoted'>): number {
  const rest = Math.max(0, left - level);
  return promoted ? Math.min(left, level) + promotionShare * rest : (1 - promotionShare) * rest;
}

/** How many decisions after the next have their full level, if none promotes. */
function furtherDecisions(left: number, earned: (ahead: number) => number): number {
  let ahead = 0;
  for (let rest = left; rest / 2 >= earned(ahead); ahead++) rest = leftAfter(rest, { level: earned(ahead) });
  return Math.max(0, ahead - 1);
}

/** What somebody should know about the held-out set, in words; undefined as long as it is good for more than one further decision. */
export function wornOut({ level, heldOut }: Allowance): string | undefined {
  const { decisions, further, levelIfFresh } = heldOut;
  if (levelIfFresh === undefined && further > 1) return undefined;
  const used = `${plural(decisions, 'decision')} ${decisions === 1 ? 'was' : 'were'} made on these held-out rows`;
  if (levelIfFresh !== undefined)
    return `${used}: they are worn out, and this one is held to ${percent(level)} in place of ${percent(levelIfFresh)}; fresh rows bring it back`;
  return `${used}: they are good for this one and ${further === 0 ? 'no other' : `${further} more`}; have fresh rows ready`;
}

/** What the history may have promoted wrongly, expected at most: the sum of its levels. */
export const wrongAtMost = (history: readonly GateDecision[]): number =>
  history.reduce((sum, { level }) => sum + level, 0);
