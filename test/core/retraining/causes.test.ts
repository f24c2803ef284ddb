import { describe, expect, test } from '@jest/globals';
import { lastRunOf, ownCauses, type Watched } from '../../../core/retraining/causes';
import type { PipelineRun } from '../../../core/retraining/policy';
import type { RetrainingRequest } from '../../../schemas/generated/types';

const watched: Watched = {
  pipeline: 'p',
  now: new Date('2026-11-23T12:00:00.000Z'),
  policy: { mode: 'auto', cooldownDays: 7, everyDays: 30, feedback: 50 },
  lastRun: { run: '20261001-aaaaaaaa', createdAt: '2026-10-01T12:00:00.000Z' },
  newExamples: 50,
  requests: [],
};
const ids = (change: Partial<Watched> = {}) => ownCauses({ ...watched, ...change }).map(({ request }) => request);
const [schedule, feedback] = ids() as [string, string];

const ended = (change: Partial<RetrainingRequest> = {}): RetrainingRequest => ({
  request: schedule,
  cause: 'schedule',
  why: 'old',
  at: '2026-11-20T12:00:00.000Z',
  state: 'ended',
  outcome: 'failed',
  ...change,
});

describe('what a pipeline asks for by itself', () => {
  test('is one request a run and cause, however often it is asked', () => {
    expect(ids()).toEqual([schedule, feedback]);
    expect(schedule).not.toBe(feedback);
    expect(ids({ newExamples: 60, now: new Date('2026-11-24') })).toEqual([schedule, feedback]);
  });

  test.each<[string, Partial<RetrainingRequest>]>([
    ['was turned down', { state: 'rejected', outcome: undefined }],
    ['ended refused', { outcome: 'refused' }],
    ['was cancelled by a person', { outcome: 'cancelled' }],
    ['failed before the last run', { at: '2026-09-30T12:00:00.000Z' }],
  ])('is the same request after one that %s', (_, change) => {
    expect(ids({ requests: [ended(change)] })).toEqual([schedule, feedback]);
  });

  test('is another one after a run that failed, of its own cause, and once more after the next', () => {
    const [second, same] = ids({ requests: [ended()] });
    expect(second).not.toBe(schedule);
    expect(same).toBe(feedback);
    const [third] = ids({ requests: [ended(), ended({ request: second! })] });
    expect([schedule, second]).not.toContain(third);
  });
});

describe('the last run that people have been heard in', () => {
  const run = (change: Partial<PipelineRun>): PipelineRun => ({
    run: 'r',
    batch: 'b',
    createdAt: '2026-11-01T12:00:00.000Z',
    status: 'deployed',
    hasVersion: true,
    ...change,
  });
  test.each<[string, Partial<PipelineRun>, boolean]>([
    ['is the newest with a dataset', {}, true],
    ['may have been refused', { status: 'refused' }, true],
    ['may be under way', { status: 'running' }, true],
    ['is none without a dataset', { hasVersion: false }, false],
    ['is none that failed', { status: 'failed' }, false],
  ])('%s', (_, change, counts) => {
    expect(lastRunOf([run({ run: 'newest', ...change }), run({})])!.run).toBe(counts ? 'newest' : 'r');
  });
});
