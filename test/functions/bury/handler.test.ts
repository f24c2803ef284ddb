import { beforeEach, describe, expect, test } from '@jest/globals';
import { RetryableError } from '../../../core/errors';
import { triggerPath } from '../../../core/ledger-layout';
import { createBury } from '../../../functions/bury/handler';

import { createStageDeps } from '../../../functions/shared/stage/deps';
import { defineStage } from '../../../functions/shared/stage/stage';
import validated from '../../../schemas/events/examples/dataset.validated.v1.json';
import sharded from '../../../schemas/events/examples/evaluation.sharded.v1.json';
import versioned from '../../../schemas/events/examples/dataset.versioned.v1.json';
import type { StageResult } from '../../../schemas/generated/types';
import { cancelRun, createWorld, delivery, exampleRun, notification, pushed, settled, type World } from '../fakes';

const run = exampleRun();
const event = () => pushed('landfall.dataset.validated.v1', validated);
const output = { type: 'landfall.dataset.versioned.v1', data: versioned } as const;

describe('a message that no delivery could handle', () => {
  let world: World;
  let bury: ReturnType<typeof createBury>;

  beforeEach(async () => {
    world = createWorld();
    bury = createBury(() => world);
    await world.ledger.createRun(run);
  });

  /** As Pub/Sub forwards it. */
  const dead = (message: ReturnType<typeof pushed>, stage = 'transform', publishedAt = '2026-11-23T09:20:00.000Z') => {
    const { attributes, ...rest } = message.data!.message;
    return delivery({
      ...rest,
      attributes: {
        ...attributes,
        CloudPubSubDeadLetterSourceDeliveryCount: '10',
        CloudPubSubDeadLetterSourceSubscription: stage,
        CloudPubSubDeadLetterSourceSubscriptionProject: 'p',
        CloudPubSubDeadLetterSourceTopicPublishTime: publishedAt,
      },
    });
  };
  const stageOf = (handle: () => Promise<typeof output | undefined>) =>
    defineStage({ name: 'transform', createDeps: () => world, handle });
  const poison = () => stageOf(() => Promise.reject(new RetryableError('BigQuery job j: backendError')));
  const result = () => world.ledger.findResult(run, 'transform');
  const marks = () => world.ledger.inFlight('transform').list();

  test('of a shard ends no stage, for evaluate asks for what is missing itself', async () => {
    await bury(dead(pushed('landfall.evaluation.sharded.v1', sharded), 'evaluation-shard'));
    expect(world.published).toEqual([]);
    expect(world.objects.uris().filter((uri) => uri.endsWith('result.json'))).toEqual([]);
    expect(world.lines).toEqual([
      expect.objectContaining({
        severity: 'ERROR',
        message: expect.stringContaining('whose work evaluate does itself'),
      }),
    ]);
  });

  test('fails its stage, with the reason that its last delivery gave and what to do', async () => {
    for (let attempt = 0; attempt < 10; attempt++) await expect(poison()(event())).rejects.toThrow('backendError');
    await bury(dead(event()));
    const error = {
      name: 'DeadLetterError',
      message: 'given up after 10 attempts: BigQuery job j: backendError',
      fix: 'mend the cause, then drop the batch again',
    };
    expect(await result()).toMatchObject({ status: 'failed', error });
    const data = { pipeline: run.pipeline, run: run.run, stage: 'transform', error };
    expect(world.published).toMatchObject([{ type: 'landfall.stage.failed.v1', data }]);
    // It is brought back to clear away what it has left.
    expect(await marks()).toHaveLength(1);
  });

  test('fails its stage too when that could not even start', async () => {
    const unable = defineStage({
      name: 'transform',
      createDeps: () => createStageDeps({ LANDFALL_STAGE: 'transform' }),
      handle: () => Promise.resolve(output),
    });
    for (let attempt = 0; attempt < 10; attempt++)
      await expect(unable(event())).rejects.toThrow('LANDFALL_PROJECT is not set');
    await bury(dead(event()));
    expect(await result()).toMatchObject({
      status: 'failed',
      error: {
        message: 'given up after 10 attempts: none of them came so far as to say why',
        fix: expect.stringMatching(/^npx landfall logs transform has /),
      },
    });
  });

  test('fails no stage of a run that a person has ended', async () => {
    await cancelRun(world, run);
    await bury(dead(event()));
    expect([await result(), world.published, await marks()]).toEqual([undefined, [], []]);
  });

  test('says the same when it comes twice, and is not brought back for ever', async () => {
    await bury(dead(event()));
    await stageOf(async () => output)(event());
    expect(await marks()).toEqual([]);
    await bury(dead(event()));
    expect(new Set(world.published.map(({ id, type }) => `${type} ${id}`)).size).toBe(1);
    expect(await marks()).toEqual([]);
  });

  test('waits while a twin works, and lets a stage alone that is under way', async () => {
    let finish = () => {};
    const working = stageOf(async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      return undefined;
    })(event());
    await settled();
    await expect(bury(dead(event()))).rejects.toMatchObject({ name: 'RetryableError' });
    finish();
    await working;
    await bury(dead(event()));
    expect([await result(), world.published]).toEqual([undefined, []]);
  });

  test('changes nothing for a stage that has ended: it is brought back to say so', async () => {
    const done = stageOf(async () => output);
    const publish = world.publish.bind(world);
    world.publish = () => Promise.reject(new Error('Pub/Sub is away'));
    await expect(done(event())).rejects.toThrow('away');
    world.publish = publish;
    await bury(dead(event()));
    expect(await result()).toMatchObject({ status: 'succeeded' });
    expect(world.published).toEqual([]);
    expect(await marks()).toHaveLength(1);
    await done(event());
    expect(world.published).toMatchObject([{ type: 'landfall.dataset.versioned.v1' }]);
  });

  test('brings back once a stage that is on record and cannot clear away, then says what to do', async () => {
    const stuck = defineStage({
      name: 'transform',
      createDeps: () => world,
      handle: async () => output,
      settle: () => Promise.reject(new RetryableError('storage.objects.delete is denied')),
    });
    await expect(stuck(event())).rejects.toThrow('denied');
    await bury(dead(event()));
    expect(await marks()).toHaveLength(1);
    await world.ledger.inFlight('transform').unmark(run);
    await expect(stuck(event())).rejects.toThrow('denied');
    world.published.length = 0;
    await bury(dead(event()));
    expect(await marks()).toEqual([]);
    expect(world.published).toEqual([]);
    expect(world.lines.at(-1)).toMatchObject({
      severity: 'ERROR',
      run: run.run,
      message: expect.stringContaining('then publish this message to dataset-validated again'),
    });
  });

  test('leaves the word to a late twin that succeeds first, and has it when it comes first itself', async () => {
    const at = '2026-11-23T10:00:00.000Z';
    const success = { stage: 'transform', status: 'succeeded', startedAt: at, finishedAt: at, output } as StageResult;
    const recordResult = world.ledger.recordResult.bind(world.ledger);
    world.ledger.recordResult = async (name, failed) => {
      await recordResult(name, success);
      return recordResult(name, failed);
    };
    await bury(dead(event()));
    expect(await result()).toMatchObject({ status: 'succeeded' });
    expect(world.published).toEqual([]);

    world = createWorld();
    await world.ledger.createRun(run);
    await bury(dead(event()));
    const late = stageOf(async () => {
      await createBury(() => world)(dead(event())).catch(() => {});
      await world.ledger.recordResult(run, { ...success, status: 'failed', output: undefined });
      return output;
    });
    await late(event());
    expect(await result()).toMatchObject({ status: 'failed' });
    expect(world.published).toMatchObject([{ type: 'landfall.stage.failed.v1' }]);
  });

  test('of validate is of the run that the object has made, though the notification names none', async () => {
    const { pipeline, trigger } = run;
    world.objects.put(world.ledger.artifactUri(triggerPath(pipeline, 'x')), JSON.stringify(run));
    const other = { ...run, run: '20261123-00000000', trigger: { ...trigger, objects: [trigger.objects[0]!] } };
    other.trigger.objects[0] = { ...trigger.objects[0]!, generation: '7' };
    world.objects.put(world.ledger.artifactUri(triggerPath(pipeline, 'y')), JSON.stringify(other));
    const newest = trigger.objects.toSorted((a, b) => (a.timeCreated < b.timeCreated ? -1 : 1)).at(-1)!;
    await bury(dead(notification(trigger.bucket, newest.name, newest.generation), 'validate'));
    expect(await world.ledger.findResult(run, 'validate')).toMatchObject({ status: 'failed' });
    expect(world.published).toHaveLength(1);
  });

  test('of validate is of a run that is older than the message: a duplicate, or one published again', async () => {
    const { pipeline, trigger } = run;
    const triggerUri = world.ledger.artifactUri(triggerPath(pipeline, 'x'));
    world.objects.put(triggerUri, JSON.stringify(run));
    const newest = trigger.objects.toSorted((a, b) => (a.timeCreated < b.timeCreated ? -1 : 1)).at(-1)!;
    const replayed = notification(trigger.bucket, newest.name, newest.generation);
    await bury(dead(replayed, 'validate', '2026-11-26T09:20:00.000Z'));
    expect(await world.ledger.findResult(run, 'validate')).toMatchObject({ status: 'failed' });
  });

  test('of validate has only the runs looked at that are younger than the object', async () => {
    const { pipeline, trigger } = run;
    world.objects.put(world.ledger.artifactUri(triggerPath(pipeline, 'older')), JSON.stringify(run));
    const reads: string[] = [];
    const read = world.objects.read.bind(world.objects);
    world.objects.read = (uri) => {
      reads.push(uri);
      return read(uri);
    };
    const tomorrow = String(Date.parse('2026-11-24T10:00:00.000Z') * 1000);
    await bury(dead(notification(trigger.bucket, trigger.objects[0]!.name, tomorrow), 'validate'));
    expect(reads).toEqual([]);
  });

  test.each([
    ['that is no event', dead(delivery({ data: 'e30=', attributes: {} }))],
    ['of no stage, such as one that could not become a row', dead(event(), 'dataset-validated-history')],
    [
      'of a run that is gone',
      dead(pushed('landfall.dataset.validated.v1', { ...validated, run: '20261124-00000000' })),
    ],
    ['of the clock', dead(pushed('landfall.watch.tick.v1', {}), 'watch')],
  ])('%s is logged and no more', async (_, message) => {
    await bury(message);
    expect(world.published).toEqual([]);
    expect(world.lines).toMatchObject([{ severity: 'ERROR', messageId: '1' }]);
    expect(await result()).toBeUndefined();
  });

  test('comes again when its end cannot be recorded', async () => {
    world.objects.failNext('write', 'result.json', new Error('storage is away'));
    await expect(bury(dead(event()))).rejects.toThrow('storage is away');
    await bury(dead(event()));
    expect(await result()).toMatchObject({ status: 'failed' });
  });

  test('has its last reason from a delivery that had the lease: a twin that waited has none', async () => {
    await expect(poison()(event())).rejects.toThrow('backendError');
    world.objects.put(world.ledger.uri(run, 'transform/lease.json'), '{"holder":"another","expiresAt":"2026-11-24"}');
    await expect(poison()(event())).rejects.toThrow('is held by');
    expect(await world.ledger.findAttempt(run, 'transform')).toMatchObject({
      number: 1,
      error: { message: 'BigQuery job j: backendError' },
    });
    await world.objects.remove(world.ledger.uri(run, 'transform/lease.json'));
    await expect(poison()(event())).rejects.toThrow('backendError');
    expect(await world.ledger.findAttempt(run, 'transform')).toMatchObject({ number: 2 });
  });
});
