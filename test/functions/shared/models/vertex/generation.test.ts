import { describe, expect, test } from '@jest/globals';
import { called } from '../../../../../functions/shared/models/vertex/api-errors';
import { createGeneration, readAnswer } from '../../../../../functions/shared/models/vertex/generation';

const text = (value: string) => ({ parts: [{ text: value }] });
const none = { inputTokens: 0, outputTokens: 0 };

describe('an answer', () => {
  test.each<[string, Parameters<typeof readAnswer>[0], object]>([
    [
      'that is whole',
      {
        candidates: [{ content: { parts: [{ text: 'a' }, { text: 'b' }] }, finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2 },
      },
      { outcome: 'answered', text: 'ab', finishReason: 'STOP', usage: { inputTokens: 3, outputTokens: 2 } },
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
    ['without candidates', {}, { outcome: 'empty', text: '', finishReason: 'OTHER', usage: none }],
  ])('%s', (_, response, answer) => {
    expect(readAnswer(response)).toEqual(answer);
  });

  test('is asked for with the settings of the pipeline and a fixed seed', async () => {
    const requests: object[] = [];
    const generateContent = async (request: object) => {
      requests.push(request);
      return [{ candidates: [{ content: text('x'), finishReason: 'STOP' }] }];
    };
    const { generate } = createGeneration({ generateContent } as never, 'l');
    const generation = { temperature: 0.5, topP: 0.9, maxOutputTokens: 7, stopSequences: ['\n'] };
    await generate({ model: 'm', request: { turns: [{ role: 'user', text: 'q' }] }, generation });
    expect(requests).toEqual([
      {
        model: 'm',
        contents: [{ role: 'user', parts: [{ text: 'q' }] }],
        generationConfig: { ...generation, seed: 0, candidateCount: 1 },
      },
    ]);
  });
});

test('a base model is asked of its publisher, in the place of the deployment', () => {
  const { modelOf } = createGeneration({} as never, 'projects/p/locations/l');
  expect(modelOf('gemini-2.5-flash')).toBe('projects/p/locations/l/publishers/google/models/gemini-2.5-flash');
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
