import { describe, expect, test } from '@jest/globals';
import { createTally, formOf, readConversation } from '../../../cli/init/conversations';

const gemini = {
  systemInstruction: { role: 'system', parts: [{ text: 'Be ' }, { text: 'brief.' }] },
  contents: [
    { role: 'user', parts: [{ text: 'Hi' }] },
    { role: 'model', parts: [{ text: 'Hello' }] },
    { role: 'user', parts: [{ text: 'Bye' }] },
    { role: 'model', parts: [{ text: 'See you' }] },
  ],
};
const openai = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text', text: 'Bye' }] },
    { role: 'assistant', content: 'See you' },
  ],
};
const pair = { prompt: 'Bye', completion: 'See you' };

describe('a tuning example is read', () => {
  test.each([
    ["in Gemini's form", gemini, 'gemini', { system: 'Be brief.', history: 2, prompt: 'Bye', completion: 'See you' }],
    ["in OpenAI's form", openai, 'openai', { system: 'Be brief.', history: 0, prompt: 'Bye', completion: 'See you' }],
    ['as prompt and completion', pair, 'prompt-completion', { history: 0, ...pair }],
  ])('%s', (_, row, form, expected) => {
    expect(formOf(row)).toBe(form);
    expect(readConversation(row)).toEqual(expected);
  });

  test.each([
    ['without an answer at its end', { messages: [{ role: 'user', content: 'Hi' }] }],
    [
      'that ends with the user',
      {
        messages: [
          { role: 'assistant', content: 'a' },
          { role: 'user', content: 'b' },
        ],
      },
    ],
    [
      'whose user speaks twice in a row',
      {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'user', content: 'b' },
          { role: 'assistant', content: 'c' },
        ],
      },
    ],
    ['of nothing', { contents: [] }],
    ['with turns that are none', { messages: [null, 5] }],
  ])('but not %s', (_, row) => expect(readConversation(row)).toBeUndefined());

  test('and prompt and completion beside other columns are columns', () => {
    expect(formOf({ ...pair, id: 7 })).toBeUndefined();
  });
});

test('what all examples have in common is told', () => {
  const tally = createTally('openai');
  for (let i = 0; i < 9; i++) tally.add(openai);
  tally.add({ messages: [] });
  expect(tally.result()).toEqual({
    form: 'openai',
    rows: 10,
    unreadable: 1,
    withSystem: 9,
    system: 'Be brief.',
    withHistory: 0,
    longestCompletionBytes: 7,
    isLabels: true,
  });
  tally.add(pair);
  expect(tally.result().system).toBeUndefined();
});
