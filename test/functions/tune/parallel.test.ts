import { beforeEach, describe, expect, test } from '@jest/globals';
import { tunedCandidates } from '../../../core/candidates';
import { PermanentError, RetryableError } from '../../../core/errors';
import type { TuningJob } from '../../../functions/shared/models/provider';
import versioned from '../../../schemas/events/examples/dataset.versioned.v1.json';
import type { TuningProgress } from '../../../schemas/generated/types';
import type { FakeTuningJobs } from '../fake-tuning';
import { cancelRun, exampleRun, type World } from '../fakes';
import { tunedRun, type TunedRun } from './tuned-run';

const ids = ['a', 'b', 'c', 'd', 'e'];
const limit = 2;
const gone = new PermanentError('asking the tuning job: NOT_FOUND');

/** Five candidates, of which two are tuned at the same time. */
const run = exampleRun((configuration) => {
  const [candidate] = tunedCandidates(configuration);
  configuration.pipeline.tuning.maximumParallelJobs = limit;
  configuration.candidates = ids.map((id) => ({ ...candidate!, id }));
});

describe('as many tuning jobs at once as a pipeline allows', () => {
  let tuned: TunedRun;
  let world: World;
  let tuningJobs: FakeTuningJobs;

  beforeEach(async () => {
    tuned = await tunedRun(run);
    ({ world, tuningJobs } = tuned);
  });

  const start = () => tuned.start();
  const delivered = () => tuned.delivered();
  const minute = () => tuned.minute();
  const finished = () => tuned.finished();
  const created = () => tuningJobs.jobs.map(({ candidate }) => candidate);
  const running = () => tuningJobs.jobs.filter(({ state }) => state === 'running').map(({ candidate }) => candidate);
  const end = (candidate: string, outcome: Partial<TuningJob> = { state: 'succeeded', model: 'm', endpoint: 'e' }) =>
    tuningJobs.end(candidate, { endedAt: world.clock.now().toISOString(), ...outcome });
  /** The oldest job ends every minute. @returns the most that ran at once */
  async function toTheEnd(): Promise<number> {
    await delivered();
    let most = running().length;
    for (let minutes = 0; minutes < 30 && !finished(); minutes++) {
      const [oldest] = running();
      if (oldest) end(oldest);
      await minute();
      most = Math.max(most, running().length);
    }
    return most;
  }

  test('are started in their order, the next ones as these end', async () => {
    await start();
    expect(created()).toEqual(['a', 'b']);
    await minute();
    expect(created()).toEqual(['a', 'b']);
    end('b');
    await minute();
    expect(created()).toEqual(['a', 'b', 'c']);
    end('a', { state: 'failed', error: 'bad data' });
    end('c');
    await minute();
    expect(created()).toEqual(ids);
    expect(world.published.at(-1)).toMatchObject({ data: { jobs: ids.map((candidate) => ({ candidate })) } });
    end('d');
    end('e');
    await minute();
    expect(finished()!.candidates.map(({ id, state }) => `${id} ${state}`)).toEqual(
      ids.map((id) => (id === 'a' ? 'a failed' : `${id} succeeded`)),
    );
  });

  test('are one of each candidate: a second one is cancelled before the others are waited for', async () => {
    const [first] = tunedCandidates(run.configuration);
    await tuningJobs.create(run, first!, versioned);
    await tuningJobs.create(run, first!, versioned);
    await start();
    expect(tuningJobs.jobs.map(({ candidate, state }) => `${candidate} ${state}`)).toEqual([
      'a running',
      'a cancelled',
    ]);
    end('a');
    await minute();
    expect(running()).toEqual(['b', 'c']);
  });

  test('are never more, and each candidate has one', async () => {
    expect(await toTheEnd()).toBe(limit);
    expect(created()).toEqual(ids);
  });

  test('are looked after while others wait: how they stand is told, and one past its deadline is cancelled', async () => {
    await start();
    const createdAt = world.clock.now().toISOString();
    for (const id of ['a', 'b']) tuningJobs.end(id, { createdAt });
    await world.clock.advance(24 * 3_600_000);
    await minute();
    const states = tuningJobs.jobs.map(({ candidate, state }) => `${candidate} ${state}`);
    expect(states).toEqual(['a cancelled', 'b cancelled', 'c running', 'd running']);
    const told = JSON.parse(world.objects.text(world.ledger.uri(run, 'tune/progress.json'))!) as TuningProgress;
    expect(told.jobs.map(({ candidate }) => candidate)).toEqual(['a', 'b']);
  });

  test('need no permission to ask about one: tune may create, list and cancel them', async () => {
    tuningJobs.find = async () => [];
    await start();
    tuningJobs.get = () => Promise.reject(new RetryableError('PERMISSION_DENIED'));
    await start();
    expect(created()).toEqual(['a', 'b']);
  });

  test('leave room for others once one is gone from the provider', async () => {
    await start();
    tuningJobs.find = async () => tuningJobs.jobs.slice(1);
    const get = tuningJobs.get.bind(tuningJobs);
    tuningJobs.get = (name) => (name.endsWith('/1') ? Promise.reject(gone) : get(name));
    await minute();
    expect(created()).toEqual(['a', 'b', 'c']);
  });

  test('are counted though the list of jobs lacks those that were just created', async () => {
    const find = tuningJobs.find.bind(tuningJobs);
    tuningJobs.find = async () => [];
    await start();
    await start();
    expect(created()).toEqual(['a', 'b']);
    tuningJobs.find = find;
    await toTheEnd();
    expect(created()).toEqual(ids);
  });

  test('wait for a quota as they did, and the others with them', async () => {
    tuningJobs.failNext(new RetryableError('quota', { cause: { code: 8 } }));
    await expect(start()).rejects.toThrow('quota');
    expect(await toTheEnd()).toBe(limit);
    expect(created()).toEqual(ids);
  });

  const crashes = [
    ['write', 'inflight/tuning/email-summary/'],
    ['write', 'inflight/tune/email-summary/'],
    ['write', 'tune/lease.json'],
    ['write', 'tune/progress.json'],
    ['write', 'tune/parts/a.json'],
    ['write', 'tune/parts/d.json'],
    ['read', 'tune/parts/c.json'],
    ['remove', 'inflight/tune/email-summary/'],
    ['write', 'tune/result.json'],
    ['write', 'watch/result.json'],
  ] as const;
  const endingOf = (ending: string) => (ending.endsWith('/') ? `${ending}${run.run}.json` : ending);

  test.each(crashes.flatMap(([verb, ending]) => [1, 2, 3].map((times) => [verb, ending, times] as const)))(
    'are no more, and none is started twice, after a crash at the %s of %s, %d times',
    async (verb, ending, times) => {
      for (let time = 0; time < times; time++) world.objects.failNext(verb, endingOf(ending), new Error('killed'));
      expect(await toTheEnd()).toBe(limit);
      expect(created()).toEqual(ids);
      expect(finished()!.candidates).toHaveLength(ids.length);
    },
  );

  test.each(ids.map((id, place) => [id, place]))('go on after a kill behind the creation of %s', async (_, place) => {
    tuned.killAfterJob(Number(place) + 1);
    expect(await toTheEnd()).toBe(limit);
    expect(created()).toEqual(ids);
  });

  test('are no more with a twin of every message', async () => {
    await Promise.allSettled([start(), start()]);
    for (let minutes = 0; minutes < 30 && !finished(); minutes++) {
      expect(running().length).toBeLessThanOrEqual(limit);
      const [oldest] = running();
      if (oldest) end(oldest);
      const before = world.published.length;
      await Promise.allSettled([tuned.tick(), tuned.tick()]);
      for (const { type } of world.published.slice(before))
        if (type === 'landfall.dataset.versioned.v1') await Promise.allSettled([start(), start()]);
      await world.clock.advance(60_000);
    }
    expect(created()).toEqual(ids);
  });

  test('are no further ones of a run that a person has ended', async () => {
    await start();
    await cancelRun(world, run);
    for (const id of ['a', 'b']) end(id, { state: 'cancelled' });
    await minute();
    await minute();
    expect(created()).toEqual(['a', 'b']);
    expect(await world.ledger.inFlight('tune').list()).toEqual([]);
  });
});
