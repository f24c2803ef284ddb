import { beforeEach, describe, expect, test } from '@jest/globals';
import { PermanentError, RetryableError } from '../../../../core/errors';
import type { Output } from '../../../../core/stages';
import { defineStage, type StageContext } from '../../../../functions/shared/stage/stage';
import type { EventData } from '../../../../schemas/generated/types';
import validated from '../../../../schemas/events/examples/dataset.validated.v1.json';
import versioned from '../../../../schemas/events/examples/dataset.versioned.v1.json';
import { cancelRun, createWorld, delivery, exampleRun, notification, pushed, settled, type World } from '../../fakes';

const run = exampleRun();
const output: Output<'landfall.dataset.versioned.v1'> = { type: 'landfall.dataset.versioned.v1', data: versioned };
const event = () => pushed('landfall.dataset.validated.v1', validated);

type Handle = (
  data: EventData['landfall.dataset.validated.v1'],
  context: StageContext<World>,
) => Promise<Output<'landfall.dataset.versioned.v1'> | undefined>;

describe('the life of a stage', () => {
  let world: World;
  let handled: number;

  beforeEach(async () => {
    world = createWorld();
    handled = 0;
    await world.ledger.createRun(run);
  });

  const stageOf = (handle: Handle, deps: World = world) =>
    defineStage({
      name: 'transform',
      createDeps: () => deps,
      handle: (data, context) => {
        handled += 1;
        return handle(data, context);
      },
    });
  /** One whose work ends when the test says so. */
  function pausedStage() {
    let end = () => {};
    const stage = stageOf(async () => {
      await new Promise<void>((resolve) => (end = resolve));
      return output;
    });
    return { stage, finish: () => end() };
  }
  const result = () => world.ledger.findResult(run, 'transform');

  test('is a function of exactly one parameter, as the framework wants it', () => {
    expect(stageOf(async () => output)).toHaveLength(1);
  });

  test('records the result, then emits its event with an id of its own making', async () => {
    await stageOf(async () => output)(event());
    expect(await result()).toMatchObject({ stage: 'transform', status: 'succeeded', output });
    expect(world.published).toEqual([
      {
        id: '20261123-3f9a2c1b/transform',
        source: '/landfall/transform',
        time: '2026-11-23T10:00:00.000Z',
        subject: '20261123-3f9a2c1b',
        ...output,
      },
    ]);
  });

  test('gives the lease back', async () => {
    await stageOf(async () => output)(event());
    expect(world.objects.uris().filter((uri) => uri.endsWith('lease.json'))).toEqual([]);
  });

  test('answers a duplicate from the record and emits the very same event again', async () => {
    const stage = stageOf(async () => output);
    await stage(event());
    await world.clock.advance(60_000);
    await stage(event());
    expect(handled).toBe(1);
    expect(world.published[1]).toEqual(world.published[0]);
  });

  test('sends a concurrent duplicate back while its twin works', async () => {
    const { stage, finish } = pausedStage();
    const first = stage(event());
    await settled();
    await expect(stage(event())).rejects.toMatchObject({ name: 'RetryableError' });
    finish();
    await first;
    expect(handled).toBe(1);
  });

  test('keeps its lease as long as it works', async () => {
    const { stage, finish } = pausedStage();
    const first = stage(event());
    await settled();
    await world.clock.advance(5 * 60_000);
    await expect(stage(event())).rejects.toMatchObject({ name: 'RetryableError' });
    finish();
    await first;
  });

  test('takes over from a holder that died, once the lease has expired', async () => {
    const lease = { holder: 'the dead', expiresAt: '2026-11-23T10:00:30.000Z' };
    world.objects.put(world.ledger.uri(run, 'transform/lease.json'), JSON.stringify(lease));
    const stage = stageOf(async () => output);
    await expect(stage(event())).rejects.toMatchObject({ name: 'RetryableError' });
    await world.clock.advance(31_000);
    await stage(event());
    expect(await result()).toMatchObject({ status: 'succeeded' });
  });

  test('tells the work when its lease was taken by someone else', async () => {
    let signal: AbortSignal | undefined;
    let finish = () => {};
    const stage = stageOf(async (_, context) => {
      signal = context.signal;
      await new Promise<void>((resolve) => (finish = resolve));
      return output;
    });
    const first = stage(event());
    await settled();
    world.objects.put(world.ledger.uri(run, 'transform/lease.json'), '{"holder":"another","expiresAt":"2026-11-24"}');
    await world.clock.advance(10_000);
    expect(signal?.aborted).toBe(true);
    finish();
    await first;
  });

  test('records a permanent error, acknowledges, and says that the stage failed', async () => {
    const stage = stageOf(async () => {
      throw new PermanentError('row 17 is not JSON', { where: 'emails.jsonl, line 17', fix: 'correct it' });
    });
    await stage(event());
    const error = {
      name: 'PermanentError',
      message: 'row 17 is not JSON',
      where: 'emails.jsonl, line 17',
      fix: 'correct it',
    };
    expect(await result()).toMatchObject({ status: 'failed', error });
    const data = { pipeline: run.pipeline, run: run.run, stage: 'transform', error };
    expect(world.published).toMatchObject([{ type: 'landfall.stage.failed.v1', data }]);
  });

  test.each([
    ['retryable', new RetryableError('BigQuery is busy')],
    ['unforeseen', new TypeError('x is not a function')],
  ])('throws a %s error and records nothing, so that the next delivery does the work', async (_, error) => {
    let attempts = 0;
    const stage = stageOf(async () => {
      if (attempts++ === 0) throw error;
      return output;
    });
    await expect(stage(event())).rejects.toThrow(error);
    expect(await result()).toBeUndefined();
    await stage(event());
    expect(world.published).toHaveLength(1);
  });

  test('says in one line of the log, which the framework prints for a stack, that a twin has to wait', async () => {
    const lease = { holder: 'the twin', expiresAt: '2026-11-23T10:00:30.000Z' };
    world.objects.put(world.ledger.uri(run, 'transform/lease.json'), JSON.stringify(lease));
    const error = await stageOf(async () => output)(event()).catch((thrown: Error) => thrown);
    expect(world.lines).toEqual([]);
    expect(JSON.parse((error as Error).stack!)).toMatchObject({
      severity: 'WARNING',
      message: expect.stringMatching(/^to be delivered again: .* is held by the twin until 2026-11-23T10:00:30.000Z$/),
      run: run.run,
      pipeline: run.pipeline,
    });
  });

  test('says of what nobody foresaw where it happened', async () => {
    const error = await stageOf(async () => {
      throw new TypeError('x is not a function');
    })(event()).catch((thrown: Error) => thrown);
    expect(JSON.parse((error as Error).stack!)).toMatchObject({
      severity: 'ERROR',
      message: 'unforeseen, to be delivered again: x is not a function',
      error: 'TypeError',
      stack: expect.stringContaining('stage.test.ts'),
    });
  });

  test('says of an error that is thrown again no more than the first time', async () => {
    const error = new TypeError('x is not a function');
    const stage = stageOf(async () => {
      throw error;
    });
    const said = async () => JSON.parse((await stage(event()).catch((thrown: Error) => thrown))!.stack!) as object;
    expect(await said()).toEqual(await said());
  });

  test('throws when a failure cannot be recorded', async () => {
    world.objects.failNext('write', 'result.json', new Error('storage is away'));
    const stage = stageOf(async () => {
      throw new PermanentError('bad input');
    });
    await expect(stage(event())).rejects.toThrow('storage is away');
    expect(world.published).toEqual([]);
  });

  test('does the work again after a crash between effect and record', async () => {
    world.objects.failNext('write', 'result.json', new Error('killed'));
    const stage = stageOf(async () => output);
    await expect(stage(event())).rejects.toThrow('killed');
    await stage(event());
    expect(handled).toBe(2);
    expect(world.published).toHaveLength(1);
  });

  test('emits from the record after a crash between record and event', async () => {
    let attempts = 0;
    const crashing = {
      ...world,
      publish: async (each: (typeof world.published)[number]) => {
        if (attempts++ === 0) throw new Error('killed');
        world.published.push(each);
      },
    };
    const stage = stageOf(async () => output, crashing);
    await expect(stage(event())).rejects.toThrow('killed');
    await stage(event());
    expect(handled).toBe(1);
    expect(world.published).toHaveLength(1);
  });

  test('acknowledges without a record what has nothing to say yet', async () => {
    await stageOf(async () => undefined)(event());
    expect(await result()).toBeUndefined();
    expect(world.published).toEqual([]);
  });

  test.each([
    ['is not an event', { data: 'e30=', attributes: {} }],
    ['is of an unknown type', { data: 'e30=', attributes: { 'ce-type': 'landfall.moon.rose.v1' } }],
    ['is of another stage', { data: 'e30=', attributes: { 'ce-type': 'landfall.watch.tick.v1' } }],
    ['is not JSON', { data: 'bm90', attributes: { 'ce-type': 'landfall.dataset.validated.v1' } }],
    ['does not fit its schema', { data: 'e30=', attributes: { 'ce-type': 'landfall.dataset.validated.v1' } }],
  ])('logs and acknowledges a message that %s', async (_, message) => {
    await stageOf(async () => output)(delivery(message));
    expect(handled).toBe(0);
    expect(world.lines).toMatchObject([{ severity: 'ERROR', messageId: '1' }]);
  });

  describe('whose time is up', () => {
    const marks = () => world.ledger.inFlight('transform').list();
    const isLeased = () => world.objects.uris().some((uri) => uri.endsWith('lease.json'));
    const never = () => new Promise<never>(() => {});

    test('tells its work, leaves it under way, gives the lease back and acknowledges', async () => {
      const stage = stageOf(async (_, { signal }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        signal.throwIfAborted();
        return output;
      });
      const first = stage(event());
      await settled();
      await world.clock.advance(480_000);
      await first;
      expect(await marks()).toHaveLength(1);
      expect([await result(), isLeased()]).toEqual([undefined, false]);
    });

    test('leaves work behind that does not listen, says so, and gives the lease back before Cloud Run cuts off', async () => {
      const first = stageOf(never)(event());
      await settled();
      await world.clock.advance(530_000);
      await first;
      expect(await marks()).toHaveLength(1);
      expect(isLeased()).toBe(false);
      expect(world.lines).toContainEqual(
        expect.objectContaining({ message: expect.stringContaining('did not stop'), run: run.run }),
      );
    });

    test('is left to a twin that has taken the lease over: its work is not marked', async () => {
      const first = stageOf(never)(event());
      await settled();
      world.objects.put(world.ledger.uri(run, 'transform/lease.json'), '{"holder":"another","expiresAt":"2026-11-24"}');
      await Promise.all([expect(first).rejects.toThrow('taken over'), world.clock.advance(530_000)]);
      expect(await marks()).toEqual([]);
    });

    test('comes again when it was up before its run was found', async () => {
      const stage = defineStage({
        name: 'validate',
        createDeps: () => world,
        findRuns: never,
        handle: never,
      });
      const first = stage(notification('landing', 'p/b/emails.jsonl', '1'));
      await settled();
      await Promise.all([
        expect(first).rejects.toMatchObject({ name: 'RetryableError' }),
        world.clock.advance(530_000),
      ]);
    });

    test('says nothing that it comes to later: what has taken over has the word', async () => {
      const { stage, finish } = pausedStage();
      const first = stage(event());
      await settled();
      await world.clock.advance(530_000);
      await first;
      finish();
      await settled();
      expect([await result(), world.published]).toEqual([undefined, []]);
    });

    test('is up for clearing away as well, which is gone on with after the event is out', async () => {
      const settles = [never, async () => {}];
      const stage = defineStage({
        name: 'transform',
        createDeps: () => world,
        handle: async () => output,
        settle: () => settles.shift()!(),
      });
      const first = stage(event());
      await settled();
      await world.clock.advance(530_000);
      await first;
      expect(await marks()).toHaveLength(1);
      await stage(event());
      expect([await marks(), settles]).toEqual([[], []]);
    });
  });

  describe('of a run that a person has ended', () => {
    test('does nothing for a message that comes later, says nothing and bears no mark', async () => {
      await cancelRun(world, run);
      await world.ledger.inFlight('transform').mark(run);
      await stageOf(async () => output)(event());
      expect([handled, await result(), world.published]).toEqual([0, undefined, []]);
      expect(await world.ledger.inFlight('transform').list()).toEqual([]);
      expect(world.objects.uris().filter((uri) => uri.endsWith('lease.json'))).toEqual([]);
    });

    test('clears away what it has left', async () => {
      await cancelRun(world, run);
      let cleared = 0;
      const stage = defineStage({
        name: 'transform',
        createDeps: () => world,
        handle: async () => output,
        settle: async () => void (cleared += 1),
      });
      await stage(event());
      expect(cleared).toBe(1);
    });

    test('tells the work that is under way, whose lease was taken away, and does it no more', async () => {
      const stage = stageOf((_, { signal }) => {
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
      });
      const first = stage(event());
      await settled();
      await cancelRun(world, run);
      await world.objects.remove(world.ledger.uri(run, 'transform/lease.json'));
      const ends = Promise.allSettled([first]);
      await world.clock.advance(10_000);
      expect(await ends).toMatchObject([{ status: 'rejected', reason: { name: 'RetryableError' } }]);
      await stage(event());
      expect([handled, await result(), world.published]).toEqual([1, undefined, []]);
    });
  });

  test('forgets deps that could not be made, and makes them for the next message', async () => {
    let attempts = 0;
    const stage = defineStage({
      name: 'transform',
      createDeps: () => {
        if (attempts++ === 0) throw new Error('no credentials yet');
        return world;
      },
      handle: async () => output,
    });
    await expect(stage(event())).rejects.toThrow('no credentials yet');
    await stage(event());
    expect(world.published).toHaveLength(1);
  });
});
