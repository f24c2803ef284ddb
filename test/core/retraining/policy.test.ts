import { describe, expect, test } from '@jest/globals';
import { decideRetraining, withOutcomes, type PipelineRun, type Circumstances } from '../../../core/retraining/policy';
import { batchOfRequest, requestId, requestOfBatch, withRequest } from '../../../core/retraining/request';
import type { RetrainingRequest } from '../../../schemas/generated/types';

const now = new Date('2026-11-23T12:00:00.000Z');
const daysAgo = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString();

const request = (change: Partial<RetrainingRequest> = {}): RetrainingRequest => ({
  request: 'r-00000001',
  cause: 'drift',
  why: 'questions have changed',
  at: daysAgo(0.1),
  state: 'waiting',
  newExamples: 40,
  ...change,
});

const run = (change: Partial<PipelineRun> = {}): PipelineRun => ({
  run: '20261101-aaaaaaaa',
  batch: '2026-11-01',
  createdAt: daysAgo(22),
  status: 'deployed',
  configuration: 'now',
  hasVersion: true,
  ...change,
});

const standing = (change: Partial<Circumstances> = {}): Circumstances => ({
  now,
  policy: { mode: 'auto', cooldownDays: 7 },
  runs: [run()],
  requests: [],
  base: 'a-1',
  configuration: 'now',
  money: { left: 100, lastRun: 30 },
  ...change,
});

const inVain = (at: string): RetrainingRequest => request({ state: 'ended', outcome: 'refused', startedAt: at });

describe('a request to retrain', () => {
  test.each<
    [string, Partial<RetrainingRequest>, Partial<Circumstances>, ReturnType<typeof decideRetraining>['state'], RegExp?]
  >([
    ['begins by itself where the mode is auto and nothing is in its way', {}, {}, 'started'],
    [
      'is refused where no run has come to a dataset',
      {},
      { runs: [run({ hasVersion: false })] },
      'refused',
      /drop one/,
    ],
    ['is suggested where the mode is suggest', {}, { policy: { mode: 'suggest', cooldownDays: 7 } }, 'suggested'],
    [
      'begins once somebody has approved it',
      { decision: { decision: 'approved', by: 'ana', at: daysAgo(0) } },
      { policy: { mode: 'suggest', cooldownDays: 7 } },
      'started',
    ],
    [
      'of a person needs no other, nor news',
      { cause: 'person', newExamples: 0 },
      { policy: { mode: 'suggest', cooldownDays: 7 } },
      'started',
    ],
    ['is suggested where there is nothing new to learn from', { newExamples: 0 }, {}, 'suggested', /nothing new/],
    ['begins where the configuration alone is new', { newExamples: 0 }, { configuration: 'changed' }, 'started'],
    [
      'is suggested when the last two came to nothing',
      {},
      { requests: [inVain(daysAgo(40)), inVain(daysAgo(20))] },
      'suggested',
      /last 2 retrainings/,
    ],
    [
      'begins when one of the last two came into production',
      {},
      { requests: [{ ...inVain(daysAgo(40)), outcome: 'deployed' }, inVain(daysAgo(20))] },
      'started',
    ],
    ['waits for the run that is under way', {}, { runs: [run({ status: 'running' })] }, 'waiting', /one at a time/],
    [
      'of a person waits for it too',
      { cause: 'person' },
      { runs: [run({ status: 'running' })] },
      'waiting',
      /one at a time/,
    ],
    [
      'waits for a run that is just beginning',
      {},
      { requests: [request({ request: 'r-2', state: 'started', startedAt: daysAgo(0.01) })] },
      'waiting',
      /begins just now/,
    ],
    [
      'waits for the cooldown',
      {},
      { requests: [request({ state: 'ended', outcome: 'deployed', startedAt: daysAgo(3) })] },
      'waiting',
      /cooldownDays/,
    ],
    [
      'of a base that ends does not',
      { cause: 'retirement', successor: 'b', evidence: { base: 'a-1' } },
      { requests: [request({ state: 'ended', outcome: 'deployed', startedAt: daysAgo(3) })] },
      'started',
    ],
    [
      'of a base that ends is refused where nothing can take its place',
      { cause: 'retirement' },
      {},
      'refused',
      /questions have changed/,
    ],
    [
      'is suggested where a person has to decide, whatever the mode',
      { cause: 'retirement', successor: 'b', evidence: { base: 'a-1' }, ask: 'it is another kind of model' },
      {},
      'suggested',
      /another kind/,
    ],
    [
      'waits for the next month where the budget has no room for a run like the last',
      {},
      { money: { left: 12, lastRun: 30 } },
      'waiting',
      /took \$30\.00.*\$12\.00 left/,
    ],
    [
      'is superseded by a run that has begun since',
      {},
      { runs: [run({ createdAt: daysAgo(0.05) })] },
      'superseded',
      /has begun since/,
    ],
    [
      'of a base that ends is superseded once production is on another',
      { cause: 'retirement', successor: 'b', evidence: { base: 'a-0' } },
      {},
      'superseded',
      /is on a-1/,
    ],
    [
      'is not superseded by one that has not come to a dataset: it waits for it',
      {},
      { runs: [run({ createdAt: daysAgo(0.05), status: 'running', hasVersion: false }), run()] },
      'waiting',
      /one at a time/,
    ],
    [
      'is not superseded by one that failed',
      {},
      { runs: [run({ createdAt: daysAgo(0.05), status: 'failed' })] },
      'started',
    ],
  ])('%s', (_, asked, stands, state, because = /^/) => {
    const decision = decideRetraining(request(asked), standing(stands));
    expect(decision.state).toBe(state);
    expect('because' in decision ? decision.because : '').toMatch(because);
  });

  test('says when what it waits for is over', () => {
    const begun = request({ state: 'ended', outcome: 'deployed', startedAt: '2026-11-20T12:00:00.000Z' });
    expect(decideRetraining(request(), standing({ requests: [begun] }))).toMatchObject({
      until: '2026-11-27T12:00:00.000Z',
    });
    expect(decideRetraining(request(), standing({ money: { left: 0, lastRun: 1 } }))).toMatchObject({
      until: '2026-12-01T00:00:00.000Z',
    });
  });

  test('drops the newest batch that came to a dataset', () => {
    const runs = [run({ run: '20261120-bbbbbbbb', status: 'failed', hasVersion: false }), run()];
    expect(decideRetraining(request(), standing({ runs }))).toEqual({ state: 'started', from: '20261101-aaaaaaaa' });
  });

  test('drops no batch again whose canary went back, and a newer one that the gate alone has refused', () => {
    const back = run({ run: '20261121-cccccccc', status: 'refused', wentBack: true });
    const refused = run({ run: '20261110-bbbbbbbb', status: 'refused' });
    const runs = [back, refused, run()];
    expect(decideRetraining(request(), standing({ runs }))).toEqual({ state: 'started', from: refused.run });
    expect(decideRetraining(request(), standing({ runs: [back] }))).toMatchObject({ state: 'refused' });
  });
});

describe('what has become of a request', () => {
  const begun = request({ state: 'started', startedAt: daysAgo(0.5) });
  const own = (status: PipelineRun['status']) =>
    run({ run: '20261123-cccccccc', batch: batchOfRequest('r-00000001'), status });

  test('is how its run has ended', () => {
    const [ended] = withOutcomes([begun], { runs: [own('refused'), run()], now });
    expect(ended).toMatchObject({ state: 'ended', run: '20261123-cccccccc', outcome: 'refused' });
  });

  test('is open while the run goes on', () => {
    expect(withOutcomes([begun], { runs: [own('running')], now })).toEqual([{ ...begun, run: '20261123-cccccccc' }]);
  });

  test('is that nothing came of it, a day after its batch was dropped', () => {
    expect(withOutcomes([begun], { runs: [run()], now })).toEqual([begun]);
    const [lost] = withOutcomes([{ ...begun, startedAt: daysAgo(1.1) }], { runs: [run()], now });
    expect(lost).toMatchObject({ state: 'refused', because: expect.stringContaining('no run') });
  });
});

describe('the requests of a pipeline', () => {
  test('keep the hundred newest, and all that are open', () => {
    const open = request({ request: 'r-0000000f' });
    const all = Array.from({ length: 150 }, (_, i) => request({ request: `r-${i}`, state: 'ended' }));
    const after = [open, ...all].reduce(withRequest, { pipeline: 'p', requests: [] });
    expect(after.requests).toHaveLength(101);
    expect(after.requests[0]).toEqual(open);
  });

  test('are named by what they are about', () => {
    expect(requestId('p', 'schedule', '2026-11')).toBe(requestId('p', 'schedule', '2026-11'));
    expect(requestId('p', 'schedule', '2026-12')).not.toBe(requestId('p', 'schedule', '2026-11'));
    expect(requestOfBatch(batchOfRequest(requestId('p', 'drift', 'a')))).toBe(requestId('p', 'drift', 'a'));
    expect(requestOfBatch('retrain-of-mine')).toBeUndefined();
  });
});
