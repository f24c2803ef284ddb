import { describe, expect, test } from '@jest/globals';
import { conversationForm, createTally } from '../../../cli/init/conversations';

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

describe('a row is a conversation', () => {
  test.each([
    ["in Gemini's form", gemini, 'gemini'],
    ["in OpenAI's form", openai, 'openai'],
    ['as prompt and completion', pair, 'prompt-completion'],
    ['even if it cannot be trained on', { messages: [null, 5] }, 'openai'],
    ['even if its turns are JSON inside a text', { messages: '[{"role": "user"}]' }, 'openai'],
  ])('%s', (_, row, form) => expect(conversationForm(row)).toBe(form));

  test.each([
    ['as prompt and completion beside other columns', { ...pair, id: 7 }],
    ['where messages are a text that holds no list', { messages: 'Hi' }],
    ['where contents are a number', { contents: 3 }],
  ])('but not %s', (_, row) => expect(conversationForm(row)).toBeUndefined());
});

const place = { row: 1, line: 1 };

test('what all examples have in common is told', () => {
  const tally = createTally('openai');
  for (let i = 0; i < 9; i++) tally.add({ value: openai }, place);
  tally.add({ value: { messages: [] } }, { row: 10, line: 10 });
  expect(tally.result()).toEqual({
    form: 'openai',
    rows: 10,
    unreadable: 1,
    reasons: [{ reason: 'the conversation has no turns', count: 1, rows: [10], lines: [10] }],
    leftOut: [],
    withSystem: 9,
    system: 'Be brief.',
    withHistory: 0,
    mostCompletionTokens: 2,
    isLabels: true,
  });
  tally.add({ value: pair }, place);
  expect(tally.result().system).toBeUndefined();
});

test.each([
  ['a call of a tool', { ...openai, tools: [{ type: 'function' }] }],
  ['a last turn of the user', { messages: [{ role: 'user', content: 'Hi' }] }],
  ['an answer of blanks', { prompt: 'Hi', completion: ' ' }],
])('a row with %s is one that validate puts aside', (_, row) => {
  const tally = createTally('openai');
  tally.add({ value: openai }, place);
  tally.add({ value: row }, place);
  expect(tally.result()).toMatchObject({ rows: 2, unreadable: 1 });
});
