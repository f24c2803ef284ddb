import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Thinking } from '../../../catalog';
import { location, plain, startCloud, type Cloud } from './fixtures/cloud';

const thinkers: Record<string, Thinking | null> = {
  'gemini-2.5-flash-lite': { budget: 0 },
  'gemini-2.5-pro': { budget: 128 },
  'gemini-3.5-flash-lite': { level: 'MINIMAL' },
  'gemini-3-pro': { level: 'LOW' },
  plain: null,
};

let cloud: Cloud;
beforeAll(async () => {
  const models = Object.entries(thinkers).map(([id, thinking]) => ({ ...plain, id, tunable: true, thinking }));
  cloud = await startCloud({
    models: [...models, { ...plain, id: 'opinionated', tunable: true, ignoredSettings: ['temperature', 'topP'] }],
  });
});
afterAll(() => cloud.remove());

type Config = {
  thinkingBudget?: number;
  thinkingLevel?: 'MINIMAL' | 'LOW' | 'MEDIUM' | 'HIGH';
  includeThoughts?: boolean;
};

const ask = (way: 'grpc' | 'rest', id: string, thinkingConfig: Config | undefined, maxOutputTokens: number) =>
  cloud.prediction(way).generateContent({
    model: `${location}/publishers/google/models/${id}`,
    contents: [{ role: 'user', parts: [{ text: 'one two three' }] }],
    generationConfig: { maxOutputTokens, ...(thinkingConfig && { thinkingConfig }) },
  });

async function answerOf(...args: Parameters<typeof ask>) {
  const [{ candidates, usageMetadata }] = await ask(...args);
  const [{ content, finishReason }] = candidates as [(typeof candidates & object)[number]];
  const text = content!.parts![0]?.text;
  const { thoughtsTokenCount: thoughts, totalTokenCount: total } = usageMetadata!;
  return {
    said: text === undefined ? undefined : JSON.parse(text!).said,
    finishReason,
    thoughts: thoughts ?? 0,
    total,
  };
}

describe.each(['grpc', 'rest'] as const)('over %s a model that thinks', (way) => {
  test.each([
    ['gemini-2.5-flash-lite', 32],
    ['gemini-3.5-flash-lite', 32],
    ['gemini-3.5-flash-lite', 64],
  ])('%s, when nobody tells it how much, spends a limit of %d and says nothing', async (id, limit) => {
    expect(await answerOf(way, id, undefined, limit)).toEqual({
      said: undefined,
      finishReason: 'MAX_TOKENS',
      thoughts: limit - 3,
      total: 4 + limit - 3,
    });
  });

  test.each<[string, Config]>([
    ['gemini-2.5-flash-lite', { thinkingBudget: 0 }],
    ['gemini-3.5-flash-lite', { thinkingLevel: 'MINIMAL' }],
    ['gemini-3.5-flash-lite', { thinkingBudget: 0 }],
  ])('%s told %j answers at once', async (id, config) => {
    expect(await answerOf(way, id, config, 32)).toEqual({
      said: 'one two three',
      finishReason: 'STOP',
      thoughts: 0,
      total: 6,
    });
  });

  test.each<[string, Config, number, object]>([
    ['gemini-2.5-pro', { thinkingBudget: 128 }, 1000, { said: 'one two three', thoughts: 128, total: 134 }],
    ['gemini-2.5-pro', { thinkingBudget: 128 }, 130, { said: 'one two', finishReason: 'MAX_TOKENS', total: 133 }],
    ['gemini-2.5-pro', { thinkingBudget: 128 }, 64, { said: undefined, finishReason: 'MAX_TOKENS', thoughts: 61 }],
    ['gemini-3-pro', { thinkingLevel: 'LOW' }, 200, { said: 'one two three', thoughts: 128 }],
    ['gemini-3.5-flash-lite', { thinkingLevel: 'HIGH' }, 4000, { said: 'one two three', thoughts: 2048 }],
    ['gemini-2.5-flash-lite', { thinkingBudget: -1 }, 4000, { said: 'one two three', thoughts: 2048 }],
  ])('%s told %j has of %d tokens what is left', async (id, config, limit, expected) => {
    expect(await answerOf(way, id, config, limit)).toMatchObject(expected);
  });

  test.each<[string, Config, string]>([
    [
      'gemini-3.5-flash-lite',
      { thinkingBudget: 0, thinkingLevel: 'LOW' },
      'only one of thinking budget and thinking level',
    ],
    ['gemini-2.5-flash-lite', { thinkingLevel: 'LOW' }, 'thinking_level is not supported by this model'],
    ['gemini-2.5-flash-lite', { thinkingBudget: 100 }, 'The thinking budget (100) is invalid.'],
    ['gemini-2.5-flash-lite', { thinkingBudget: 52_428 }, 'The thinking budget (52428) is invalid.'],
    ['gemini-2.5-pro', { thinkingBudget: 0 }, "Thinking can't be disabled for this model."],
    ['gemini-3-pro', { thinkingLevel: 'MINIMAL' }, 'Thinking level is unsupported: THINKING_LEVEL_MINIMAL'],
    ['gemini-2.5-flash-lite', { thinkingBudget: 0, includeThoughts: true }, 'include_thoughts is only enabled when'],
    ['gemini-3.5-flash-lite', { thinkingLevel: 'LOW', includeThoughts: true }, 'has no thoughts to show'],
    ['plain', { thinkingBudget: 0 }, 'thinking is not configurable in this model'],
  ])('%s is not asked with %j', async (id, config, message) => {
    await expect(ask(way, id, config, 32)).rejects.toMatchObject({
      code: 3,
      message: expect.stringContaining(message),
    });
  });
});

test('a model that acts on no temperature answers alike at any', async () => {
  const model = `${location}/publishers/google/models/opinionated`;
  const contents = [{ role: 'user', parts: [{ text: 'hello' }] }];
  for (const generationConfig of [{}, { temperature: 2, topP: 0.1 }]) {
    const [{ candidates }] = await cloud.prediction().generateContent({ model, contents, generationConfig });
    expect(JSON.parse(candidates![0]!.content!.parts![0]!.text!)).toMatchObject({ temperature: 0, topP: 0.95 });
  }
});
