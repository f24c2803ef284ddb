import { beforeEach, describe, expect, test } from '@jest/globals';
import { PermanentError, RetryableError } from '../../../../core/errors';
import { patiently } from '../../../../functions/shared/evaluation/patience';
import type { Answer, Question } from '../../../../functions/shared/models/provider';
import { createFakeClock, createWorld, exampleRun } from '../../fakes';

const requestOf = (text: string) => ({ turns: [{ role: 'user' as const, text }] });
const question: Question = {
  model: 'm',
  base: { id: 'b' },
  request: requestOf('hard'),
  generation: exampleRun().configuration.pipeline.generation,
};
const answer: Answer = {
  outcome: 'answered',
  text: 'yes',
  finishReason: 'STOP',
  usage: { inputTokens: 1, outputTokens: 1, thoughtTokens: 0 },
};
const busy = () => new RetryableError('RESOURCE_EXHAUSTED');
const broken = () => new RetryableError('13 INTERNAL: oops', { mayBeOfInput: true });

describe('a question', () => {
  let clock: ReturnType<typeof createFakeClock>;
  let isTimeUp: boolean;
  let asked: string[];
  /** How asking ends that question the next time; undefined is an answer. */
  let fails: (text: string, time: number) => Error | undefined;

  beforeEach(() => {
    clock = createFakeClock();
    isTimeUp = false;
    asked = [];
  });

  const ask = (another?: string) =>
    patiently(
      async ({ request }) => {
        const { text } = request.turns[0]!;
        asked.push(text);
        const failure = fails(text, asked.length);
        if (failure) throw failure;
        return answer;
      },
      question,
      async () => (another === undefined ? undefined : requestOf(another)),
      {
        deps: { ...createWorld(), clock, generationOf: undefined as never },
        signal: AbortSignal.timeout(2 ** 30),
        isTimeUp: () => isTimeUp,
      },
    );

  test('is asked again after a while, each longer than the one before', async () => {
    fails = (_, time) => (time < 5 ? busy() : undefined);
    expect(await ask('easy')).toBe(answer);
    expect(clock.now().toISOString()).toBe('2026-11-23T10:00:15.000Z');
  });

  test('is left to the next delivery when the quota stays used up: that is never its own fault', async () => {
    fails = (text) => (text === 'hard' ? busy() : undefined);
    await expect(ask('easy')).rejects.toThrow('RESOURCE_EXHAUSTED');
    expect(asked).toHaveLength(6);
    expect(asked).not.toContain('easy');
  });

  test('is not asked again once the time is up', async () => {
    isTimeUp = true;
    fails = () => busy();
    await expect(ask('easy')).rejects.toThrow('RESOURCE_EXHAUSTED');
    expect(asked).toHaveLength(1);
  });

  test('has no score when the model fails at it, and answers another: not zero', async () => {
    fails = (text) => (text === 'hard' ? broken() : undefined);
    expect(await ask('easy')).toMatchObject({ outcome: 'rejected', rejection: { message: '13 INTERNAL: oops' } });
    expect(asked.slice(-2)).toEqual(['easy', 'hard']);
  });

  test('is answered all the same when the model had only been down for as long', async () => {
    fails = (_, time) => (time <= 6 ? broken() : undefined);
    expect(await ask('easy')).toBe(answer);
  });

  test('waits for the next delivery when the model fails at another as well, or there is no other', async () => {
    fails = broken;
    await expect(ask('easy')).rejects.toThrow('INTERNAL');
    asked = [];
    await expect(ask()).rejects.toThrow('INTERNAL');
  });

  test('is not asked again for an error that no time mends', async () => {
    fails = () => new PermanentError('NOT_FOUND');
    await expect(ask('easy')).rejects.toThrow('NOT_FOUND');
    expect(asked).toHaveLength(1);
  });
});
