import { beforeEach, describe, expect, test } from '@jest/globals';
import { PermanentError, RetryableError } from '../../../core/errors';
import type { EventData, EvaluationReport } from '../../../schemas/generated/types';
import { createShardedEvaluation, base, tuned, type ShardedEvaluation } from './sharded-evaluation';

type Sharded = EventData['landfall.evaluation.sharded.v1'];

describe('an evaluation of many answers', () => {
  let evaluation: ShardedEvaluation;
  let shards: Sharded[];
  beforeEach(async () => {
    evaluation = await createShardedEvaluation();
    shards = [];
    evaluation.carries = (event) => {
      if (event.type === 'landfall.evaluation.sharded.v1') shards.push(event.data);
      return event;
    };
  });

  test('is shared out: what evaluate does not ask itself, shards ask, each answer once', async () => {
    await evaluation.deliver();
    expect(shards.length).toBeGreaterThan(2);
    expect(await evaluation.result()).toMatchObject({
      examples: 300,
      metrics: { base: { exactMatch: 0.1 }, 'lora-8': { exactMatch: 0.8 } },
    });
    expect(evaluation.asked).toHaveLength(600);
  });

  test('says the same as one that nobody helped with', async () => {
    await evaluation.deliver();
    const alone = await createShardedEvaluation();
    alone.carries = (event) => (event.type === 'landfall.evaluation.sharded.v1' ? undefined : event);
    await alone.deliver();
    expect(await alone.report()).toBe(await evaluation.report());
  });

  test('is brought back by the last answer of a subject, and waits for no tick', async () => {
    await evaluation.deliver();
    const { pipeline, run } = shards[0]!;
    const { finishedAt } = (await evaluation.world.ledger.findResult({ pipeline, run }, 'evaluate'))!;
    // A minute would have passed.
    expect(finishedAt).toBe('2026-11-23T10:00:00.000Z');
  });

  test('gives a shard no more than it answers in a minute at the pace of the first answers', async () => {
    evaluation.secondsPerAnswer = 3;
    evaluation.carries = (event) => {
      if (event.type !== 'landfall.evaluation.sharded.v1') return event;
      shards.push(event.data);
      evaluation.secondsPerAnswer = 0;
      return undefined;
    };
    await evaluation.deliver();
    // The clock of this test lets one second pass after the other: of four questions at a time the last has waited 12.
    for (const { parts } of shards) expect(parts * 5 * 3).toBeLessThanOrEqual(4 * 60);
    expect(new Set(shards.map(({ subject, first }) => `${subject.name} ${first}`)).size).toBe(shards.length);
  });

  test('says how many answers it waits for', async () => {
    await evaluation.deliver();
    expect(evaluation.world.lines).toContainEqual(
      expect.objectContaining({
        message: 'left under way: 590 answers of models are still to come',
        waitsFor: { answers: 590 },
      }),
    );
  });

  describe('when shards are lost for good', () => {
    const lose = (isLost: (shard: Sharded) => boolean) => {
      evaluation.carries = (event) =>
        event.type === 'landfall.evaluation.sharded.v1' && isLost(event.data) ? undefined : event;
    };

    test.each<[string, (shard: Sharded) => boolean]>([
      ['all of them', () => true],
      ['one', ({ subject, first }) => subject.name === 'base' && first === 1],
    ])('%s: evaluate asks for what is missing itself, after a quarter of an hour', async (_, isLost) => {
      lose(isLost);
      await evaluation.deliver();
      expect(await evaluation.result()).toMatchObject({
        examples: 300,
        metrics: { base: { exactMatch: 0.1 }, 'lora-8': { exactMatch: 0.8 } },
      });
      expect(evaluation.asked).toHaveLength(600);
      const minutes = (evaluation.world.clock.now().getTime() - Date.parse('2026-11-23T10:00:00Z')) / 60_000;
      expect(minutes).toBeGreaterThanOrEqual(15);
      expect(minutes).toBeLessThan(20);
      expect(evaluation.world.lines).toContainEqual(
        expect.objectContaining({ severity: 'WARNING', message: expect.stringContaining('are asked for here') }),
      );
    });
  });

  test('is without a candidate that cannot be asked any more in the middle of it, and says why', async () => {
    let questions = 0;
    evaluation.says = ({ model }) =>
      model === tuned && (questions += 1) > 100 ? new PermanentError('NOT_FOUND: the endpoint is gone') : undefined;
    await evaluation.deliver();
    // It was the only candidate.
    expect(await evaluation.result()).toBeUndefined();
    const { run } = shards[0]!;
    const result = await evaluation.world.ledger.findResult({ pipeline: shards[0]!.pipeline, run }, 'evaluate');
    expect(result).toMatchObject({ status: 'failed', error: { message: 'NOT_FOUND: the endpoint is gone' } });
  });

  test('asks nothing more of the others once the base cannot be asked', async () => {
    evaluation.says = ({ model }) =>
      model === base ? new PermanentError('NOT_FOUND: the base is retired') : undefined;
    await evaluation.deliver();
    expect(evaluation.asked.length).toBeLessThan(20);
  });

  test('outlives a provider that is busy for a while', async () => {
    let refusals = 200;
    evaluation.says = () => ((refusals -= 1) > 0 ? new RetryableError('RESOURCE_EXHAUSTED') : undefined);
    await evaluation.deliver();
    expect(await evaluation.result()).toMatchObject({ examples: 300 });
    const { predictions } = JSON.parse((await evaluation.report())!) as EvaluationReport;
    for (const { answers } of predictions) expect(answers['base']!.outcome).toBe('answered');
  });
});
