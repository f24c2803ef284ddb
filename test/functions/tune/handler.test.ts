import { beforeEach, describe, expect, test } from '@jest/globals';
import { tunedCandidates } from '../../../core/candidates';
import { PermanentError, RetryableError } from '../../../core/errors';
import { defineStage } from '../../../functions/shared/stage/stage';
import { settle, tune } from '../../../functions/tune/handler';
import versioned from '../../../schemas/events/examples/dataset.versioned.v1.json';
import { createFakeTuningJobs, type FakeTuningJobs } from '../fake-tuning';
import { cancelRun, createWorld, exampleRun, pushed, settled, type World } from '../fakes';

const run = exampleRun();
const event = () => pushed('landfall.dataset.versioned.v1', versioned);

describe('tune', () => {
  let world: World;
  let tuningJobs: FakeTuningJobs;
  let receive: (event: ReturnType<typeof pushed>) => Promise<void>;

  beforeEach(async () => {
    world = createWorld();
    tuningJobs = createFakeTuningJobs();
    await world.ledger.createRun(run);
    receive = defineStage({
      name: 'tune',
      createDeps: () => ({ ...world, tuningOf: () => tuningJobs }),
      handle: tune,
      settle,
    });
  });

  const created = () => tuningJobs.jobs.map(({ candidate }) => candidate);

  test('starts one job per candidate on the training file, and marks the run first', async () => {
    await receive(event());
    expect(created()).toEqual(['lora-8', 'lora-16']);
    expect(tuningJobs.jobs[0]).toMatchObject({ run: run.run, trainUri: versioned.trainUri });
    expect(tuningJobs.jobs[0]!.validationUri).toBeUndefined();
    expect(await world.ledger.inFlight('tuning').list()).toMatchObject([{ pipeline: 'email-summary', run: run.run }]);
    expect(world.published).toMatchObject([
      { type: 'landfall.tuning.started.v1', data: { jobs: [{ candidate: 'lora-8' }, { candidate: 'lora-16' }] } },
    ]);
  });

  test('gives the tuner the validation split when the version has one', async () => {
    const validationUri = versioned.trainUri.replace('train', 'validation');
    await receive(pushed('landfall.dataset.versioned.v1', { ...versioned, validationUri, validation: 50 }));
    expect(tuningJobs.jobs.map((job) => job.validationUri)).toEqual([validationUri, validationUri]);
  });

  test('starts no second job for a duplicate, nor for a twin at the same time', async () => {
    const twins = [receive(event()), receive(event())];
    await Promise.allSettled(twins);
    await settled();
    await receive(event());
    expect(created()).toEqual(['lora-8', 'lora-16']);
  });

  test('starts nothing more once its lease is lost: its successor looks for jobs right now', async () => {
    const create = tuningJobs.create.bind(tuningJobs);
    tuningJobs.create = async (...args) => {
      const job = await create(...args);
      world.objects.put(world.ledger.uri(run, 'tune/lease.json'), '{"holder":"another","expiresAt":"2026-11-24"}');
      await world.clock.advance(10_000);
      return job;
    };
    await expect(receive(event())).rejects.toMatchObject({ name: 'RetryableError' });
    expect(created()).toEqual(['lora-8']);
  });

  test.each([
    ['record', 'tune/result.json'],
    ['lease', 'tune/lease.json'],
  ])('finds its jobs again after a crash before the %s is written', async (_, ending) => {
    world.objects.failNext('write', ending, new Error('killed'));
    await expect(receive(event())).rejects.toThrow('killed');
    await receive(event());
    expect(created()).toEqual(['lora-8', 'lora-16']);
  });

  test('goes on with the candidate whose creation found the quota used up', async () => {
    await tuningJobs.create(run, tunedCandidates(run.configuration)[0]!, versioned);
    tuningJobs.failNext(new RetryableError('RESOURCE_EXHAUSTED'));
    await expect(receive(event())).rejects.toThrow('RESOURCE_EXHAUSTED');
    await receive(event());
    expect(created()).toEqual(['lora-8', 'lora-16']);
  });

  test('goes on with the first job of a candidate that was asked for twice', async () => {
    const [candidate] = tunedCandidates(run.configuration);
    const { name } = await tuningJobs.create(run, candidate!, versioned);
    await tuningJobs.create(run, candidate!, versioned);
    await receive(event());
    expect(created()).toEqual(['lora-8', 'lora-8', 'lora-16']);
    expect(world.published).toMatchObject([{ data: { jobs: [{ candidate: 'lora-8', job: name }, {}] } }]);
  });

  test('fails for a candidate that Vertex AI will not take', async () => {
    tuningJobs.failNext(new PermanentError('INVALID_ARGUMENT: epoch_count'));
    await receive(event());
    expect(await world.ledger.findResult(run, 'tune')).toMatchObject({ status: 'failed' });
    expect(world.published).toMatchObject([{ type: 'landfall.stage.failed.v1' }]);
  });

  test('creates nothing for a run that a person has ended, and cancels what it had created', async () => {
    await tuningJobs.create(run, tunedCandidates(run.configuration)[0]!, versioned);
    await cancelRun(world, run);
    await receive(event());
    expect(tuningJobs.jobs).toMatchObject([{ candidate: 'lora-8', state: 'cancelled' }]);
    expect(world.published).toEqual([]);
  });
});
