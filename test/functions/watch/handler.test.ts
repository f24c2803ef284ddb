import { beforeEach, describe, expect, test } from '@jest/globals';
import { tunedCandidates } from '../../../core/candidates';
import type { DroppedRecord } from '../../../core/dropped';
import { RetryableError } from '../../../core/errors';
import { defineStage } from '../../../functions/shared/stage/stage';
import { findRuns, settle, watch } from '../../../functions/watch/handler';
import versioned from '../../../schemas/events/examples/dataset.versioned.v1.json';
import type { EventData, TuningProgress } from '../../../schemas/generated/types';
import type { TuningLosses } from '../../../functions/shared/models/provider';
import { answersAtOnce, createFakeTuningJobs, noLosses, type FakeTuningJobs } from '../fake-tuning';
import { cancelRun, createWorld, exampleRun, pushed, settled, type World } from '../fakes';
import { createFakeBatches } from '../fake-batches';

const run = exampleRun();
const tick = () => pushed('landfall.watch.tick.v1', {});
const done = { state: 'succeeded', model: 'm', endpoint: 'e', seconds: 60 } as const;

describe('watch', () => {
  let world: World;
  let tuningJobs: FakeTuningJobs;
  let losses: TuningLosses;
  let receive: (event: ReturnType<typeof pushed>) => Promise<void>;

  beforeEach(async () => {
    world = createWorld();
    tuningJobs = createFakeTuningJobs();
    losses = noLosses();
    receive = defineStage({
      name: 'watch',
      createDeps: () => ({
        ...world,
        tuningOf: () => tuningJobs,
        lossesOf: () => losses,
        warehouse: { hasEnded: async () => true },
        batchOf: createFakeBatches(world.objects).batchOf,
        endpointsOf: answersAtOnce,
      }),
      findRuns,
      handle: watch,
      settle,
    });
    await start(run.run);
  });

  type Started = EventData['landfall.tuning.started.v1'];
  async function start(
    id: string,
    status: 'succeeded' | 'failed' = 'succeeded',
    refused: NonNullable<Started['refused']> = [],
  ) {
    const name = { ...run, run: id };
    await world.ledger.createRun(name);
    await world.ledger.inFlight('tuning').mark({ pipeline: run.pipeline, run: id });
    const jobs = [];
    for (const candidate of tunedCandidates(run.configuration)) {
      if (refused.some((each) => each.candidate === candidate.id)) continue;
      const job = await tuningJobs.create(name, candidate, { trainUri: 'gs://a/t.jsonl' });
      jobs.push({ candidate: job.candidate, base: job.base, job: job.name });
    }
    const data = { pipeline: run.pipeline, run: id, jobs, refused };
    const times = { startedAt: '2026-11-23T10:00:00Z', finishedAt: '2026-11-23T10:00:01Z' };
    await world.ledger.recordResult(name, {
      stage: 'tune',
      status,
      ...times,
      output: { type: 'landfall.tuning.started.v1', data },
    });
  }

  test('says nothing while a job is under way', async () => {
    tuningJobs.end('lora-8', done);
    await receive(tick());
    expect(world.published).toEqual([]);
    expect(await world.ledger.inFlight('tuning').list()).toHaveLength(1);
  });

  const progress = async () =>
    JSON.parse((await world.objects.read(world.ledger.uri(run, 'tune/progress.json')))!.text) as TuningProgress;

  test('records the losses of a job that has succeeded, which it asks for until it has them', async () => {
    const curves = { training: [{ step: 1, loss: 2.5 }], validation: [] };
    let asked = 0;
    const isThere = [false, true];
    losses = {
      of: async ({ candidate }) => {
        expect(candidate).toBe('lora-8');
        asked++;
        if (!isThere.shift()) throw new RetryableError('asking the experiment: PERMISSION_DENIED');
        return curves;
      },
    };
    await receive(tick());
    tuningJobs.end('lora-8', done);
    await receive(tick());
    expect((await progress()).jobs[0]).toMatchObject({ lossesUnknown: 'asking the experiment: PERMISSION_DENIED' });
    await receive(tick());
    await receive(tick());
    expect((await progress()).jobs[0]!.losses).toEqual(curves);
    expect((await progress()).jobs[0]).not.toHaveProperty('lossesUnknown');
    expect(asked).toBe(2);
  });

  test('says of a run what has become of it, though nobody knows its losses', async () => {
    losses = { of: () => Promise.reject(new TypeError('fetch failed')) };
    tuningJobs.end('lora-8', done);
    tuningJobs.end('lora-16', { state: 'failed', error: 'x' });
    await receive(tick());
    expect(world.published).toMatchObject([{ type: 'landfall.tuning.finished.v1' }]);
    expect((await progress()).jobs).toMatchObject([{ lossesUnknown: 'fetch failed' }, { state: 'failed' }]);
  });

  test('records how each job stands, anew only when that has changed', async () => {
    const createdAt = '2026-11-23T10:00:00.000Z';
    tuningJobs.end('lora-8', { createdAt });
    tuningJobs.end('lora-16', { createdAt });
    await receive(tick());
    expect((await progress()).jobs).toMatchObject([
      { candidate: 'lora-8', state: 'queued', createdAt },
      { candidate: 'lora-16', state: 'queued', createdAt },
    ]);
    const at = (await progress()).at;
    await world.clock.advance(60_000);
    await receive(tick());
    expect((await progress()).at).toBe(at);

    tuningJobs.end('lora-8', { startedAt: '2026-11-23T10:00:30.000Z', steps: 402 });
    tuningJobs.end('lora-16', { state: 'cancelled', endedAt: '2026-11-23T10:00:40.000Z' });
    await receive(tick());
    expect((await progress()).jobs).toMatchObject([{ state: 'running', steps: 402 }, { state: 'cancelled' }]);
  });

  test('cancels a job that has not ended after its deadline, and goes on with the others', async () => {
    const createdAt = '2026-11-23T10:00:00.000Z';
    tuningJobs.end('lora-8', { ...done, createdAt });
    tuningJobs.end('lora-16', { createdAt });
    await world.clock.advance(24 * 3_600_000 - 60_000);
    await receive(tick());
    expect(tuningJobs.jobs[1]!.state).toBe('running');
    await world.clock.advance(60_000);
    await receive(tick());
    expect(tuningJobs.jobs[1]!.state).toBe('cancelled');
    await receive(tick());
    expect(world.published).toMatchObject([
      {
        data: {
          candidates: [
            { id: 'lora-8', state: 'succeeded' },
            { id: 'lora-16', state: 'cancelled' },
          ],
        },
      },
    ]);
  });

  test('says what was billed, and what that came to at the prices of the run', async () => {
    const startedAt = '2026-11-23T10:00:30.000Z';
    tuningJobs.end('lora-8', { ...done, startedAt, billedTokens: 300_000 });
    tuningJobs.end('lora-16', { state: 'failed', error: 'no room' });
    const priced = exampleRun(({ baseModels }) => {
      baseModels['gemini-3.5-flash-lite'] = { price: { training: 10 } };
    });
    await world.objects.write(world.ledger.uri(run, 'run.json'), JSON.stringify(priced));
    const entry = { run: run.run, purpose: 'tuning' as const, at: startedAt, committed: 3.75 };
    const entries = { [`${run.run}/tune/lora-8`]: entry, [`${run.run}/tune/lora-16`]: entry };
    const spending = { pipeline: run.pipeline, month: '2026-11', currency: 'USD', entries };
    await world.ledger.replaceSpending(spending, undefined);
    await receive(tick());
    // 300,000 tokens at $10 a million; what never began costs nothing.
    expect(world.published).toMatchObject([
      {
        data: {
          candidates: [
            { billedTokens: 300_000, spent: 3 },
            { billedTokens: 0, spent: 0 },
          ],
        },
      },
    ]);
    const settledEntries = (await world.ledger.findSpending(run.pipeline, '2026-11'))!.value.entries;
    expect(Object.values(settledEntries)).toMatchObject([{ spent: 3 }, { spent: 0 }]);
  });

  test('forgets a run that a person has ended, and says nothing of its jobs', async () => {
    await cancelRun(world, run);
    tuningJobs.end('lora-8', done);
    tuningJobs.end('lora-16', { state: 'cancelled' });
    await receive(tick());
    expect(world.published).toEqual([]);
    expect(await world.ledger.inFlight('tuning').list()).toEqual([]);
  });

  test('says once that all have ended, and forgets the run', async () => {
    tuningJobs.end('lora-8', done);
    tuningJobs.end('lora-16', { state: 'failed', error: 'out of memory' });
    await receive(tick());
    await receive(tick());
    expect(world.published).toMatchObject([
      {
        id: `${run.run}/watch`,
        type: 'landfall.tuning.finished.v1',
        data: {
          candidates: [
            { id: 'lora-8', state: 'succeeded', endpoint: 'e', seconds: 60 },
            { id: 'lora-16', state: 'failed', error: 'out of memory' },
          ],
        },
      },
    ]);
    expect(await world.ledger.inFlight('tuning').list()).toEqual([]);
  });

  test('says how many examples tuning has cut off', async () => {
    tuningJobs.end('lora-8', { ...done, truncatedExamples: 12 });
    tuningJobs.end('lora-16', done);
    await receive(tick());
    const { candidates } = world.published[0]!.data as EventData['landfall.tuning.finished.v1'];
    expect(candidates.map(({ truncatedExamples }) => truncatedExamples)).toEqual([12, undefined]);
    expect(world.lines).toContainEqual(
      expect.objectContaining({
        severity: 'WARNING',
        message: 'lora-8: 12 training examples longer than its base reads, and cut off',
      }),
    );
  });

  describe('where a tuner drops training examples', () => {
    const dropped = [{ line: 2, reason: 'too many tokens' }, { line: 9 }];
    const row = 'gs://landing/email-summary/monday/emails.jsonl#1:17';
    const recordUri = () => world.ledger.uri(run, 'tune/dropped/lora-8.json');
    const record = () => JSON.parse(world.objects.text(recordUri())!) as DroppedRecord;

    beforeEach(async () => {
      const lineage = [
        { split: 'evaluation', line: 2, key: 'a', origins: ['gs://landing/other#1:1'] },
        { split: 'train', line: 1, key: 'b', origins: ['gs://landing/other#1:2'] },
        { split: 'train', line: 2, key: 'c', origins: [row] },
      ];
      world.objects.put(versioned.cardUri, JSON.stringify({ lineageUri: 'gs://a/lineage.jsonl' }));
      world.objects.put('gs://a/lineage.jsonl', `${lineage.map((line) => JSON.stringify(line)).join('\n')}\n`);
      const times = { startedAt: '2026-11-23T10:00:00Z', finishedAt: '2026-11-23T10:00:01Z' };
      const output = { type: 'landfall.dataset.versioned.v1', data: { ...versioned, train: 100 } } as const;
      await world.ledger.recordResult(run, { stage: 'transform', status: 'succeeded', ...times, output });
      tuningJobs.end('lora-16', done);
    });

    test('they are on record with the rows that they were made of, as soon as they are told', async () => {
      tuningJobs.end('lora-8', { truncatedExamples: 3, dropped });
      await receive(tick());
      expect(record()).toEqual({
        candidate: 'lora-8',
        count: 3,
        sample: [
          { line: 2, reason: 'too many tokens', origins: [row] },
          { line: 9, origins: [] },
        ],
      });
      expect(tuningJobs.jobs[0]!.state).toBe('running');
      expect(world.objects.text(world.ledger.uri(run, 'tune/dropped/lora-16.json'))).toBeUndefined();
    });

    test('they are listed by their lines where the files of the version are gone', async () => {
      world.objects.purge('gs://a/lineage.jsonl');
      tuningJobs.end('lora-8', { truncatedExamples: 3, dropped });
      await receive(tick());
      expect(record().sample).toMatchObject([{ line: 2, origins: [] }, { line: 9 }]);
    });

    test('a job that drops more than the pipeline allows is cancelled while it runs, and its candidate has failed of that', async () => {
      tuningJobs.end('lora-8', { truncatedExamples: 11, dropped });
      await receive(tick());
      expect(tuningJobs.jobs[0]!.state).toBe('cancelled');
      await receive(tick());
      const error = '11 of 100 training examples were cut off or left out, more than the 10 % of tuning.maximumDroppedShare, such as emails.jsonl row 17 (too many tokens)'; // prettier-ignore
      expect(world.published).toMatchObject([
        { data: { candidates: [{ id: 'lora-8', state: 'cancelled', error }, { state: 'succeeded' }] } },
      ]);
    });

    test('a candidate that has ended so has failed, by the examples that the provider counted', async () => {
      tuningJobs.end('lora-8', { ...done, truncatedExamples: 3, dropped, examples: 20 });
      await receive(tick());
      expect(world.published).toMatchObject([
        { data: { candidates: [{ id: 'lora-8', state: 'failed', error: expect.stringContaining('3 of 20') }, {}] } },
      ]);
    });

    test('a crash before the record costs the record alone', async () => {
      tuningJobs.end('lora-8', { ...done, truncatedExamples: 3, dropped });
      world.objects.failNext('write', 'tune/dropped/lora-8.json', new Error('killed'));
      await receive(tick());
      expect(world.published).toEqual([]);
      await receive(tick());
      expect(record().count).toBe(3);
      expect(world.published).toMatchObject([{ data: { candidates: [{ state: 'succeeded' }, {}] } }]);
    });
  });

  describe('where the best checkpoint of a candidate is wanted', () => {
    const checkpoints = [10, 20, 30].map((step) => ({ step, endpoint: `e-${step}` }));
    const endpoints = { endpoint: 'e-30', checkpointEndpoints: ['e-10', 'e-20'], checkpoints };
    const endedAt = '2026-11-24T10:00:00.000Z';
    let curve: { step: number; loss: number }[];

    beforeEach(async () => {
      curve = [
        { step: 10, loss: 0.9 },
        { step: 20, loss: 0.5 },
        { step: 30, loss: 0.6 },
      ];
      losses = { of: async () => ({ training: [], validation: curve }) };
      const [first] = tunedCandidates(run.configuration);
      const best = exampleRun((configuration) => {
        configuration.candidates = tunedCandidates(run.configuration).map((each) => ({
          ...each,
          checkpoints: each.id === first!.id ? 'best' : 'all',
        }));
      });
      await world.objects.write(world.ledger.uri(run, 'run.json'), JSON.stringify({ ...best, run: run.run }));
      for (const { candidate } of tuningJobs.jobs) tuningJobs.end(candidate, { ...done, ...endpoints, endedAt });
    });
    const finished = () =>
      (world.published[0]?.data as EventData['landfall.tuning.finished.v1'] | undefined)?.candidates;

    test('that of the lowest validation loss answers for it, and the others are told as such', async () => {
      await receive(tick());
      expect(finished()).toMatchObject([
        {
          id: 'lora-8',
          model: 'm',
          endpoint: 'e-20',
          checkpointEndpoints: ['e-10', 'e-30'],
          checkpoint: { place: 2, of: 3, step: 20, loss: 0.5 },
        },
        { id: 'lora-16', endpoint: 'e-30', checkpointEndpoints: ['e-10', 'e-20'] },
      ]);
      expect(finished()![1]!.checkpoint).toBeUndefined();
      expect(world.lines).toContainEqual(
        expect.objectContaining({ message: 'lora-8: checkpoint 2 of 3, by validation loss 0.50' }),
      );
    });

    test('a model that is named by where it answers is named so', async () => {
      tuningJobs.end('lora-8', { model: 'e-30' });
      await receive(tick());
      expect(finished()).toMatchObject([{ model: 'e-20', endpoint: 'e-20' }, { model: 'm' }]);
    });

    test('losses are waited for half an hour, and then the last answers, which is told', async () => {
      curve = [];
      await world.clock.advance(Date.parse(endedAt) - world.clock.now().getTime());
      await receive(tick());
      expect(finished()).toBeUndefined();
      await world.clock.advance(31 * 60_000);
      await receive(tick());
      expect(finished()).toMatchObject([{ endpoint: 'e-30', checkpoint: { place: 3, of: 3, step: 30 } }, {}]);
      expect(world.lines).toContainEqual(
        expect.objectContaining({ message: 'lora-8: checkpoint 3 of 3, the last: no validation loss is known' }),
      );
    });

    test('a job that failed has none', async () => {
      tuningJobs.end('lora-8', { state: 'failed', error: 'x' });
      await receive(tick());
      expect(finished()![0]!.checkpoint).toBeUndefined();
    });
  });

  test('lets only one of two ticks at the same time speak', async () => {
    tuningJobs.end('lora-8', done);
    tuningJobs.end('lora-16', done);
    await Promise.allSettled([receive(tick()), receive(tick())]);
    expect(world.published).toHaveLength(1);
  });

  test('leaves a run that an earlier tick is at work on to it, and is not delivered again', async () => {
    tuningJobs.end('lora-8', done);
    tuningJobs.end('lora-16', done);
    const get = tuningJobs.get.bind(tuningJobs);
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    tuningJobs.get = async (name) => {
      await answered;
      return get(name);
    };
    const earlier = receive(tick());
    await settled();
    await receive(tick());
    expect(world.lines).toMatchObject([
      { severity: 'WARNING', message: expect.stringMatching(/^left to the next tick: .* is held by /) },
    ]);
    expect(world.published).toEqual([]);
    answer();
    await earlier;
    expect(world.published).toHaveLength(1);
  });

  test('does what it can when the marks cannot be listed: the next tick does the rest', async () => {
    tuningJobs.end('lora-8', done);
    tuningJobs.end('lora-16', done);
    world.objects.failNext('list', 'inflight/tuning/', new Error('storage is away'));
    await receive(tick());
    expect(world.lines).toMatchObject([{ message: 'unforeseen, left to the next tick: storage is away' }]);
    await receive(tick());
    expect(world.published).toHaveLength(1);
  });

  test('fails the run when no candidate was tuned, with every reason', async () => {
    tuningJobs.end('lora-8', { state: 'failed', error: 'bad data' });
    tuningJobs.end('lora-16', { state: 'cancelled' });
    await receive(tick());
    expect(world.published).toMatchObject([
      {
        type: 'landfall.stage.failed.v1',
        data: { error: { message: 'no candidate was tuned: lora-8 failed (bad data); lora-16 cancelled' } },
      },
    ]);
    expect(await world.ledger.inFlight('tuning').list()).toEqual([]);
  });

  test('tells of those that the provider did not take, where no other was tuned either', async () => {
    const id = '20261125-00000002';
    await start(id, 'succeeded', [{ candidate: 'lora-8', base: 'b', reason: 'no such base' }]);
    for (const job of tuningJobs.jobs) Object.assign(job, { state: 'failed', error: 'bad data' });
    await receive(tick());
    expect((await world.ledger.findResult({ ...run, run: id }, 'watch'))!.error!.message).toBe(
      'no candidate was tuned: lora-16 failed (bad data); lora-8 not taken (no such base)',
    );
  });

  test('speaks again on the next tick when it died before it forgot the run', async () => {
    tuningJobs.end('lora-8', done);
    tuningJobs.end('lora-16', done);
    world.objects.failNext('remove', `${run.run}.json`, new Error('killed'));
    await receive(tick());
    expect(world.lines).toMatchObject([
      {},
      { severity: 'ERROR', message: 'unforeseen, left to the next tick: killed' },
    ]);
    await receive(tick());
    expect(new Set(world.published.map(({ id }) => id))).toEqual(new Set([`${run.run}/watch`]));
    expect(await world.ledger.inFlight('tuning').list()).toEqual([]);
  });

  test('looks after the other runs when one of them cannot be asked about', async () => {
    await start('20261124-00000000');
    for (const job of tuningJobs.jobs) Object.assign(job, done);
    const get = tuningJobs.get.bind(tuningJobs);
    tuningJobs.get = async (name) => {
      if (name.endsWith('/1')) throw new RetryableError('UNAVAILABLE');
      return get(name);
    };
    await receive(tick());
    expect(world.lines).toContainEqual(
      expect.objectContaining({ severity: 'WARNING', message: 'left to the next tick: UNAVAILABLE' }),
    );
    expect(world.published).toMatchObject([{ id: '20261124-00000000/watch' }]);
  });

  test('gives up a run whose jobs cannot be asked about for a day, with the last reason, and asks every minute until then', async () => {
    const hour = 3_600_000;
    const get = tuningJobs.get.bind(tuningJobs);
    tuningJobs.get = () => Promise.reject(new RetryableError('PERMISSION_DENIED'));
    await receive(tick());
    await world.clock.advance(23 * hour);
    tuningJobs.get = get;
    await receive(tick());
    // Heard of in between: the day begins anew.
    tuningJobs.get = () => Promise.reject(new RetryableError('PERMISSION_DENIED'));
    await world.clock.advance(2 * hour);
    await receive(tick());
    await world.clock.advance(24 * hour - 1);
    tuningJobs.get = () => Promise.reject(new RetryableError('UNAVAILABLE'));
    await receive(tick());
    expect(await world.ledger.findResult(run, 'watch')).toBeUndefined();
    await world.clock.advance(1);
    await receive(tick());
    const message = 'its tuning jobs could not be asked about for 24 h, since 2026-11-24T11:00:00.000Z: UNAVAILABLE';
    expect(await world.ledger.findResult(run, 'watch')).toMatchObject({ status: 'failed', error: { message } });
    expect(world.published).toMatchObject([{ type: 'landfall.stage.failed.v1', data: { stage: 'watch' } }]);
    expect(await world.ledger.inFlight('tuning').list()).toEqual([]);
  });

  test('forgets a run that was cancelled before its jobs were all created', async () => {
    const key = { pipeline: run.pipeline, run: '20261125-00000001' };
    world = createWorld();
    await world.ledger.createRun({ ...run, run: key.run });
    await world.ledger.inFlight('tuning').mark(key);
    await receive(tick());
    expect(await world.ledger.inFlight('tuning').list()).toHaveLength(1);
    await cancelRun(world, key);
    await receive(tick());
    expect(await world.ledger.inFlight('tuning').list()).toEqual([]);
    expect(world.published).toEqual([]);
  });

  test('forgets a run whose tuning never came about', async () => {
    world = createWorld();
    await start('20261125-00000000', 'failed');
    await receive(tick());
    expect(await world.ledger.inFlight('tuning').list()).toEqual([]);
    expect(world.published).toEqual([]);
  });

  test('takes no more runs at a time than fit into its memory, and all of them over the minutes', async () => {
    for (let index = 0; index < 449; index += 1) await start(`20261123-${String(index).padStart(8, '0')}`);
    const deps = {
      ...world,
      tuningOf: () => tuningJobs,
      lossesOf: () => losses,
      warehouse: { hasEnded: async () => true },
      batchOf: createFakeBatches(world.objects).batchOf,
      endpointsOf: answersAtOnce,
    };
    const seen = new Set<string>();
    for (let minute = 0; minute < 3; minute += 1) {
      const found = await findRuns({}, deps, { isTimeUp: () => false });
      expect(found).toHaveLength(300);
      for (const each of found) seen.add(each.run);
      await world.clock.advance(60_000);
    }
    expect(seen.size).toBe(450);
  });
});
