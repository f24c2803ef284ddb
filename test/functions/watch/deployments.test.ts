import { beforeEach, describe, expect, test } from '@jest/globals';
import { PermanentError, RetryableError } from '../../../core/errors';
import { deploymentsPath } from '../../../core/ledger-layout';
import { answering } from '../../../functions/watch/deployments';
import type { Tuned, TuningJob } from '../../../functions/shared/models/provider';
import { createWorld, exampleRun, type World } from '../fakes';

const run = exampleRun();
const job = (candidate: string, more: Partial<TuningJob> = {}): TuningJob => ({
  name: `jobs/${candidate}`,
  candidate,
  base: 'gemini-3.5-flash-lite',
  state: 'succeeded',
  endpoint: `e/${candidate}`,
  checkpointEndpoints: [],
  endedAt: '2026-11-23T10:00:00.000Z',
  ...more,
});

describe('what was tuned', () => {
  let world: World;
  let lease: AbortController;
  let asked: { candidate: string; begun?: string; idleMinutes: number }[];
  let ensure: (candidate: string, begun?: string) => { answers: boolean; begun?: string };

  beforeEach(() => {
    world = createWorld();
    lease = new AbortController();
    asked = [];
    ensure = () => ({ answers: true });
  });

  const look = (...jobs: TuningJob[]) => lookAt(run, ...jobs);
  const lookAt = (of: typeof run, ...jobs: TuningJob[]) =>
    answering(of, jobs, {
      ...world,
      signal: lease.signal,
      endpointsOf: () => ({
        ensure: async ({ job: { candidate }, idleMinutes }: Tuned, begun?: string) => {
          asked.push({ candidate, begun, idleMinutes });
          return ensure(candidate, begun);
        },
      }),
    });
  const recorded = async () => {
    const found = await world.objects.read(world.ledger.artifactUri(deploymentsPath(run)));
    return found && (JSON.parse(found.text) as object);
  };

  test('is told at once where tuning has made its endpoint, and nothing is recorded', async () => {
    const jobs = [job('a'), job('b', { state: 'failed' })];
    expect(await look(...jobs)).toEqual(jobs);
    expect(asked).toEqual([{ candidate: 'a', begun: undefined, idleMinutes: 30 }]);
    expect(await recorded()).toBeUndefined();
  });

  test('is waited for while one of them is being deployed, which goes on where it stood', async () => {
    ensure = (candidate) => (candidate === 'a' ? { answers: true } : { answers: false, begun: 'operations/1' });
    expect(await look(job('a'), job('b'))).toBeUndefined();
    expect(await recorded()).toEqual({ 'jobs/b': { begun: 'operations/1' } });
    ensure = (_, begun) => ({ answers: begun === 'operations/1' || begun === undefined });
    expect(await look(job('a'), job('b'))).toEqual([job('a'), job('b')]);
    expect(asked.slice(2)).toContainEqual({ candidate: 'b', begun: 'operations/1', idleMinutes: 30 });
    expect(await recorded()).toEqual({});
  });

  test('is not deployed once the run is somebody else’s, who has cancelled it and takes its endpoints away', async () => {
    lease.abort(new Error('taken'));
    await expect(look(job('a'))).rejects.toThrow('taken');
    expect(asked).toEqual([]);
  });

  test('has failed where it cannot be deployed, and the others go on', async () => {
    ensure = (candidate) => {
      if (candidate === 'b') throw new PermanentError('deploying b: no weights');
      return { answers: true };
    };
    expect(await look(job('a'), job('b'))).toEqual([
      job('a'),
      job('b', { state: 'failed', error: 'deploying b: no weights' }),
    ]);
  });

  test('has failed once, and is not deployed again while another one is waited for', async () => {
    ensure = (candidate) => {
      if (candidate === 'b') throw new PermanentError('deploying b: no weights');
      return { answers: false, begun: 'operations/1' };
    };
    expect(await look(job('a'), job('b'))).toBeUndefined();
    expect(await recorded()).toEqual({
      'jobs/a': { begun: 'operations/1' },
      'jobs/b': { failed: 'deploying b: no weights' },
    });
    asked = [];
    ensure = () => ({ answers: true });
    expect(await look(job('a'), job('b'))).toEqual([
      job('a'),
      job('b', { state: 'failed', error: 'deploying b: no weights' }),
    ]);
    expect(asked.map(({ candidate }) => candidate)).toEqual(['a']);
  });

  describe('on a machine that is billed by the hour', () => {
    const price = { currency: 'USD', input: 1, output: 1, tunedFactor: 1, machineHour: 20 };
    const priced = (cap: number) =>
      exampleRun(({ baseModels, pipeline }) => {
        baseModels['gemini-3.5-flash-lite'] = { ...baseModels['gemini-3.5-flash-lite'], price };
        pipeline.tuning.budget = { run: cap, month: 1000 };
      });
    const evaluation = async () =>
      (await world.ledger.findSpending(run.pipeline, '2026-11'))?.value.entries[`${run.run}/evaluate`];

    test('is paid for before it is asked for, once, for an hour and the half until it sleeps', async () => {
      ensure = () => ({ answers: false, begun: 'operations/1' });
      for (const _ of [1, 2, 3]) await lookAt(priced(100), job('a'));
      expect(await evaluation()).toMatchObject({ draws: { 'machine a': 30 } });
      expect(asked).toHaveLength(3);
    });

    test('is paid for first, where money could not be drawn at an earlier tick', async () => {
      world.objects.failNext('write', 'spending/2026-11.json', new RetryableError('changed by others all the time'));
      expect(await lookAt(priced(100), job('a'))).toBeUndefined();
      expect(asked).toEqual([]);
      expect(await evaluation()).toBeUndefined();
      await lookAt(priced(100), job('a'));
      expect(await evaluation()).toMatchObject({ draws: { 'machine a': 30 } });
    });

    test('gets none where the budget has no room for it', async () => {
      const [first, second] = (await lookAt(priced(50), job('a'), job('b')))!;
      expect(first).toEqual(job('a'));
      expect(second).toMatchObject({
        state: 'failed',
        error: expect.stringMatching(/^the machine of b may take \$30\.00, .* \$20\.00 are left$/),
      });
      expect(asked.map(({ candidate }) => candidate)).toEqual(['a']);
    });
  });

  test('is deployed anew where that came to nothing, until the time is over that its tuning has', async () => {
    ensure = () => ({ answers: false, begun: 'operations/1' });
    await look(job('a'));
    ensure = () => {
      throw new RetryableError('deploying a: there is no machine of that type');
    };
    expect(await look(job('a'))).toBeUndefined();
    expect(await recorded()).toEqual({ 'jobs/a': { error: 'deploying a: there is no machine of that type' } });
    ensure = () => ({ answers: false, begun: 'operations/2' });
    await look(job('a'));
    expect(asked.at(-1)).toEqual({ candidate: 'a', begun: undefined, idleMinutes: 30 });

    await world.clock.advance(24 * 3_600_000 + 1);
    ensure = () => {
      throw new RetryableError('deploying a: there is no machine of that type');
    };
    expect(await look(job('a'))).toMatchObject([
      {
        state: 'failed',
        error: 'it was not deployed within 24 h of its tuning: deploying a: there is no machine of that type',
      },
    ]);
  });

  test('is logged when its deployment begins and when that fails, not at every tick', async () => {
    ensure = () => ({ answers: false, begun: 'operations/1' });
    for (let tick = 0; tick < 3; tick++) await look(job('a'));
    ensure = () => {
      throw new RetryableError('no machine');
    };
    for (let tick = 0; tick < 3; tick++) await look(job('a'));
    expect(world.lines.map(({ message }) => message)).toEqual([
      'a is being deployed',
      'a is not deployed yet: no machine',
    ]);
  });
});
