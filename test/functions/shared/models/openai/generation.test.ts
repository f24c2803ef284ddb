import { afterEach, describe, expect, test } from '@jest/globals';
import { loadServices } from '../../../../../catalog/services';
import { readCompletion } from '../../../../../core/models/openai-answer';
import { createGeneration, generateBy } from '../../../../../functions/shared/models/openai/generation';
import type { FrozenModel, Question } from '../../../../../functions/shared/models/provider';
import { createOpenAi } from '../../../../../functions/shared/stage/clients';
import { errorOf, scriptedService } from './scripted-service';

const none = { inputTokens: 0, outputTokens: 0, thoughtTokens: 0 };
const question: Question = {
  model: 'ft:small:us::1',
  base: { id: 'small' } as FrozenModel,
  request: { system: 'Be brief.', turns: [{ role: 'user', text: 'Hi' }] },
  generation: { temperature: 0, topP: 1, maxOutputTokens: 16, stopSequences: [] } as unknown as Question['generation'],
};

let close: (() => void) | undefined;
afterEach(() => close?.());

async function ask(told: { status?: number; body: unknown }, more: Partial<Question> = {}) {
  const service = await scriptedService({ 'POST /v1/chat/completions': told });
  close = service.close;
  return { service, answer: createGeneration(service.completions).generate({ ...question, ...more }) };
}

const completion = (message: object, finish_reason: string | null, usage?: object) =>
  ({ choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }], usage }) as never;

describe('an answer', () => {
  test.each<[string, Parameters<typeof readCompletion>[0], object]>([
    [
      'that is whole',
      completion({ content: 'ab' }, 'stop', { prompt_tokens: 3, completion_tokens: 2 }),
      {
        outcome: 'answered',
        text: 'ab',
        finishReason: 'stop',
        usage: { inputTokens: 3, outputTokens: 2, thoughtTokens: 0 },
      },
    ],
    [
      "that has come to its end, in Together's word",
      completion({ content: 'ab' }, 'eos'),
      { outcome: 'answered', text: 'ab', finishReason: 'eos', usage: none },
    ],
    [
      'that ended too soon',
      completion({ content: 'half' }, 'length'),
      { outcome: 'truncated', text: 'half', finishReason: 'length', usage: none },
    ],
    [
      'that is blank though it says stop',
      completion({ content: ' \n' }, 'stop'),
      { outcome: 'empty', text: '', finishReason: 'stop', usage: none },
    ],
    [
      'that was filtered half way, of which nothing is shown',
      completion({ content: 'how to' }, 'content_filter'),
      { outcome: 'blocked', text: '', finishReason: 'content_filter', usage: none },
    ],
    [
      'that is a refusal',
      completion({ content: null, refusal: 'I will not' }, 'stop'),
      { outcome: 'blocked', text: '', finishReason: 'refusal', usage: none },
    ],
    [
      'that calls a tool which nobody offered',
      completion({ content: null, tool_calls: [] }, 'tool_calls'),
      { outcome: 'blocked', text: '', finishReason: 'tool_calls', usage: none },
    ],
    [
      'that ended for no reason that is known',
      completion({ content: 'x' }, null),
      { outcome: 'blocked', text: '', finishReason: 'unknown', usage: none },
    ],
    ['without choices', { choices: [] } as never, { outcome: 'empty', text: '', finishReason: 'unknown', usage: none }],
  ])('%s', (_, told, answer) => {
    expect(readCompletion(told)).toEqual(answer);
  });
});

describe('a question', () => {
  test('is asked with the key, and as the run is configured', async () => {
    const { service, answer } = await ask({ body: completion({ content: 'Hello' }, 'stop') });
    await expect(answer).resolves.toMatchObject({ outcome: 'answered', text: 'Hello' });
    const [{ authorization, body }] = service.asked as [(typeof service.asked)[0]];
    expect(authorization).toBe('Bearer secret');
    expect(JSON.parse(body)).toEqual({
      model: 'ft:small:us::1',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
      temperature: 0,
      top_p: 1,
      max_tokens: 16,
      seed: 0,
      n: 1,
    });
  });

  test('of few answers is restricted by a schema, and answered with what is within', async () => {
    const told = completion({ content: '{"answer":"no"}' }, 'stop');
    const { service, answer } = await ask({ body: told }, { choices: ['yes', 'no'] });
    await expect(answer).resolves.toMatchObject({ outcome: 'answered', text: 'no' });
    const { response_format } = JSON.parse(service.asked[0]!.body) as { response_format: object };
    expect(response_format).toMatchObject({
      type: 'json_schema',
      json_schema: { strict: true, schema: { properties: { answer: { enum: ['yes', 'no'] } } } },
    });
  });

  test.each([
    [
      errorOf(
        "This model's maximum context length is 4097 tokens. However, your messages resulted in 5000 tokens.",
        'context_length_exceeded',
      ),
      { tokens: 5000, limit: 4097 },
    ],
    [errorOf('Your input is too long.', 'context_length_exceeded'), {}],
    [errorOf('Invalid value.', 'invalid_value'), undefined],
  ])('that the model does not take is rejected: %j', async (body, tooLong) => {
    const { answer } = await ask({ status: 400, body });
    const { outcome, finishReason, rejection } = await answer;
    expect({ outcome, finishReason }).toEqual({ outcome: 'rejected', finishReason: body.error.code });
    expect(rejection).toEqual({ message: body.error.message, ...(tooLong && { tooLong }) });
  });

  test.each<[number, unknown, object]>([
    [401, errorOf('Incorrect API key provided.'), { name: 'RetryableError', mayBeOfInput: false }],
    [403, errorOf('No access to this model.'), { name: 'RetryableError', mayBeOfInput: false }],
    [404, errorOf('The model does not exist.', 'model_not_found'), { name: 'PermanentError' }],
    [429, errorOf('Rate limit reached.', 'rate_limit_exceeded'), { name: 'RetryableError', mayBeOfInput: false }],
    [500, errorOf('The server had an error.'), { name: 'RetryableError', mayBeOfInput: true }],
    [503, '<html>Bad gateway</html>', { name: 'RetryableError', mayBeOfInput: true }],
    [200, '{"choi', { name: 'RetryableError', mayBeOfInput: true }],
    [200, '{"object":"list"}', { name: 'RetryableError', mayBeOfInput: true }],
  ])('that is answered with %i %j', async (status, body, error) => {
    const { answer } = await ask({ status, body });
    await expect(answer).rejects.toMatchObject(error);
  });
});

test('a key that is missing is said by name, with what to do', async () => {
  await expect(createOpenAi(loadServices('.')['together']!, {})).rejects.toMatchObject({
    name: 'RetryableError',
    message: expect.stringMatching(
      /TOGETHER_API_KEY is not set: put the key into the secret landfall-together-api-key/,
    ),
  });
});

describe('an answer that is heard as it comes', () => {
  const question = {
    model: 'm',
    base: { id: 'm' },
    generation: { temperature: 0, topP: 1, maxOutputTokens: 8, stopSequences: [] },
    request: { turns: [{ role: 'user' as const, text: 'x' }] },
  };
  /** One that says these chunks to whoever asks for a stream. */
  const hear = async (chunks: object[], choices?: string[]) => {
    const said: string[] = [];
    async function* stream() {
      yield* chunks;
    }
    const create = async ({ stream: isStreamed }: { stream?: boolean }) =>
      isStreamed ? stream() : { choices: [{ message: { content: '{"answer":"card"}' }, finish_reason: 'stop' }] };
    const generate = generateBy(async (model) => ({ completions: { create } as never, model }));
    const answer = generate({ ...question, ...(choices && { choices }) }, { onText: (piece) => said.push(piece) });
    return { said, answer };
  };
  const chunk = (delta: object, finish_reason: string | null = null) => ({ choices: [{ delta, finish_reason }] });

  test('is told piece by piece, and is the whole of them with what it took', async () => {
    const usage = { prompt_tokens: 3, completion_tokens: 2 };
    const { said, answer } = await hear([
      chunk({ role: 'assistant', content: 'A ' }),
      chunk({ content: 'jar.' }),
      chunk({}, 'stop'),
      { choices: [], usage },
    ]);
    expect(await answer).toEqual({
      outcome: 'answered',
      text: 'A jar.',
      finishReason: 'stop',
      usage: { inputTokens: 3, outputTokens: 2, thoughtTokens: 0 },
    });
    expect(said).toEqual(['A ', 'jar.']);
  });

  test.each([
    ['that is filtered on its way', chunk({}, 'content_filter'), 'content_filter'],
    ['that ends in a refusal', chunk({ refusal: 'No.' }, 'stop'), 'refusal'],
    ['that calls a tool nobody offered', chunk({}, 'tool_calls'), 'tool_calls'],
  ])('%s is blocked, whatever was said before', async (_, last, finishReason) => {
    const { answer } = await hear([chunk({ content: 'How to' }), last]);
    expect(await answer).toMatchObject({ outcome: 'blocked', text: '', finishReason });
  });

  test('that breaks off is an error, and no normal stop', async () => {
    const { answer } = await hear([chunk({ content: 'A ' })]);
    await expect(answer).rejects.toThrow(/broke off/);
  });

  test('of a list of answers is told as the answer, and not as the JSON that it comes in', async () => {
    const { said, answer } = await hear([], ['card']);
    expect(await answer).toMatchObject({ text: 'card' });
    expect(said).toEqual(['card']);
  });
});
