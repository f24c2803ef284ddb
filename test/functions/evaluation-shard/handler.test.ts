import { beforeEach, describe, expect, test } from '@jest/globals';
import { RetryableError } from '../../../core/errors';
import { createEvaluationShard } from '../../../functions/evaluation-shard/handler';
import type { EvaluationDeps } from '../../../functions/shared/evaluation/context';
import type { HeldOutRecord } from '../../../functions/shared/evaluation/held-out';
import sharded from '../../../schemas/events/examples/evaluation.sharded.v1.json';
import finished from '../../../schemas/events/examples/tuning.finished.v1.json';
import { cancelRun, createWorld, exampleRun, pushed, type World } from '../fakes';

const run = exampleRun();
const shard = { ...sharded, first: 0, parts: 2 };
const event = () => pushed('landfall.evaluation.sharded.v1', shard);

describe('evaluation-shard', () => {
  let world: World;
  let asked: number;
  let failure: Error | undefined;
  let receive: (message: ReturnType<typeof event>) => Promise<void>;
  const answered = () => world.objects.uris().filter((uri) => uri.includes('/evaluate/parts/'));

  beforeEach(async () => {
    world = createWorld();
    asked = 0;
    failure = undefined;
    await world.ledger.createRun(run);
    const times = { startedAt: '2026-11-23T10:00:00Z', finishedAt: '2026-11-23T10:00:01Z' };
    const output = { type: 'landfall.tuning.finished.v1', data: finished };
    await world.ledger.recordResult(run, { stage: 'watch', status: 'succeeded', ...times, output });
    const line = JSON.stringify({
      contents: [
        { role: 'user', parts: [{ text: 'question' }] },
        { role: 'model', parts: [{ text: 'answer' }] },
      ],
    });
    world.objects.put('gs://b/evaluation.jsonl', `${line}\n`.repeat(10));
    const places = Array.from({ length: 10 }, (_, n) => {
      const start = n * (line.length + 1);
      return { line: n + 1, start, end: start + line.length };
    });
    const heldOut: HeldOutRecord = {
      evaluationUri: 'gs://b/evaluation.jsonl',
      trainUri: 'gs://b/train.jsonl',
      places,
      known: places.map(() => null),
      labels: [],
    };
    await world.objects.write(world.ledger.uri(run, 'evaluate/held-out.json'), JSON.stringify(heldOut));
    const generationOf: EvaluationDeps['generationOf'] = () => ({
      modelOf: ({ id }) => id,
      generate: async () => {
        asked += 1;
        if (failure) throw failure;
        const usage = { inputTokens: 1, outputTokens: 1, thoughtTokens: 0 };
        return { outcome: 'answered', text: 'answer', finishReason: 'STOP', usage };
      },
    });
    receive = createEvaluationShard(() => ({ ...world, generationOf }));
  });

  test('answers its parts, and brings evaluate back when they were the last of the subject', async () => {
    await receive(event());
    expect(asked).toBe(10);
    expect(answered()).toHaveLength(2);
    expect(world.published).toMatchObject([{ type: 'landfall.tuning.finished.v1', data: finished }]);
  });

  test('leaves evaluate alone while others have not answered theirs', async () => {
    await receive(pushed('landfall.evaluation.sharded.v1', { ...shard, parts: 1 }));
    expect(answered()).toHaveLength(1);
    expect(world.published).toEqual([]);
  });

  test('asks nothing again for a duplicate, which brings evaluate back again all the same', async () => {
    await receive(event());
    await receive(event());
    expect(asked).toBe(10);
    expect(world.published).toHaveLength(2);
  });

  test('asks nothing beside a twin that is at work', async () => {
    const twins = await Promise.allSettled([receive(event()), receive(event())]);
    expect(twins.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(asked).toBe(10);
  });

  test('comes again for a provider that stays busy, with a warning in the log in place of a stack', async () => {
    failure = new RetryableError('RESOURCE_EXHAUSTED');
    const error = await receive(event()).catch((thrown: unknown) => thrown as Error);
    expect(error!.stack).toContain('"severity":"WARNING"');
    failure = undefined;
    await receive(event());
    expect(world.published).toHaveLength(1);
  });

  test.each([
    ['is cancelled', () => cancelRun(world, run)],
    [
      'has been evaluated',
      () => world.ledger.recordResult(run, { stage: 'evaluate', status: 'failed', startedAt: '', finishedAt: '' }),
    ],
  ])('asks nothing of a run that %s', async (_, end) => {
    await end();
    await receive(event());
    expect(asked).toBe(0);
    expect(world.published).toEqual([]);
  });

  test('asks nothing of a run that is cancelled while it takes its lease', async () => {
    const write = world.objects.write.bind(world.objects);
    world.objects.write = async (uri, ...rest) => {
      if (uri.endsWith('.lease.json')) await cancelRun(world, run);
      return write(uri, ...rest);
    };
    await receive(event());
    expect(asked).toBe(0);
  });

  test('acknowledges what it cannot read', async () => {
    await receive(pushed('landfall.tuning.finished.v1', finished as never));
    expect(world.lines).toContainEqual(
      expect.objectContaining({ severity: 'ERROR', message: expect.stringContaining('acknowledged unread') }),
    );
  });
});
