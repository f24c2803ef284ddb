/** The warranty over all signals: a stake of one in so many weeks, and an alarm once the bets hold one. */
import { changeSince, countSince, likeliestStart, type CategoryShift } from './change';
import {
  bet,
  countFirst,
  freshSignal,
  learnt,
  untilLooked,
  votesNeededInAll,
  week,
  withoutBets,
  type SignalState,
  type Vote,
  type Watched,
} from './signal';
import { signalNames, signals, type Signal, type SignalName } from './signals';

/** Plain data, to be kept as JSON from one look to the next. */
export interface DriftState {
  /** At most one alarm in so many of them, where nothing changes. */
  quietWeeks: number;
  signals: Partial<Record<SignalName, SignalState>>;
  /** Until it is settled nothing is bet or learnt: what has changed must not become the rule. */
  alarm?: Alarm;
}

export interface Alarm {
  /** When it was seen, and when the change began as far as can be told: milliseconds since 1970. */
  at: number;
  from: number;
  /** What the bets held together. */
  evidence: number;
  /** Of each watched signal: votes go on being counted until it is settled. */
  changes: Partial<Record<SignalName, CategoryShift>>;
}

/** One false alarm in so many quiet weeks, unless somebody says otherwise. */
const defaultQuietWeeks = 100;

export const freshDrift = (quietWeeks = defaultQuietWeeks): DriftState => ({ quietWeeks, signals: {} });

/**
 * Takes in the votes of one signal, in place: all since those before, in the order of their time. A signal that was never fed is none
 * of this pipeline's, and one that learns has no stake: the others share it by their weights.
 */
export function feed(state: DriftState, name: SignalName, votes: readonly Vote[]): void {
  if (state.alarm) {
    const change = state.alarm.changes[name];
    if (change) countSince(change, votes);
    return;
  }
  if (votes.length === 0) return;
  let signal = (state.signals[name] ??= freshSignalOf(name));
  const stakeRate = stakeRateOf(state, name);
  let from = 0;
  while ('learning' in signal && from < votes.length) {
    const until = from + untilLooked(signal.learning);
    countFirst(signal.learning, votes.slice(from, until));
    state.signals[name] = signal = learnt(signal.learning, stakeRate);
    from = until;
  }
  if ('watched' in signal) bet(signal.watched, votes.slice(from), stakeRate);
}

const freshSignalOf = (name: SignalName): SignalState => {
  const { worth = {} }: Signal = signals[name];
  return freshSignal(Object.keys(worth));
};

/** What comes in a millisecond: all signals together one in the quiet weeks. */
function stakeRateOf({ quietWeeks, signals: states }: DriftState, name: SignalName): number {
  const sharing = signalNames.filter((each) => each === name || (states[each] && 'watched' in states[each]));
  const weights = sharing.reduce((sum, each) => sum + signals[each].weight, 0);
  return signals[name].weight / weights / quietWeeks / week;
}

/**
 * Looks at what all bets hold, once every signal has the votes of the same time. The sum of e-detectors is one, so that what it
 * holds is expected to be no more than what came in, and to reach one takes the quiet weeks on average (Shin, Ramdas and Rinaldo
 * 2024, theorem 2.4): however often it is looked at.
 * @returns the alarm, of this look or one before
 */
export function lookForDrift(state: DriftState, at: number): Alarm | undefined {
  if (state.alarm) return state.alarm;
  const evidence = evidenceOfDrift(state);
  if (evidence < 1) return undefined;
  const watched = watchedIn(state);
  const from = likeliestStart(watched.map(([, signal]) => signal));
  // A signal without a vote since nothing was bet on it has no change that is known.
  const changes = Object.fromEntries(
    watched.flatMap(([name, signal]) => {
      const change = changeSince(signal, from);
      return change ? [[name, change]] : [];
    }),
  );
  return (state.alarm = { at, from, evidence, changes });
}

const watchedIn = ({ signals: states }: DriftState): [SignalName, Watched][] =>
  signalNames.flatMap((name) => {
    const signal = states[name];
    return signal && 'watched' in signal ? [[name, signal.watched] as [SignalName, Watched]] : [];
  });

const evidenceOfDrift = (state: DriftState): number => watchedIn(state).reduce((sum, [, { held }]) => sum + held, 0);

/**
 * Ends an alarm, in place. What is `mistaken` was no change, and what is expected stays as it was. What is `usual` from now on is learnt anew, by
 * every signal, or by those that a new model changes.
 */
export function settleAlarm(state: DriftState, as: 'mistaken' | 'usual' | 'new model'): void {
  delete state.alarm;
  for (const [name, signal] of Object.entries(state.signals) as [SignalName, SignalState][]) {
    const staysKnown = as === 'mistaken' || (as === 'new model' && signals[name].of === 'question');
    if (!staysKnown) state.signals[name] = freshSignalOf(name);
    else if ('watched' in signal) state.signals[name] = { watched: withoutBets(signal.watched) };
  }
}

export interface SignalStatus {
  name: SignalName;
  votes: number;
  /** Where it is not measurable yet: how many votes it needs in all, as far as can be told. */
  needs?: number;
  held?: number;
}

/** How far each signal is. */
export const statusOf = (state: DriftState): SignalStatus[] =>
  signalNames.map((name) => {
    const signal = state.signals[name];
    if (signal && 'watched' in signal)
      return { name, votes: signal.watched.expectation.all.votes, held: signal.watched.held };
    const learning = signal?.learning;
    return {
      name,
      votes: learning?.votes ?? 0,
      needs: learning ? votesNeededInAll(learning, stakeRateOf(state, name)) : Infinity,
    };
  });
