import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ModelRequest } from '../../core/contents';
import { parsePrompt } from '../../core/prompt';
import { tokenCountsOf, workloadOf } from '../../core/workload';
import { billedTokensOf } from '../../core/price';
import type { TokenCounting } from '../../functions/shared/models/provider';
import { describeSplits } from '../../functions/transform/card/statistics';
import { findTokenRatios } from '../../functions/transform/checks/token-ratios';
import { openWarehouse, type Version, type Warehouse } from './rendered-examples';

let warehouse: Warehouse;
beforeAll(async () => void (warehouse = await openWarehouse()));
afterAll(() => warehouse?.close());

/** A tokenizer of its own kind: words, and every digit and mark by itself, with two marks about each turn. */
const tokensOf = (text: string): number => 2 + (text.match(/\p{L}+|[^\p{L}\s]/gu) ?? []).length;
const count = async (_base: unknown, { system, turns }: ModelRequest): Promise<number> =>
  (system ? tokensOf(system) : 0) + turns.reduce((sum, { text }) => sum + tokensOf(text), 0);

const counting = (deps: TokenCounting, bases = ['flash']) => {
  const context = warehouse.context((configuration) => {
    const tuned = { kind: 'tuned', adapterSize: 8, epochs: 3, learningRateMultiplier: 1, checkpoints: 'last' } as const;
    configuration.candidates = bases.map((base) => ({ ...tuned, id: base, base, prompt: 'prompt.yaml' }));
    configuration.pipeline.training.prompt = 'prompt.yaml';
    configuration.prompts = {};
  });
  return { ...context, deps: { ...context.deps, countingOf: () => deps } };
};

const orders = (rows: number): Partial<Version>[] =>
  Array.from({ length: rows }, (_, n) => {
    const items = Array.from({ length: 1 + (n % 4) }, (_item, k) => ({
      sku: 1000 + ((n * 37 + k * 11) % 9000),
      qty: n % 9,
    }));
    return {
      system_prompt: 'You read orders.',
      user_prompt: `Order ${n} of day ${n % 28}: ${items.map(({ sku, qty }) => `${qty} x ${sku}`).join('; ')}`,
      target: JSON.stringify({ order: n, items }),
      ...(n % 5 === 0 && {
        history: JSON.stringify([
          { role: 'user', text: 'Hello!' },
          { role: 'model', text: 'Good day.' },
        ]),
      }),
    };
  });

const billOf = async (rows: Partial<Version>[]): Promise<number> => {
  const each = rows.map(async ({ system_prompt, history, user_prompt, target }) =>
    count('', {
      system: system_prompt!,
      turns: [
        ...((history ? JSON.parse(history) : []) as ModelRequest['turns']),
        { role: 'user', text: user_prompt! },
        { role: 'model', text: target! },
      ],
    }),
  );
  return (await Promise.all(each)).reduce((sum, tokens) => sum + tokens, 0);
};

describe('the tokens that tuning is billed for', () => {
  test.each([
    ['exactly, where every example is counted', 300, 0],
    ['within one per cent, of numbers and marks too, where six hundred of them are', 3000, 0.01],
  ])('are told %s', async (_what, rows, within) => {
    const examples = orders(rows);
    const dataset = await warehouse.version(examples);
    const context = counting({ count });
    const [ratios, statistics] = [await findTokenRatios(dataset, context), await describeSplits(dataset, context)];
    expect(ratios).toMatchObject([{ examples: Math.min(rows, 600) }]);
    const { digest: promptDigest } = parsePrompt(context.configuration.prompt);
    const { candidates } = workloadOf(context.configuration, tokenCountsOf({ promptDigest, statistics }), ratios);
    const billed = (await billOf(examples)) * candidates[0]!.epochs;
    // A rounding for prompts, and one for targets, in each epoch.
    expect(Math.abs(billedTokensOf(candidates[0]!) - billed)).toBeLessThanOrEqual(
      within * billed + 2 * candidates[0]!.epochs,
    );
    expect(ratios[0]!.error).toBeLessThan(0.007);
  });

  test('are told by fewer examples where these are long', async () => {
    const dataset = await warehouse.version(orders(40).map((row) => ({ ...row, user_prompt: 'word '.repeat(40_000) })));
    const [ratio] = await findTokenRatios(dataset, counting({ count }));
    // Of 200 KB each: the first that go beyond 3 MB end it.
    expect(ratio!.examples).toBe(15);
  });

  test('are told by fewer examples of each where there are many bases, so that no quota is used up', async () => {
    const asked: unknown[] = [];
    const bases = ['flash', 'pro', 'lite', 'old', 'new', 'other'];
    const deps: TokenCounting = { count: (...all) => (asked.push(all), count(...all)) };
    const ratios = await findTokenRatios(await warehouse.version(orders(700)), counting(deps, bases));
    expect(ratios.map(({ base, examples }) => [base, examples])).toEqual(bases.map((base) => [base, 200]));
    expect(asked).toHaveLength(2400);
  });

  test('are left to the catalog where the provider does not count, or there is nothing to count', async () => {
    expect(await findTokenRatios(await warehouse.version(orders(3)), counting({}))).toEqual([]);
    const heldOut = orders(3).map((row) => ({ ...row, split: 'evaluation' as const, split_number: 1 }));
    expect(await findTokenRatios(await warehouse.version(heldOut), counting({ count }))).toEqual([]);
  });

  test.each<[string, NonNullable<TokenCounting['count']>, string]>([
    ['cannot count now', async () => Promise.reject(new Error('quota is used up')), 'quota is used up'],
    ['counts no tokens of answers, which no event may say', async () => 7, 'makes no tokens of them'],
  ])('are left to the catalog, and that is said, where it %s', async (_, asked, reason) => {
    const context = counting({ count: asked });
    expect(await findTokenRatios(await warehouse.version(orders(3)), context)).toEqual([]);
    expect(warehouse.world.lines.at(-1)).toMatchObject({
      severity: 'WARNING',
      message: expect.stringContaining(reason),
    });
  });
});
