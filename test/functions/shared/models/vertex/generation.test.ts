import { describe, expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import type { Thinking } from '../../../../../catalog';
import { called } from '../../../../../functions/shared/models/vertex/api-errors';
import { generationRequest } from '../../../../../core/models/gemini';
import { readGeminiAnswer } from '../../../../../core/models/gemini-answer';
import { createGeneration } from '../../../../../functions/shared/models/vertex/generation';
import type { FrozenModel } from '../../../../../functions/shared/models/provider';

const place = { project: 'p', region: 'us-central1' };
const text = (value: string) => ({ parts: [{ text: value }] });
const none = { inputTokens: 0, outputTokens: 0, thoughtTokens: 0 };

describe('an answer', () => {
  test.each<[string, Parameters<typeof readGeminiAnswer>[0], object]>([
    [
      'that is whole',
      {
        candidates: [{ content: { parts: [{ text: 'a' }, { text: 'b' }] }, finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2 },
      },
      {
        outcome: 'answered',
        text: 'ab',
        finishReason: 'STOP',
        usage: { inputTokens: 3, outputTokens: 2, thoughtTokens: 0 },
      },
    ],
    [
      'that ended too soon',
      { candidates: [{ content: text('half'), finishReason: 'MAX_TOKENS' }] },
      { outcome: 'truncated', text: 'half', finishReason: 'MAX_TOKENS', usage: none },
    ],
    [
      'that is blank though it says STOP',
      { candidates: [{ content: text(' \n'), finishReason: 'STOP' }] },
      { outcome: 'empty', text: '', finishReason: 'STOP', usage: none },
    ],
    [
      'that was blocked half way, of which nothing is shown',
      { candidates: [{ content: text('how to'), finishReason: 'SAFETY' }] },
      { outcome: 'blocked', text: '', finishReason: 'SAFETY', usage: none },
    ],
    [
      'that ended, or was blocked, for a reason that is newer than the client, by number',
      { candidates: [{ content: text('x'), finishReason: 42 as never }] },
      { outcome: 'blocked', text: '', finishReason: 'FINISH_REASON_42', usage: none },
    ],
    [
      'to a prompt that was blocked for a reason that is newer than the client',
      { promptFeedback: { blockReason: 42 as never }, candidates: [] },
      { outcome: 'blocked', text: '', finishReason: 'BLOCKED_REASON_42', usage: none },
    ],
    [
      'of which the filters have thought something, and that recites',
      {
        candidates: [
          {
            content: text('To be'),
            finishReason: 'STOP',
            safetyRatings: [
              {
                category: 'HARM_CATEGORY_HARASSMENT',
                probability: 'LOW',
                severity: 'HARM_SEVERITY_LOW',
                blocked: false,
              },
            ],
            citationMetadata: { citations: [{ startIndex: 0, endIndex: 5, title: 'Hamlet' }] },
          },
        ],
      },
      {
        outcome: 'answered',
        text: 'To be',
        finishReason: 'STOP',
        usage: none,
        safety: [{ category: 'HARM_CATEGORY_HARASSMENT', probability: 'LOW', severity: 'HARM_SEVERITY_LOW' }],
        recitations: [{ start: 0, end: 5, title: 'Hamlet' }],
      },
    ],
    [
      'to a prompt that was blocked',
      { promptFeedback: { blockReason: 'JAILBREAK' }, candidates: [] },
      { outcome: 'blocked', text: '', finishReason: 'JAILBREAK', usage: none },
    ],
    [
      'that gives no block reason, as gRPC writes it',
      {
        promptFeedback: { blockReason: 'BLOCKED_REASON_UNSPECIFIED' },
        candidates: [{ content: text('x'), finishReason: 'STOP' }],
      },
      { outcome: 'answered', text: 'x', finishReason: 'STOP', usage: none },
    ],
    [
      'that had thoughts before it, which are paid for and no part of it',
      {
        candidates: [{ content: { parts: [{ text: 'Well', thought: true }, { text: 'yes' }] }, finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2, thoughtsTokenCount: 40 },
      },
      {
        outcome: 'answered',
        text: 'yes',
        finishReason: 'STOP',
        usage: { inputTokens: 3, outputTokens: 42, thoughtTokens: 40 },
      },
    ],
    [
      'that never came, since the thoughts took all there was',
      {
        candidates: [{ content: { parts: [] }, finishReason: 'MAX_TOKENS' }],
        usageMetadata: { thoughtsTokenCount: 29 },
      },
      {
        outcome: 'empty',
        text: '',
        finishReason: 'MAX_TOKENS',
        usage: { inputTokens: 0, outputTokens: 29, thoughtTokens: 29 },
      },
    ],
    ['without candidates', {}, { outcome: 'empty', text: '', finishReason: 'OTHER', usage: none }],
  ])('%s', (_, response, answer) => {
    expect(readGeminiAnswer(response)).toEqual(answer);
  });
});

describe('a question that the model does not take', () => {
  const generateOf = (error: object) =>
    createGeneration({ generateContent: () => Promise.reject(error) } as never, place).generate({
      model: 'm',
      base: { id: 'b' },
      request: { turns: [{ role: 'user', text: 'q' }] },
      generation: { temperature: 0, topP: 1, maxOutputTokens: 7, stopSequences: [] },
    });
  const failing = (code: number, message: string) => Object.assign(new Error(message), { code });

  test.each([
    [
      'since it is too long',
      '3 INVALID_ARGUMENT: The input token count (1200293) exceeds the maximum number of tokens allowed (1048576).',
      {
        message: 'The input token count (1200293) exceeds the maximum number of tokens allowed (1048576).',
        tooLong: { tokens: 1200293, limit: 1048576 },
      },
    ],
    [
      'since it is too long to be counted',
      '3 INVALID_ARGUMENT: Request payload size exceeds the limit: 20971520 bytes.',
      { message: 'Request payload size exceeds the limit: 20971520 bytes.', tooLong: {} },
    ],
    ['for another reason', 'contents: must hold some text.', { message: 'contents: must hold some text.' }],
  ])('%s is an answer, since another question may do better', async (_, message, rejection) => {
    expect(await generateOf(failing(3, message))).toEqual({
      outcome: 'rejected',
      text: '',
      finishReason: 'INVALID_ARGUMENT',
      rejection,
      usage: none,
    });
  });

  test('is an error where the model itself is at fault', async () => {
    await expect(generateOf(failing(5, 'NOT_FOUND'))).rejects.toMatchObject({ name: 'PermanentError' });
    await expect(generateOf(failing(14, 'UNAVAILABLE'))).rejects.toMatchObject({ name: 'RetryableError' });
  });
});

describe('a question', () => {
  const settings = { temperature: 0.5, topP: 0.9, maxOutputTokens: 7, stopSequences: ['\n'] };
  const fixed = { seed: 0, candidateCount: 1 };

  async function asked(base: FrozenModel, choices?: string[]): Promise<object> {
    const requests: object[] = [];
    const generateContent = async (_model: string, request: object) => {
      requests.push(request);
      return { candidates: [{ content: text('x'), finishReason: 'STOP' as const }] };
    };
    const { generate } = createGeneration({ generateContent } as never, place);
    const request = { turns: [{ role: 'user' as const, text: 'q' }] };
    await generate({ model: 'm', base, request, generation: settings, ...(choices && { choices }) });
    return requests[0]!;
  }

  test('carries the settings of the pipeline and a fixed seed', async () => {
    expect(await asked({ id: 'b' })).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'q' }] }],
      generationConfig: { ...settings, ...fixed },
    });
  });

  test('is restricted to what may be answered, where that is said', async () => {
    expect(await asked({ id: 'b' }, ['lost', 'stolen'])).toMatchObject({
      generationConfig: {
        ...settings,
        responseMimeType: 'text/x.enum',
        responseSchema: { type: 'STRING', enum: ['lost', 'stolen'] },
      },
    });
  });

  test.each<[string, Thinking | null, object]>([
    ['a budget of 0', { budget: 0 }, { thinkingConfig: { thinkingBudget: 0 } }],
    ['the smallest budget there is', { budget: 128 }, { thinkingConfig: { thinkingBudget: 128 } }],
    ['the lowest level', { level: 'MINIMAL' }, { thinkingConfig: { thinkingLevel: 'MINIMAL' } }],
    ['nothing where a model does not think', null, {}],
  ])('asks for as little thinking as the model takes: %s', async (_, thinking, expected) => {
    expect(await asked({ id: 'b', thinking })).toMatchObject({
      generationConfig: { ...settings, ...fixed, ...expected },
    });
  });

  test('leaves out the settings that the model does not act on', async () => {
    const { temperature, maxOutputTokens, stopSequences } = settings;
    const others = { maxOutputTokens, stopSequences, ...fixed };
    expect(await asked({ id: 'b', ignoredSettings: ['temperature', 'topP'] })).toHaveProperty(
      'generationConfig',
      others,
    );
    expect(await asked({ id: 'b', ignoredSettings: ['topP'] })).toHaveProperty('generationConfig', {
      temperature,
      ...others,
    });
  });

  test.each<[string, Partial<FrozenModel>, string]>([
    ['in the region of the deployment', { servingLocations: ['us-central1', 'us'] }, 'us-central1'],
    ['in the multi-region around it', { servingLocations: ['us', 'eu', 'global'] }, 'us'],
    ['globally', { servingLocations: ['eu', 'global'] }, 'global'],
    ['in the region, by a run that knew no other places', {}, 'us-central1'],
  ])('about a base model is asked of its publisher %s', (_, facts, location) => {
    const { modelOf } = createGeneration({} as never, place);
    expect(modelOf({ id: 'b', ...facts })).toBe(`projects/p/locations/${location}/publishers/google/models/b`);
  });

  test('about a base model that is served nowhere near can not be asked', () => {
    const { modelOf } = createGeneration({} as never, place);
    expect(() => modelOf({ id: 'b', servingLocations: ['eu'] })).toThrow(
      'b is served in eu, none of which is near us-central1',
    );
  });
});

describe('an error of a Google API', () => {
  test.each([
    [3, 'INVALID_ARGUMENT', 'PermanentError'],
    [5, 'NOT_FOUND', 'PermanentError'],
    [9, 'FAILED_PRECONDITION', 'PermanentError'],
    [9, 'Service agents are being provisioned. So please try again in a few minutes.', 'RetryableError'],
    [12, 'UNIMPLEMENTED', 'PermanentError'],
    [4, 'DEADLINE_EXCEEDED', 'RetryableError'],
    [7, 'PERMISSION_DENIED', 'RetryableError'],
    [8, 'RESOURCE_EXHAUSTED', 'RetryableError'],
    [13, 'INTERNAL', 'RetryableError'],
    [14, 'UNAVAILABLE', 'RetryableError'],
    [undefined, 'socket hang up', 'RetryableError'],
  ])('with code %s (%s) is a %s', async (code, message, name) => {
    const call = Promise.reject(Object.assign(new Error(message), { code }));
    await expect(called('asking', call)).rejects.toMatchObject({ name, message: `asking: ${message}` });
  });
});

describe('a question that is to be screened', () => {
  const asked = (generation: object) =>
    generationRequest({
      base: { id: 'b' },
      request: { turns: [{ role: 'user', text: 'Hi' }] },
      generation: { temperature: 0, topP: 1, maxOutputTokens: 8, stopSequences: [], ...generation },
    });

  test('says from which probability on the filters block, and by which templates Model Armor screens', () => {
    const modelArmor = {
      prompt: 'projects/p/locations/us/templates/in',
      answer: 'projects/p/locations/us/templates/out',
    };
    expect(asked({ safety: { HARM_CATEGORY_HARASSMENT: 'BLOCK_ONLY_HIGH' }, modelArmor })).toMatchObject({
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_ONLY_HIGH' }],
      modelArmorConfig: { promptTemplateName: modelArmor.prompt, responseTemplateName: modelArmor.answer },
    });
  });

  test('says nothing of it where the pipeline does not', () => {
    expect(asked({})).not.toHaveProperty('safetySettings');
    expect(asked({})).not.toHaveProperty('modelArmorConfig');
  });
});

describe('an answer that is heard as it comes', () => {
  const question = {
    model: 'projects/p/locations/us-central1/endpoints/1',
    base: { id: 'gemini' } as FrozenModel,
    generation: { temperature: 0, topP: 1, maxOutputTokens: 8, stopSequences: [] },
    request: { turns: [{ role: 'user' as const, text: 'x' }] },
  };
  const hear = async (chunks: () => Iterable<object> | AsyncIterable<object>, signal?: AbortSignal) => {
    const said: string[] = [];
    const streams: Readable[] = [];
    const streamGenerateContent = (_model: string, _request: object, asked: { signal?: AbortSignal }) => {
      streams.push(Readable.from(chunks(), asked.signal ? { signal: asked.signal } : {}));
      return streams[0];
    };
    const { generate } = createGeneration({ streamGenerateContent } as never, place);
    const answer = generate(question, { onText: (piece) => said.push(piece), ...(signal && { signal }) });
    return { said, answer, stream: streams[0]! };
  };
  const chunk = (value: string, more: object = {}) => ({ candidates: [{ content: text(value), ...more }] });

  test('is told piece by piece without its thoughts, and is the whole of them at its end', async () => {
    const thought = { candidates: [{ content: { parts: [{ text: 'Well', thought: true }] } }] };
    const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: 2, thoughtsTokenCount: 4 };
    const last = { ...chunk('jar.', { finishReason: 'STOP' }), usageMetadata };
    const { said, answer } = await hear(() => [thought, chunk('A '), chunk('broken '), last]);
    expect(await answer).toEqual({
      outcome: 'answered',
      text: 'A broken jar.',
      finishReason: 'STOP',
      usage: { inputTokens: 3, outputTokens: 6, thoughtTokens: 4 },
    });
    expect(said).toEqual(['A ', 'broken ', 'jar.']);
  });

  test.each(['SAFETY', 'MODEL_ARMOR', 'A_REASON_THAT_NOBODY_KNOWS'])(
    'and ends with %s is blocked, whatever was said before',
    async (finishReason) => {
      const { answer } = await hear(() => [chunk('How to'), { candidates: [{ finishReason }] }]);
      expect(await answer).toMatchObject({ outcome: 'blocked', text: '', finishReason });
    },
  );

  test('and ends without a reason is no normal stop', async () => {
    const { answer } = await hear(() => [chunk('A ')]);
    await expect(answer).rejects.toMatchObject({ name: 'RetryableError', message: /broke off before its end/ });
  });

  test('is broken off when nobody waits any more, with the reason that was given', async () => {
    const gone = new AbortController();
    async function* endless() {
      for (;;) {
        yield chunk('on ');
        gone.abort(new Error('nobody is there'));
      }
    }
    const { answer, stream } = await hear(endless, gone.signal);
    await expect(answer).rejects.toThrow('nobody is there');
    expect(stream.destroyed).toBe(true);
  });
});
