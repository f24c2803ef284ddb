import { describe, expect, test } from '@jest/globals';
import { movedIn } from '../../../core/drift/change';
import { feed, freshDrift, lookForDrift, settleAlarm, statusOf, type DriftState } from '../../../core/drift/warranty';
import type { SignalName } from '../../../core/drift/signals';
import { monday, votesOfWeek } from './drifting';

const even = Array.from({ length: 20 }, () => 1 / 20);
/** Ten points more of the first. */
const moved = even.map((share, at) => share * 0.9 + (at === 0 ? 0.1 : 0));

const statusNamed = (state: DriftState, name: string) => statusOf(state).find((each) => each.name === name)!;

/** Three weeks, of which the last is watched. */
function watching(names = ['outputCategory'] as SignalName[]): DriftState {
  const state = freshDrift();
  for (const week of [0, 1, 2])
    for (const name of names) feed(state, name, votesOfWeek(even, { votes: 1500, week, seed: 'usual' }));
  return state;
}

test('a signal needs votes that name its categories, and then votes of a whole week, before it is watched', () => {
  const state = freshDrift();
  expect(statusNamed(state, 'outputCategory')).toEqual({ name: 'outputCategory', votes: 0, needs: Infinity });
  const [first, second] = [0, 1].map((week) => votesOfWeek(even, { votes: 1500, week, seed: 'learnt' }));
  feed(state, 'outputCategory', first!.slice(0, 700));
  expect(statusNamed(state, 'outputCategory')).toEqual({ name: 'outputCategory', votes: 700, needs: 2255 });
  feed(state, 'outputCategory', first!.slice(700));
  expect(statusNamed(state, 'outputCategory')).toMatchObject({ votes: 700, needs: 1503 });
  feed(state, 'outputCategory', second!);
  expect(statusNamed(state, 'outputCategory')).toMatchObject({ votes: 2200 });
});

describe('an alarm', () => {
  const state = watching();
  const change = votesOfWeek(moved, { votes: 1500, week: 3, seed: 'ten points' });
  feed(state, 'outputCategory', change.slice(0, 600));
  const alarm = lookForDrift(state, change[599]!.at)!;

  test('names what has moved, from what and to what', () => {
    expect(alarm.at).toBe(change[599]!.at);
    expect(movedIn(alarm.changes)[0]).toMatchObject({ signal: 'outputCategory', category: 'a' });
    expect(alarm.evidence).toBeGreaterThan(1);
    const { expected, observed, interval } = movedIn(alarm.changes)[0]!;
    expect(expected).toBeCloseTo(0.05, 1);
    expect(interval[0]).toBeLessThan(0.145);
    expect(interval[1]).toBeGreaterThan(0.145);
    expect(observed).toBeGreaterThan(2 * expected);
    expect(alarm.from).toBeLessThan(alarm.at);
    expect(alarm.from).toBeGreaterThan(monday + 20 * 24 * 3_600_000);
  });

  test('stays until it is settled: what comes meanwhile is counted, and not learnt', () => {
    const later = structuredClone(state);
    feed(later, 'outputCategory', change.slice(600));
    expect(later.signals).toEqual(state.signals);
    expect(lookForDrift(later, monday)).toMatchObject({ at: alarm.at, evidence: alarm.evidence });
    expect(movedIn(later.alarm!.changes)[0]!.votes).toBe(movedIn(alarm.changes)[0]!.votes + 900);
  });

  test('that was mistaken leaves what is expected; what is usual now is learnt anew', () => {
    const mistaken = structuredClone(state);
    settleAlarm(mistaken, 'mistaken');
    expect(lookForDrift(mistaken, monday)).toBeUndefined();
    expect(statusNamed(mistaken, 'outputCategory')).toMatchObject({ held: 0 });
    const usual = structuredClone(state);
    settleAlarm(usual, 'usual');
    expect(statusNamed(usual, 'outputCategory')).toMatchObject({ votes: 0, needs: Infinity });
  });

  test('that a new model ends leaves what is known of questions', () => {
    const both = watching(['inputWords', 'outputCategory']);
    const known = statusNamed(both, 'inputWords').votes;
    settleAlarm(both, 'new model');
    expect(known).toBeGreaterThan(1500);
    expect(statusNamed(both, 'inputWords').votes).toBe(known);
    expect(statusNamed(both, 'outputCategory').votes).toBe(0);
  });
});

test('what never came is watched like what comes: a first blocked answer after thousands is no alarm, the tenth is', () => {
  const state = freshDrift();
  const answers = (category: string, votes: number, from: number) =>
    Array.from({ length: votes }, (_, at) => ({ at: from + at * 600_000, category }));
  feed(state, 'blocked', answers('good', 3000, monday));
  const later = monday + 3001 * 600_000;
  feed(state, 'blocked', answers('bad', 1, later));
  expect(lookForDrift(state, later)).toBeUndefined();
  feed(state, 'blocked', answers('bad', 9, later + 600_000));
  expect(movedIn(lookForDrift(state, later)!.changes)[0]).toMatchObject({ signal: 'blocked', category: 'bad' });
});

test('what was never there before is named', () => {
  const state = watching();
  const others = votesOfWeek(even, { votes: 1500, week: 3, seed: 'new' }).map((vote, at) =>
    at % 3 === 0 ? { ...vote, category: 'z' } : vote,
  );
  feed(state, 'outputCategory', others.slice(0, 60));
  expect(movedIn(lookForDrift(state, monday)!.changes)[0]).toMatchObject({ category: '(other)', mostly: 'z' });
});

test('an alarm within a few requests begins with them, and is named after what is new', () => {
  const begun = [1, 2, 3, 4, 5, 6].map((seed) => {
    const state = freshDrift();
    // A vote in fifty is of a category that is hardly ever seen, before and after.
    for (const week of [0, 1, 2, 3])
      feed(
        state,
        'outputCategory',
        votesOfWeek(even, { votes: 1500, week, seed: `rare ${seed}` }).map((vote, at) =>
          at % 50 === 49 ? { ...vote, category: `rare ${at}` } : vote,
        ),
      );
    const change = monday + 28 * 24 * 3_600_000;
    const z = Array.from({ length: 18 }, (_, at) => ({ at: change + at * 60_000, category: at % 3 === 2 ? 'a' : 'z' }));
    feed(state, 'outputCategory', z);
    const { from, changes } = lookForDrift(state, change)!;
    expect(movedIn(changes)[0]).toMatchObject({ category: '(other)', mostly: 'z' });
    return (change - from) / 3_600_000;
  });
  // Votes are counted by fifties, of which one takes six hours.
  expect(Math.max(...begun)).toBeLessThan(12);
});

test('kept as JSON between any two votes it comes to the same', () => {
  const change = votesOfWeek(moved, { votes: 1500, week: 3, seed: 'resumed' }).slice(0, 300);
  const atOnce = watching();
  feed(atOnce, 'outputCategory', change);
  let kept = freshDrift();
  const before = [0, 1, 2].flatMap((week) => votesOfWeek(even, { votes: 1500, week, seed: 'usual' }));
  const votes = [...before, ...change];
  for (let from = 0; from < votes.length; from += 37) {
    kept = JSON.parse(JSON.stringify(kept)) as DriftState;
    feed(kept, 'outputCategory', votes.slice(from, from + 37));
  }
  expect(kept).toEqual(atOnce);
});

test('in a thousand quiet weeks of three signals there are at most ten alarms', () => {
  const alarms = Array.from({ length: 20 }, (_, pipeline) => {
    const state = freshDrift();
    let count = 0;
    for (let week = 0; week < 51; week++) {
      for (const name of ['outputCategory', 'inputWords', 'latency'] as const)
        feed(state, name, votesOfWeek(even, { votes: 300, week, seed: `${pipeline} ${name}` }));
      if (!lookForDrift(state, monday)) continue;
      count++;
      settleAlarm(state, 'mistaken');
    }
    return count;
  });
  expect(alarms.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(10);
});
