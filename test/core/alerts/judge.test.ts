import { describe, expect, test } from '@jest/globals';
import { judge, untold, type Signal } from '../../../core/alerts/judge';
import type { AlertMeasure } from '../../../core/alerts/conditions';

const minute = 60_000;
const now = Date.UTC(2026, 11, 8, 12);
const signal = (measure: AlertMeasure, ago: number, total: number, bad: number): Signal => ({
  measure,
  subject: 'mail',
  at: now - ago * minute,
  total,
  bad,
});
/** A row a minute from `from` minutes ago to `to`. */
const each = (from: number, to: number, total: number, bad: number): Signal[] =>
  Array.from({ length: from - to }, (_, i) => signal('failed-answers', from - i, total, bad));
const stateOf = (alert: string, signals: Signal[], at = now) =>
  judge(signals, at).find((one) => one.alert === alert)?.state;

describe('answers that fail', () => {
  test.each([
    ['all for ten minutes, and still', [...each(60, 10, 4, 0), ...each(10, 0, 4, 4)], 'raised'],
    [
      'all for ten minutes, but no more for five',
      [...each(360, 15, 4, 0), ...each(15, 5, 4, 4), ...each(5, 0, 4, 0)],
      'quiet',
    ],
    ['as many as the objective allows', each(360, 0, 100, 1), 'quiet'],
    ['one in ten for six hours', each(360, 0, 10, 1), 'raised'],
    ['nine in a row, where ten are the least', [signal('failed-answers', 3, 9, 9)], 'quiet'],
    ['ten in a row', [signal('failed-answers', 3, 10, 10)], 'raised'],
    ['many, and then nobody asks: whether it goes on is not known', [signal('failed-answers', 40, 50, 50)], 'unknown'],
    ['none, as nobody asks', [signal('failed-answers', 700, 5, 0)], 'unknown'],
  ])('%s', (_, signals, state) => {
    expect(stateOf('answers-fail', signals)).toBe(state);
  });
});

describe('answers that stop', () => {
  const before = [1, 2, 7].map((days) => signal('failed-answers', days * 1440 + 30, 20, 0));
  test.each([
    ['at an hour that always has some', before, 'raised'],
    ['at an hour that had too few a week ago', before.slice(0, 2), 'unknown'],
    ['but for one', [...before, signal('failed-answers', 59, 1, 0)], 'quiet'],
  ])('%s', (_, signals, state) => {
    expect(stateOf('answers-stopped', signals)).toBe(state);
  });
});

test.each([
  ['run-failed', 'failed-runs', 59, 'raised'],
  ['run-failed', 'failed-runs', 61, 'unknown'],
  ['run-stuck', 'silent-runs', 47 * 60, 'unknown'],
  ['run-stuck', 'silent-runs', 49 * 60, 'raised'],
  ['dead-letter', 'dead-letters', 5, 'raised'],
  ['canary-rolled-back', 'canaries', 5, 'raised'],
] as [string, AlertMeasure, number, string][])('%s: %s %i minutes ago are %s', (alert, measure, ago, state) => {
  expect(stateOf(alert, [signal(measure, ago, 1, 1)])).toBe(state);
});

describe('what is raised', () => {
  const failure = signal('failed-runs', 4, 1, 1);
  const told = (ago: number): Signal => ({ ...signal('told', ago, 1, 1), subject: 'run-failed mail' });

  test.each([
    ['is told', [failure], 1],
    ['is told where its row came after the last look', [signal('failed-runs', 9, 1, 1)], 1],
    ['is told once', [failure, told(0)], 0],
    ['is told once while it goes on', [signal('failed-runs', 50, 1, 1), told(45), failure], 0],
    ['is told again where it had gone in between', [signal('failed-runs', 90, 1, 1), told(85), failure], 1],
    ['is told whatever was told of another', [failure, { ...told(3), subject: 'run-failed other' }], 1],
  ] as [string, Signal[], number][])('%s', (_, signals, times) => {
    expect(untold(signals, now)).toHaveLength(times);
  });
});
