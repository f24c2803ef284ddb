import { beforeEach, describe, expect, test } from '@jest/globals';
import { PermanentError, TimeUpError } from '../../../core/errors';
import { approvalPath } from '../../../core/ledger-layout';
import { encodeEvent } from '../../../functions/shared/stage/events';
import { defineStage } from '../../../functions/shared/stage/stage';
import { findRuns, settle, watch } from '../../../functions/watch/handler';
import evaluated from '../../../schemas/events/examples/model.evaluated.v1.json';
import finished from '../../../schemas/events/examples/tuning.finished.v1.json';
import type { EventData, Run, StageResult } from '../../../schemas/generated/types';
import { answersAtOnce, createFakeTuningJobs, noLosses } from '../fake-tuning';
import { cancelRun, createWorld, delivery, exampleRun, pushed, settled, type World } from '../fakes';
import { frozenModel } from '../../../functions/shared/models/provider';
import { createFakeBatches, type FakeBatches } from '../fake-batches';

const run = exampleRun();
/** Of the warehouse: those that are under way. */
const running = new Set<string>();
const warehouse = { hasEnded: async ({ job }: { job: string }) => !running.has(job) };
const tick = () => pushed('landfall.watch.tick.v1', {});
const output = { type: 'landfall.model.evaluated.v1', data: evaluated } as const;

describe('work that a stage has left under way', () => {
  let world: World;
  let begun: number;
  let batches: FakeBatches;
  let failNextPublish: Error | undefined;
  /** What the stage comes to, each time that it is begun; at last it has ended. */
  let outcomes: (() => Promise<undefined>)[];
  let receiveTick: (event: ReturnType<typeof pushed>) => Promise<void>;
  let evaluate: (event: ReturnType<typeof pushed>) => Promise<void>;

  beforeEach(async () => {
    world = createWorld();
    begun = 0;
    batches = createFakeBatches(world.objects);
    running.clear();
    failNextPublish = undefined;
    world.publish = async (event) => {
      const error = failNextPublish;
      failNextPublish = undefined;
      if (error) throw error;
      world.published.push(event);
    };
    outcomes = [async () => undefined];
    await start(run);
    receiveTick = defineStage({
      name: 'watch',
      createDeps: () =>
        Object.assign(world, {
          tuningOf: () => createFakeTuningJobs(),
          lossesOf: noLosses,
          warehouse,
          batchOf: batches.batchOf,
          endpointsOf: answersAtOnce,
        }),
      findRuns,
      handle: watch,
      settle,
    });
    evaluate = defineStage({
      name: 'evaluate',
      createDeps: () => world,
      handle: async () => {
        begun += 1;
        const next = outcomes.shift();
        return next ? next() : (output as never);
      },
    });
  });

  async function start(started: Run) {
    await world.ledger.createRun(started);
    await world.ledger.recordResult(started, {
      stage: 'watch',
      status: 'succeeded',
      startedAt: '2026-11-23T10:00:00Z',
      finishedAt: '2026-11-23T10:00:01Z',
      output: { type: 'landfall.tuning.finished.v1', data: { ...finished, run: started.run } },
    } as StageResult);
  }

  const event = () => pushed('landfall.tuning.finished.v1', finished as EventData['landfall.tuning.finished.v1']);
  const marked = () => world.ledger.inFlight('evaluate').list();
  const result = () => world.ledger.findResult(run, 'evaluate');

  /** Delivers what the tick has said again. */
  async function deliver() {
    const said = world.published.splice(0).filter(({ type }) => type === 'landfall.tuning.finished.v1');
    expect(said.every(({ again }) => again)).toBe(true);
    for (const each of said) {
      const { data, attributes } = encodeEvent(each);
      await evaluate(delivery({ data: data.toString('base64'), attributes }));
    }
    return said.length;
  }

  test('is marked, said again at the next tick, finished, and forgotten', async () => {
    await evaluate(event());
    expect(await marked()).toMatchObject([{ pipeline: run.pipeline, run: run.run }]);
    expect(await result()).toBeUndefined();

    await receiveTick(tick());
    expect(world.published).toMatchObject([
      { id: `${run.run}/watch`, type: 'landfall.tuning.finished.v1', data: finished },
    ]);
    await deliver();
    expect(begun).toBe(2);
    expect(await result()).toMatchObject({ status: 'succeeded' });
    expect(world.published).toMatchObject([{ type: 'landfall.model.evaluated.v1' }]);
    expect(await marked()).toEqual([]);

    world.published.length = 0;
    await receiveTick(tick());
    expect(world.published).toEqual([]);
  });

  test('may be left more than once', async () => {
    outcomes = [async () => undefined, async () => undefined];
    await evaluate(event());
    for (let ticks = 0; ticks < 2; ticks++) {
      await receiveTick(tick());
      expect(await deliver()).toBe(1);
    }
    expect(await result()).toMatchObject({ status: 'succeeded' });
  });

  test('is forgotten when the stage fails', async () => {
    await evaluate(event());
    outcomes = [() => Promise.reject(new PermanentError('NOT_FOUND: endpoint'))];
    await receiveTick(tick());
    await deliver();
    expect(await result()).toMatchObject({ status: 'failed' });
    expect(await marked()).toEqual([]);
  });

  test('is delivered again, not lost, after a crash before the mark', async () => {
    world.objects.failNext('write', `inflight/evaluate/${run.pipeline}/${run.run}.json`, new Error('killed'));
    await expect(evaluate(event())).rejects.toThrow('killed');
    await evaluate(event());
    expect(await result()).toMatchObject({ status: 'succeeded' });
  });

  test('keeps its mark when it cannot be said again now, and no other work waits for it', async () => {
    await evaluate(event());
    failNextPublish = new Error('Pub/Sub is away');
    await receiveTick(tick());
    expect(await marked()).toHaveLength(1);
    await receiveTick(tick());
    expect(await deliver()).toBe(1);
  });

  test.each([
    ['the mark goes', 'remove', `${run.run}.json`],
    ['the record', 'write', 'evaluate/result.json'],
  ] as const)('comes again with its message after a crash before %s', async (_, method, ending) => {
    await evaluate(event());
    await receiveTick(tick());
    world.objects.failNext(method, ending, new Error('killed'));
    await expect(deliver()).rejects.toThrow('killed');
    await evaluate(event());
    expect(await result()).toMatchObject({ status: 'succeeded' });
    expect(await marked()).toEqual([]);
  });

  test('says the same and is forgotten after a crash between record and event', async () => {
    await evaluate(event());
    await receiveTick(tick());
    failNextPublish = new Error('killed');
    await expect(deliver()).rejects.toThrow('killed');
    await evaluate(event());
    expect(begun).toBe(2);
    expect(world.published).toMatchObject([{ id: `${run.run}/evaluate` }]);
    expect(await marked()).toEqual([]);
  });

  test('is said once, however often the clock ticks until the stage begins', async () => {
    await evaluate(event());
    for (let ticks = 0; ticks < 30; ticks++) await receiveTick(tick());
    expect(world.published).toHaveLength(1);
  });

  test('is said again when it was left anew while it was said', async () => {
    await evaluate(event());
    const publish = world.publish.bind(world);
    // The stage is as fast as can be: it has begun and stopped before watch takes the mark away.
    world.publish = async (said) => {
      await publish(said);
      outcomes = [async () => undefined];
      if (said.type === 'landfall.tuning.finished.v1') await evaluate(event());
    };
    await receiveTick(tick());
    world.publish = publish;
    expect(await marked()).toHaveLength(1);
  });

  test('is not said again while the stage works on it, and a twin of its message waits', async () => {
    await evaluate(event());
    await receiveTick(tick());
    const [first] = world.published.splice(0);
    const second = first;
    let finish = () => {};
    outcomes = [
      async () => {
        await new Promise<void>((resolve) => (finish = resolve));
        return undefined;
      },
    ];
    const said = (each: typeof first) => {
      const { data, attributes } = encodeEvent(each!);
      return evaluate(delivery({ data: data.toString('base64'), attributes }));
    };
    const working = said(first);
    await settled();
    await expect(said(second)).rejects.toMatchObject({ name: 'RetryableError' });
    await receiveTick(tick());
    expect(world.published).toEqual([]);
    finish();
    await working;
    expect(await marked()).toHaveLength(1);
    await said(second);
    expect(begun).toBe(3);
    expect(await marked()).toEqual([]);
  });

  test('is left to the batch of answers that it waits for until that has ended', async () => {
    const [base] = Object.keys(run.configuration!.baseModels);
    const files = { requestsUri: 'gs://b/requests.jsonl', answersUri: 'gs://b/answers/' };
    world.objects.put(files.requestsUri, '{"request":{"contents":[{"parts":[{"text":"a question"}]}]}}');
    const batch = { id: 'base-100', base: frozenModel(run.configuration!, base!), ...files };
    const { name } = await batches.batchOf().create(run, batch);
    outcomes = [() => Promise.reject(new TimeUpError('it goes on', { waitsFor: { batch: name } }))];
    await evaluate(event());
    await receiveTick(tick());
    expect(world.published).toEqual([]);
    batches.end(() => undefined);
    await receiveTick(tick());
    expect(world.published).toMatchObject([{ type: 'landfall.tuning.finished.v1' }]);
  });

  test('that waits for a job of the warehouse is said again when that has ended, and not before', async () => {
    running.add('j-1');
    outcomes = [() => Promise.reject(new TimeUpError('it goes on', { waitsFor: { job: 'j-1', location: 'EU' } }))];
    await evaluate(event());
    expect(await world.ledger.inFlight('evaluate').find(run)).toMatchObject({
      waitsFor: { job: 'j-1', location: 'EU' },
    });
    for (let ticks = 0; ticks < 20; ticks++) await receiveTick(tick());
    expect(world.published).toEqual([]);
    running.clear();
    await receiveTick(tick());
    expect(await deliver()).toBe(1);
    expect(await result()).toMatchObject({ status: 'succeeded' });
  });

  test('is left to a person until that one has decided, however long it takes', async () => {
    const waits = () => Promise.reject(new TimeUpError('it waits', { waitsFor: { approval: run.run } }));
    outcomes = [waits];
    await evaluate(event());
    for (let ticks = 0; ticks < 3; ticks++) await receiveTick(tick());
    expect(await deliver()).toBe(0);
    world.objects.put(world.ledger.artifactUri(approvalPath(run)), '{"decision":"approved","by":"ana"}');
    await receiveTick(tick());
    expect(await deliver()).toBe(1);
    expect(await result()).toMatchObject({ status: 'succeeded' });
  });

  test('is not left to a person when the run is over before', async () => {
    outcomes = [() => Promise.reject(new TimeUpError('it waits', { waitsFor: { approval: run.run } }))];
    await evaluate(event());
    await cancelRun(world, run);
    await receiveTick(tick());
    expect(await deliver()).toBe(1);
    expect(await marked()).toEqual([]);
  });

  test('is brought back at every tick while its canary is judged', async () => {
    const holds = () => Promise.reject(new TimeUpError('it goes on', { waitsFor: { canary: run.run } }));
    outcomes = Array.from({ length: 150 }, () => holds);
    await evaluate(event());
    for (let ticks = 0; ticks < 150; ticks++) {
      await receiveTick(tick());
      expect(await deliver()).toBe(1);
    }
    expect(await result()).toMatchObject({ status: 'succeeded' });
  });

  test('that waits for the decision on another run is said again when that is made, however long it takes', async () => {
    const other = { ...run, run: '20261122-00000001' };
    await world.ledger.createRun(other);
    outcomes = [() => Promise.reject(new TimeUpError('the gate is taken', { waitsFor: { run: other.run } }))];
    await evaluate(event());
    for (let ticks = 0; ticks < 150; ticks++) await receiveTick(tick());
    expect(world.published).toEqual([]);
    const times = { startedAt: '', finishedAt: '' };
    await world.ledger.recordResult(other, { stage: 'deploy', status: 'succeeded', ...times });
    await receiveTick(tick());
    expect(await deliver()).toBe(1);
    expect(await result()).toMatchObject({ status: 'succeeded' });
  });

  test('that waits for answers of others is said again at every tick, to look whether they still come', async () => {
    const waits = () => Promise.reject(new TimeUpError('still to come', { waitsFor: { answers: 590 } }));
    outcomes = [waits, waits];
    await evaluate(event());
    for (let ticks = 0; ticks < 2; ticks++) {
      await receiveTick(tick());
      expect(await deliver()).toBe(1);
    }
    expect(await result()).toMatchObject({ status: 'succeeded' });
  });

  const comeBack = async (times: number) => {
    for (let back = 0; back < times; back++) {
      await receiveTick(tick());
      await deliver();
    }
  };

  test('is given up when it has come back a hundred times and came no further, and says so', async () => {
    outcomes = Array.from({ length: 200 }, () => async () => undefined);
    await evaluate(event());
    await comeBack(99);
    expect([begun, await result()]).toEqual([100, undefined]);
    await receiveTick(tick());
    await deliver();
    const error = {
      name: 'NoProgressError',
      message: 'given up after 101 attempts since 2026-11-23T10:00:00.000Z that came no further: the time is up',
      fix: 'read in the log of these attempts what was slow or refused, mend it, then drop the batch again',
    };
    expect(await result()).toMatchObject({ status: 'failed', error });
    expect(world.published).toMatchObject([{ type: 'landfall.stage.failed.v1', data: { stage: 'evaluate', error } }]);
    expect(await marked()).toEqual([]);
  });

  test('goes on as long as it comes further: by a part on record, or to another job', async () => {
    const parts = world.ledger.parts(run, 'evaluate');
    outcomes = Array.from({ length: 250 }, (_, n) => async () => {
      if (n > 125)
        throw new TimeUpError('it goes on', { waitsFor: { job: `j-${Math.floor(n / 60)}`, location: 'EU' } });
      if (n % 60 === 0) await parts.record(`part-${n}`, n);
      return undefined;
    });
    await evaluate(event());
    await comeBack(250);
    expect(begun).toBe(251);
    expect(await result()).toMatchObject({ status: 'succeeded' });
  });

  test('that cannot clear away in its time is brought back a hundred times, and keeps its result', async () => {
    evaluate = defineStage({
      name: 'evaluate',
      createDeps: () => world,
      handle: async () => output as never,
      settle: () => Promise.reject(new TimeUpError('the time is up')),
    });
    await evaluate(event());
    await comeBack(99);
    expect(await marked()).toHaveLength(1);
    await comeBack(1);
    expect(await marked()).toEqual([]);
    expect(await result()).toMatchObject({ status: 'succeeded' });
    expect(world.lines.at(-1)).toMatchObject({ severity: 'ERROR', run: run.run });
  });

  test('is brought back from thousands of marks, those that one tick has no time for at the next', async () => {
    const names = Array.from({ length: 1000 }, (_, n) => `20261124-${String(n).padStart(8, '0')}`);
    for (const name of names) {
      await start({ ...run, run: name });
      await world.ledger.inFlight('evaluate').mark({ pipeline: run.pipeline, run: name });
    }
    const publish = world.publish.bind(world);
    world.publish = async (said) => {
      await world.clock.sleep(1000);
      await publish(said);
    };
    await receiveTick(tick());
    const first = world.published.length;
    expect(first).toBeGreaterThan(400);
    expect(first).toBeLessThan(520);
    for (let ticks = 0; ticks < 2; ticks++) await receiveTick(tick());
    expect(new Set(world.published.map(({ subject }) => subject)).size).toBe(1000);
    expect(await marked()).toEqual([]);
  });

  test('of validate, which no stage has started, is said again as the object that made the run, and names it', async () => {
    await world.ledger.inFlight('validate').mark(run);
    await receiveTick(tick());
    const [said] = world.published;
    const { bucket, objects } = run.trigger;
    const newest = objects.toSorted((a, b) => (a.timeCreated < b.timeCreated ? -1 : 1)).at(-1)!;
    expect(said).toMatchObject({
      type: 'landfall.dataset.landed.v1',
      data: { bucket, name: newest.name, generation: newest.generation, pipeline: run.pipeline, run: run.run },
    });

    const gone: Run[] = [];
    const validated: Run[] = [];
    const validate = defineStage({
      name: 'validate',
      createDeps: () => world,
      // The object may be gone from the landing bucket by now: the batch is not asked again.
      findRuns: async () => gone,
      handle: async (_, context) => {
        validated.push(context.run);
        return undefined;
      },
    });
    const { data, attributes } = encodeEvent(said!);
    await validate(delivery({ data: data.toString('base64'), attributes }));
    expect(validated).toEqual([run]);
  });

  test('of a run that has no record of what started it is forgotten', async () => {
    const gone = { pipeline: run.pipeline, run: '20261124-00000000' };
    await world.ledger.inFlight('evaluate').mark(gone);
    await receiveTick(tick());
    expect(world.published).toEqual([]);
    expect(await marked()).toEqual([]);
  });
});
