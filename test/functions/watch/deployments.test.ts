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
  let asked: { candidate: string; begun?: string; idleMinutes: number }[];
  let ensure: (candidate: string, begun?: string) => { answers: boolean; begun?: string };

  beforeEach(() => {
    world = createWorld();
    asked = [];
    ensure = () => ({ answers: true });
  });

  const look = (...jobs: TuningJob[]) =>
    answering(run, jobs, {
      ...world,
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
    expect(asked.at(-1)).toMatchObject({ candidate: 'b', begun: 'operations/1' });
    expect(await recorded()).toEqual({});
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
