import { beforeEach, describe, expect, test } from '@jest/globals';
import { tunedCandidates } from '../../../core/candidates';
import { PermanentError } from '../../../core/errors';
import { isCancellation } from '../../../core/stages';
import type { TuningJob, TuningLosses } from '../../../functions/shared/models/provider';
import versioned from '../../../schemas/events/examples/dataset.versioned.v1.json';
import type { Run } from '../../../schemas/generated/types';
import type { FakeTuningJobs } from '../fake-tuning';
import { cancelRun, exampleRun, type World } from '../fakes';
import { tunedRun, type TunedRun } from './tuned-run';

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
const validationUri = versioned.trainUri.replace('train', 'validation');
const version = { ...versioned, validationUri, validation: 50 };

/** Nine candidates over nine epochs: rungs of 9, 3 and 1. */
function searchedRun(): Run {
  const run = exampleRun();
  const { pipeline } = run.configuration!;
  const [candidate] = tunedCandidates(run.configuration!);
  return {
    ...run,
    configuration: {
      ...run.configuration!,
      pipeline: {
        ...pipeline,
        tuning: { ...pipeline.tuning, strategy: 'halving', halving: { factor: 3, minimumEpochs: 1 } },
      },
      candidates: ids.map((id) => ({ ...candidate!, id, epochs: 9 })),
    },
  };
}

describe('a search by successive halving', () => {
  const run = searchedRun();
  let tuned: TunedRun;
  let world: World;
  let tuningJobs: FakeTuningJobs;
  /** By candidate, at the end of any of its jobs. */
  let lossOf: (job: TuningJob) => number | undefined;

  beforeEach(async () => {
    lossOf = ({ candidate, epochs }) => 10 - ids.indexOf(candidate) / epochs!;
    const losses: TuningLosses = {
      async of(job) {
        const loss = lossOf(job);
        return { training: [], validation: loss === undefined ? [] : [{ step: 1, loss: 99 }, { step: 2, loss }] }; // prettier-ignore
      },
    };
    tuned = await tunedRun(run, { version, losses });
    ({ world, tuningJobs } = tuned);
  });

  const start = () => tuned.start();
  const minute = () => tuned.minute();
  const finished = () => tuned.finished();
  const created = () => tuningJobs.jobs.map(({ candidate, epochs }) => `${candidate}${epochs}`);
  const endAll = (outcome: Partial<TuningJob> = { state: 'succeeded', model: 'm', endpoint: 'e' }) => {
    const endedAt = world.clock.now().toISOString();
    for (const job of tuningJobs.jobs) if (job.state === 'running') Object.assign(job, { endedAt, ...outcome });
  };
  const decisionOf = (rung: number) => world.objects.text(world.ledger.uri(run, `tune/rungs/${rung}.json`));
  async function toTheEnd(): Promise<void> {
    await tuned.delivered();
    for (let minutes = 0; minutes < 30 && !finished(); minutes++) {
      endAll();
      await minute();
    }
  }

  const expectedJobs = [...ids.map((id) => `${id}1`), 'g3', 'h3', 'i3', 'i9'];

  test('tunes all for one epoch, the best three for three, and the best of these in full', async () => {
    await toTheEnd();
    expect(created()).toEqual(expectedJobs);
    expect(JSON.parse(decisionOf(0)!)).toMatchObject({ rung: 0, epochs: 1, promoted: ['g', 'h', 'i'] });
    expect(JSON.parse(decisionOf(1)!)).toMatchObject({ rung: 1, epochs: 3, promoted: ['i'] });
    expect(decisionOf(2)).toBeUndefined();
    expect(finished()!.candidates).toMatchObject([{ id: 'i', state: 'succeeded' }]);
  });

  test('has checkpoints kept of the last rung alone, which is evaluated', async () => {
    for (const candidate of run.configuration!.candidates!) Object.assign(candidate, { checkpoints: 'best' });
    await world.objects.write(world.ledger.uri(run, 'run.json'), JSON.stringify(run));
    const kept: string[] = [];
    const create = tuningJobs.create.bind(tuningJobs);
    tuningJobs.create = (of, settings, files) => {
      if (settings.checkpoints === 'best') kept.push(`${settings.id}${settings.epochs}`);
      return create(of, settings, files);
    };
    await toTheEnd();
    expect(kept).toEqual(['i9']);
  });

  test('waits for the last job of a rung, at nobody’s cost', async () => {
    await start();
    tuningJobs.jobs.slice(1).forEach((job) => Object.assign(job, { state: 'succeeded' }));
    await minute();
    expect(created()).toHaveLength(9);
    expect(decisionOf(0)).toBeUndefined();
    expect(world.published).toEqual([]);
  });

  const crashes = [
    ['write', 'inflight/tuning/email-summary/'],
    ['write', 'inflight/tune/email-summary/'],
    ['write', 'tune/lease.json'],
    ['write', 'tune/progress.json'],
    ['write', 'tune/rungs/0.json'],
    ['write', 'tune/rungs/1.json'],
    ['read', 'tune/rungs/0.json'],
    ['remove', 'inflight/tune/email-summary/'],
    ['write', 'tune/result.json'],
    ['write', 'watch/result.json'],
  ] as const;
  const endingOf = (ending: string) => (ending.endsWith('/') ? `${ending}${run.run}.json` : ending);

  test.each(crashes.flatMap(([verb, ending]) => [1, 2, 3].map((times) => [verb, ending, times] as const)))(
    'decides the same, and starts nothing twice, after a crash at the %s of %s, %d times',
    async (verb, ending, times) => {
      for (let time = 0; time < times; time++) world.objects.failNext(verb, endingOf(ending), new Error('killed'));
      await toTheEnd();
      expect(created()).toEqual(expectedJobs);
      expect(JSON.parse(decisionOf(0)!).promoted).toEqual(['g', 'h', 'i']);
      expect(finished()!.candidates).toMatchObject([{ id: 'i' }]);
    },
  );

  test.each([...expectedJobs.keys()])('goes on where it was killed after creating its job %d', async (place) => {
    tuned.killAfterJob(place + 1);
    await toTheEnd();
    expect(created()).toEqual(expectedJobs);
  });

  test('keeps a decision though losses are told otherwise afterwards', async () => {
    await start();
    endAll();
    world.publish = () => Promise.reject(new Error('killed'));
    await minute();
    expect(JSON.parse(decisionOf(0)!).promoted).toEqual(['g', 'h', 'i']);
    lossOf = ({ candidate }) => ids.indexOf(candidate);
    world.publish = async (event) => void world.published.push(event);
    await minute();
    expect(created().slice(9)).toEqual(['g3', 'h3', 'i3']);
  });

  test('goes on without a candidate that the provider will not take, which is told with the rung', async () => {
    tuningJobs.refuse('i', new PermanentError('NOT_FOUND: no such base'));
    await toTheEnd();
    expect(created()).toEqual([...ids.slice(0, 8).map((id) => `${id}1`), 'f3', 'g3', 'h3', 'h9']);
    expect(JSON.parse(decisionOf(0)!).candidates.at(-1)).toEqual({
      candidate: 'i',
      state: 'failed',
      error: 'NOT_FOUND: no such base',
    });
  });

  test('puts a candidate whose job has failed behind all others', async () => {
    await start();
    Object.assign(tuningJobs.jobs.at(-1)!, { state: 'failed', error: 'bad data' });
    endAll();
    await minute();
    expect(created().slice(9)).toEqual(['f3', 'g3', 'h3']);
    expect(JSON.parse(decisionOf(0)!).candidates.at(-1)).toMatchObject({ state: 'failed', error: 'bad data' });
  });

  test('waits half an hour for losses that are not told yet, and then goes on with those that are', async () => {
    await start();
    lossOf = ({ candidate }) => (candidate === 'i' ? undefined : 1);
    endAll();
    await minute();
    expect(decisionOf(0)).toBeUndefined();
    for (let minutes = 0; minutes < 31; minutes++) await minute();
    expect(JSON.parse(decisionOf(0)!).promoted).toEqual(['a', 'b', 'c']);
  });

  test('fails the run where nobody of a rung can go on, with every reason', async () => {
    await start();
    endAll({ state: 'failed', error: 'bad data' });
    await minute();
    expect(world.published.at(-1)).toMatchObject({
      type: 'landfall.stage.failed.v1',
      data: { error: { message: expect.stringMatching(/^no candidate of rung 1 has a validation loss: a failed \(bad/) } }, // prettier-ignore
    });
    expect(created()).toHaveLength(9);
  });

  test('fails before any job where the version has no validation split', async () => {
    await tuned.start(versioned);
    expect(created()).toEqual([]);
    expect(world.published).toMatchObject([{ type: 'landfall.stage.failed.v1' }]);
  });

  test('starts no further rung of a run that a person has ended', async () => {
    await start();
    endAll();
    await cancelRun(world, run);
    await minute();
    await minute();
    expect(created()).toHaveLength(9);
    expect(isCancellation(await world.ledger.findResult(run, 'deploy'))).toBe(true);
    expect(await world.ledger.inFlight('tune').list()).toEqual([]);
  });
});
