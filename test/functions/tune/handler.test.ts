import { beforeEach, describe, expect, test } from '@jest/globals';
import { tunedCandidates } from '../../../core/candidates';
import { PermanentError, RetryableError } from '../../../core/errors';
import { defineStage } from '../../../functions/shared/stage/stage';
import { settle, tune } from '../../../functions/tune/handler';
import versioned from '../../../schemas/events/examples/dataset.versioned.v1.json';
import card from '../../../schemas/examples/dataset.json';
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

  const retired = new PermanentError('NOT_FOUND: the base model is gone');
  const forbidden = new RetryableError('PERMISSION_DENIED', { cause: { code: 7 } });
  const failing = new RetryableError('INTERNAL', { cause: { code: 13 }, mayBeOfInput: true });

  test('goes on without a candidate that the provider will not take, and does not ask again', async () => {
    tuningJobs.refuse('lora-8', retired);
    world.objects.failNext('write', 'tune/result.json', new Error('killed'));
    await expect(receive(event())).rejects.toThrow('killed');
    tuningJobs.refuse('lora-8', new PermanentError('asked again'));
    await receive(event());
    expect(created()).toEqual(['lora-16']);
    const refused = [{ candidate: 'lora-8', base: 'gemini-3.5-flash-lite', reason: retired.message }];
    expect(world.published).toMatchObject([{ data: { jobs: [{ candidate: 'lora-16' }], refused } }]);
  });

  test('fails where the provider takes none, with all reasons', async () => {
    tuningJobs.refuse('lora-8', retired);
    tuningJobs.refuse('lora-16', new PermanentError('INVALID_ARGUMENT: adapter_size'));
    await receive(event());
    expect(await world.ledger.findResult(run, 'tune')).toMatchObject({
      status: 'failed',
      error: {
        message: `no candidate is tuned: lora-8 (${retired.message}); lora-16 (INVALID_ARGUMENT: adapter_size)`,
        where: 'candidate lora-8, lora-16',
      },
    });
  });

  test('fails at the first that is not taken, where the pipeline has it so', async () => {
    const strict = exampleRun(({ pipeline }) => (pipeline.tuning.onFailure = 'fail'));
    strict.run = '20261123-00000009';
    await world.ledger.createRun(strict);
    tuningJobs.refuse('lora-8', retired);
    await receive(pushed('landfall.dataset.versioned.v1', { ...versioned, run: strict.run }));
    expect(created()).toEqual([]);
    const { error } = (await world.ledger.findResult(strict, 'tune'))!;
    expect(error!.message).toBe(
      `not every candidate is tuned, and tuning.onFailure is fail: lora-8 (${retired.message})`,
    );
  });

  test.each([
    ['a permission', forbidden],
    ['a failure of the service', failing],
  ])(
    'starts the others first where %s stands in the way of one, and after some tries goes on without it',
    async (_, error) => {
      tuningJobs.refuse('lora-8', error);
      for (let delivery = 0; delivery < 5; delivery++) await expect(receive(event())).rejects.toThrow(error.message);
      expect(created()).toEqual(['lora-16']);
      await receive(event());
      expect(world.published).toMatchObject([
        { data: { jobs: [{ candidate: 'lora-16' }], refused: [{ candidate: 'lora-8', reason: error.message }] } },
      ]);
    },
  );

  test('tries on for as long as no candidate may be tuned: it is the deployment that is at fault', async () => {
    for (const candidate of ['lora-8', 'lora-16']) tuningJobs.refuse(candidate, forbidden);
    for (let delivery = 0; delivery < 9; delivery++)
      await expect(receive(event())).rejects.toThrow('PERMISSION_DENIED');
    expect(await world.ledger.findResult(run, 'tune')).toBeUndefined();
  });

  test('keeps the job on record, though an earlier one of a broken-off creation is seen later', async () => {
    const [candidate] = tunedCandidates(run.configuration);
    await receive(event());
    const late = await tuningJobs.create(run, candidate!, versioned);
    tuningJobs.jobs.unshift(tuningJobs.jobs.pop()!);
    await receive(event());
    expect(tuningJobs.jobs.filter(({ state }) => state === 'cancelled')).toMatchObject([{ name: late.name }]);
  });

  test('creates nothing for a run that a person has ended, and cancels what it had created', async () => {
    await tuningJobs.create(run, tunedCandidates(run.configuration)[0]!, versioned);
    await cancelRun(world, run);
    await receive(event());
    expect(tuningJobs.jobs).toMatchObject([{ candidate: 'lora-8', state: 'cancelled' }]);
    expect(world.published).toEqual([]);
  });
});

describe('what tuning may cost', () => {
  const price = { currency: 'USD', input: 1, output: 1, tunedFactor: 1, training: 100 };
  // The example card has about 98,800 training tokens: three epochs at $100 a million are $29.64, held at 1.25 times that.
  const each = 37.05;
  let world: World;
  let tuningJobs: FakeTuningJobs;

  const receiveOf = (priced: ReturnType<typeof exampleRun>) => {
    const handler = defineStage({
      name: 'tune',
      createDeps: () => ({ ...world, tuningOf: () => tuningJobs }),
      handle: tune,
      settle,
    });
    return () => handler(pushed('landfall.dataset.versioned.v1', { ...versioned, run: priced.run }));
  };
  const pricedRun = async (
    tuning: Partial<ReturnType<typeof exampleRun>['configuration']['pipeline']['tuning']>,
    machine: { machineHour?: number } = {},
  ) => {
    const priced = exampleRun(({ baseModels, pipeline }) => {
      baseModels['gemini-3.5-flash-lite'] = {
        ...baseModels['gemini-3.5-flash-lite'],
        price: { ...price, ...machine },
      };
      pipeline.tuning = { ...pipeline.tuning, ...tuning };
    });
    await world.ledger.createRun(priced);
    return priced;
  };
  const entries = async () => (await world.ledger.findSpending('email-summary', '2026-11'))?.value.entries ?? {};
  const created = () => tuningJobs.jobs.map(({ candidate }) => candidate);

  beforeEach(() => {
    world = createWorld();
    tuningJobs = createFakeTuningJobs();
    world.objects.put(versioned.cardUri, JSON.stringify(card));
  });

  test('is committed before the first job, and said with each', async () => {
    const priced = await pricedRun({ budget: { run: 100, month: 100 } });
    tuningJobs.failNext(new RetryableError('unreachable'));
    await expect(receiveOf(priced)()).rejects.toThrow('unreachable');
    expect(created()).toEqual([]);
    expect(Object.keys(await entries())).toEqual(
      ['evaluate', 'tune/lora-8', 'tune/lora-16'].map((end) => `${priced.run}/${end}`),
    );
    expect((await entries())[`${priced.run}/tune/lora-8`]).toMatchObject({
      purpose: 'tuning',
      base: 'gemini-3.5-flash-lite',
      dataset: versioned.version,
      committed: expect.closeTo(each, 1),
    });
  });

  test('is the hours of the machines too on which candidates are evaluated, and nothing is tuned without room for them', async () => {
    const priced = await pricedRun({ budget: { run: 200, month: 200 } }, { machineHour: 20 });
    await receiveOf(priced)();
    // Two machines, each for an hour and the half until it sleeps, held at 1.25 times that, and the base's answers.
    const held = (await entries())[`${priced.run}/evaluate`]!.committed;
    expect(held).toBeGreaterThan(75);
    expect(held).toBeLessThan(75.5);
  });

  test('ends a run that has no room for the machines', async () => {
    const priced = await pricedRun({ budget: { run: 70, month: 200 }, onOverBudget: 'leaveOut' }, { machineHour: 20 });
    await receiveOf(priced)();
    expect(created()).toEqual([]);
    expect((await world.ledger.findResult(priced, 'tune'))!.error!.message).toMatch(
      /^the evaluation may take \$75\.\d\d/,
    );
  });

  test('is held for every creation that may have come to something, and no job is created without room', async () => {
    const priced = await pricedRun({ budget: { run: 100, month: 100 } });
    const receive = receiveOf(priced);
    tuningJobs.failNext(new RetryableError('the connection broke'));
    await expect(receive()).rejects.toThrow('the connection broke');
    await world.clock.advance(10_000);
    // A second creation of lora-8 would hold $37 more than the $100 have room for.
    await expect(receive()).rejects.toThrow(
      'whether the tuning job of lora-8 was created already is seen in 15 minutes',
    );
    await world.clock.advance(16 * 60_000);
    await receive();
    expect(created()).toEqual(['lora-8', 'lora-16']);
  });

  test('is free at once when the provider says that it has no room', async () => {
    const priced = await pricedRun({ budget: { run: 100, month: 100 } });
    tuningJobs.failNext(new RetryableError('quota', { cause: { code: 8 } }));
    await expect(receiveOf(priced)()).rejects.toThrow('quota');
    await receiveOf(priced)();
    expect(created()).toEqual(['lora-8', 'lora-16']);
  });

  test('ends a run before a job is created when it is more than the budget', async () => {
    const priced = await pricedRun({ budget: { run: 60, month: 100 } });
    await receiveOf(priced)();
    expect(created()).toEqual([]);
    expect(await entries()).toEqual({});
    const { error } = (await world.ledger.findResult(priced, 'tune'))!;
    expect(error!.message).toMatch(
      /^tuning lora-16 may take \$37\.\d\d, and of the \$60\.00 that a run may spend \(tuning\.budget\.run\) \$2\d\.\d\d are left$/,
    );
    expect(error!.where).toBe('pipelines/email-summary/pipeline.yaml, tuning.budget.run');
    expect(error!.fix).toMatch(/raise tuning\.budget\.run/);
  });

  test('is given back for a candidate that the provider will not take', async () => {
    const priced = await pricedRun({ budget: { run: 100, month: 100 } });
    tuningJobs.refuse('lora-8', new PermanentError('INVALID_ARGUMENT'));
    await receiveOf(priced)();
    expect((await entries())[`${priced.run}/tune/lora-8`]).toMatchObject({ spent: 0 });
    expect((await entries())[`${priced.run}/tune/lora-16`]).not.toHaveProperty('spent');
  });

  test('is held once however often the provider forbids a job, and given back in the end', async () => {
    const priced = await pricedRun({ budget: { run: 100, month: 100 } });
    const forbidden = new RetryableError('PERMISSION_DENIED', { cause: { code: 7 } });
    tuningJobs.refuse('lora-8', forbidden);
    for (let delivery = 0; delivery < 5; delivery++)
      await expect(receiveOf(priced)()).rejects.toThrow('PERMISSION_DENIED');
    await receiveOf(priced)();
    expect(created()).toEqual(['lora-16']);
    expect((await entries())[`${priced.run}/tune/lora-8`]).toMatchObject({ spent: 0 });
  });

  test('stays held where an earlier try may have created the job after all', async () => {
    const priced = await pricedRun({ budget: { run: 150, month: 150 } });
    tuningJobs.failNext(new RetryableError('the connection broke'));
    await expect(receiveOf(priced)()).rejects.toThrow('the connection broke');
    tuningJobs.refuse('lora-8', new PermanentError('INVALID_ARGUMENT'));
    await world.clock.advance(10_000);
    await receiveOf(priced)();
    expect(created()).toEqual(['lora-16']);
    expect((await entries())[`${priced.run}/tune/lora-8`]).not.toHaveProperty('spent');
  });

  test('leaves out what does not fit, where the pipeline has it so', async () => {
    const priced = await pricedRun({ budget: { run: 60, month: 100 }, onOverBudget: 'leaveOut' });
    await receiveOf(priced)();
    expect(created()).toEqual(['lora-8']);
    expect(world.published).toMatchObject([
      {
        data: {
          jobs: [{ candidate: 'lora-8' }],
          leftOut: [{ candidate: 'lora-16', reason: expect.stringContaining('tuning.budget.run') }],
        },
      },
    ]);
  });

  test('is not begun when nobody can tell what it takes', async () => {
    const priced = await pricedRun({});
    world.objects.purge(versioned.cardUri);
    await receiveOf(priced)();
    expect(created()).toEqual([]);
    expect((await world.ledger.findResult(priced, 'tune'))!.error!.message).toMatch(/card .* is gone/);
  });

  test('is paid once: of two jobs of a candidate the later one is cancelled', async () => {
    const priced = await pricedRun({ budget: { run: 200, month: 200 } });
    const [first] = tunedCandidates(priced.configuration);
    await tuningJobs.create(priced, first!, versioned);
    await tuningJobs.create(priced, first!, versioned);
    await receiveOf(priced)();
    expect(tuningJobs.jobs.map(({ candidate, state }) => `${candidate} ${state}`)).toEqual([
      'lora-8 running',
      'lora-8 cancelled',
      'lora-16 running',
    ]);
  });
});
