import { beforeEach, describe, expect, test } from '@jest/globals';
import { balance } from '../../../../bench/serving/balance';
import { PermanentError, RetryableError } from '../../../../core/errors';
import { balanced } from '../../../../functions/shared/models/balanced';
import type { Answer, Generation, Hearing } from '../../../../functions/shared/models/provider';
import { createFakeClock, type FakeClock } from '../../fakes';

const usage = { inputTokens: 1, outputTokens: 1, thoughtTokens: 0 };
const answer: Answer = { outcome: 'answered', text: 'A jar.', finishReason: 'STOP', usage };
const busy = new RetryableError('Resource exhausted, please try again later.');

/** What each endpoint does with the next question. */
type Does = (hearing: Hearing | undefined) => Promise<Answer>;

let clock: FakeClock;
let does: Record<string, Does>;
let asked: string[];
beforeEach(() => {
  clock = createFakeClock();
  asked = [];
  does = {};
});

/** Of two that are equally loaded the first is always drawn. */
function ask(replicas: string[] | undefined, hearing: Hearing = {}) {
  const generate: Generation['generate'] = async ({ model }, heard) => {
    asked.push(model);
    return does[model]?.(heard) ?? answer;
  };
  balancer ??= balanced(
    () => ({ modelOf: () => '', generate }),
    clock,
    () => 0,
  );
  return balancer(undefined as never).generate({ model: 'a', ...(replicas && { replicas }) } as never, hearing);
}
let balancer: ReturnType<typeof balanced> | undefined;
beforeEach(() => (balancer = undefined));

const fails = (error: Error) => async () => {
  throw error;
};

describe('of equal endpoints', () => {
  test('the answer says which one gave it; where there is one alone it says nothing', async () => {
    expect(await ask(['b'])).toEqual({ ...answer, endpoint: 'a' });
    expect(await ask(undefined)).toEqual(answer);
  });

  test('the one with less under way is asked', async () => {
    let end: (answer: Answer) => void = () => {};
    does['a'] = () => new Promise((resolve) => (end = resolve));
    const first = ask(['b', 'c']);
    await ask(['b', 'c']);
    expect(asked).toEqual(['a', 'b']);
    end(answer);
    expect(await first).toMatchObject({ endpoint: 'a' });
    does = {};
    await ask(['b', 'c']);
    expect(asked.at(-1)).toBe('a');
  });

  test.each([
    ['has no quota', busy],
    ['is away', new RetryableError('unavailable')],
    ['has nothing deployed', new PermanentError('not found')],
  ])('another one is asked where the first %s, and nobody is told', async (_, error) => {
    does['a'] = fails(error);
    expect(await ask(['b'])).toMatchObject({ endpoint: 'b' });
    expect(asked).toEqual(['a', 'b']);
  });

  test('one that has failed is left alone for a while, twice as long after each failure in a row, and asked again then', async () => {
    does['a'] = fails(busy);
    for (const rest of [1_000, 2_000, 4_000]) {
      asked = [];
      await ask(['b']);
      await clock.sleep(rest - 1);
      await ask(['b']);
      expect(asked).toEqual(['a', 'b', 'b']);
      await clock.sleep(1);
    }
    does = {};
    await ask(['b']);
    does['a'] = fails(busy);
    await ask(['b']);
    await clock.sleep(1_000);
    asked = [];
    await ask(['b']);
    expect(asked[0]).toBe('a');
  });

  test('questions that fail together count as one failure', async () => {
    does['a'] = fails(busy);
    await Promise.all(Array.from({ length: 9 }, () => ask(['b'])));
    await clock.sleep(1_000);
    asked = [];
    await ask(['b']);
    expect(asked[0]).toBe('a');
  });

  test('the error of the last one is told where all fail, each having been asked once; the one that rests shortest is tried next', async () => {
    does = { a: fails(busy), b: fails(new RetryableError('away')) };
    await expect(ask(['b'])).rejects.toThrow('away');
    expect(asked).toEqual(['a', 'b']);
    does = {};
    expect(await ask(['b'])).toMatchObject({ outcome: 'answered' });
  });

  test('what is wrong with the question is an answer, and no reason to ask another', async () => {
    does['a'] = async () => ({ ...answer, outcome: 'rejected', text: '' });
    expect(await ask(['b'])).toMatchObject({ outcome: 'rejected', endpoint: 'a' });
    expect(asked).toEqual(['a']);
  });

  test('no other is asked once something was heard, nor where nobody waits any more', async () => {
    const heard: string[] = [];
    does['a'] = async (hearing) => {
      hearing!.onText!('A ');
      throw busy;
    };
    await expect(ask(['b'], { onText: (piece) => heard.push(piece) })).rejects.toBe(busy);
    expect([heard, asked]).toEqual([['A '], ['a']]);
    const gone = new AbortController();
    does['b'] = async () => {
      gone.abort(new Error('gone'));
      throw busy;
    };
    await expect(ask(['b'], { signal: gone.signal })).rejects.toBe(busy);
    expect(asked).toEqual(['a', 'b']);
  });
});

describe('many questions, seeded and in simulated time', () => {
  const run = (last: Parameters<typeof balance>[0]['endpoints'][number], isBalanced = true) =>
    balance({ endpoints: [{}, {}, last], isBalanced, questions: 4_000, rate: 12, seed: 7 });

  test('are shared alike by endpoints that are alike', async () => {
    const { shares, failed } = await run({});
    for (const share of shares) expect(Math.abs(share - 1 / 3)).toBeLessThan(0.03);
    expect(failed).toBe(0);
  });

  test('come to a slow one less often, and wait a fraction of what they would', async () => {
    const [ours, drawn] = [await run({ speed: 0.5 }), await run({ speed: 0.5 }, false)];
    expect(ours.shares[2]).toBeLessThan(0.27);
    expect(ours.p99).toBeLessThan(drawn.p99 / 2);
  });

  test('are all answered where one has no quota', async () => {
    const [ours, drawn] = [await run({ isBusy: true }), await run({ isBusy: true }, false)];
    expect(ours.failed).toBe(0);
    expect(drawn.failed).toBeGreaterThan(0.3);
  });
});
