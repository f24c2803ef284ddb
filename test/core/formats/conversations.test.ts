import { describe, expect, test } from '@jest/globals';
import { convertConversation } from '../../../core/formats/conversations';
import { check } from '../../functions/validate/objects';

const user = (text: string) => ({ role: 'user', parts: [{ text }] });
const model = (text: string) => ({ role: 'model', parts: [{ text }] });
const ask = (content: unknown) => ({ role: 'user', content });
const answer = (content: unknown) => ({ role: 'assistant', content });

describe('a conversation', () => {
  test.each<[string, object, object]>([
    [
      'gemini',
      {
        systemInstruction: { role: 'system', parts: [{ text: 'Be ' }, { text: 'kind.' }] },
        contents: [user('a'), model('b'), user('c'), model('d')],
      },
      {
        system: 'Be kind.',
        history: [
          { role: 'user', text: 'a' },
          { role: 'model', text: 'b' },
        ],
        prompt: 'c',
        completion: 'd',
      },
    ],
    [
      'gemini',
      { contents: [user('a'), model('b')], shop: 's1' },
      { shop: 's1', history: [], prompt: 'a', completion: 'b' },
    ],
    [
      'openai',
      {
        messages: [
          { role: 'system', content: 'One.' },
          { role: 'developer', content: 'Two.' },
          ask([{ type: 'text', text: 'a' }]),
          { ...answer('b'), weight: 1 },
        ],
      },
      { system: 'One.\n\nTwo.', history: [], prompt: 'a', completion: 'b' },
    ],
    [
      'prompt-completion',
      { prompt: 'a', completion: 'b', id: 7 },
      { id: 7, history: [], prompt: 'a', completion: 'b' },
    ],
    [
      'prompt-completion',
      { system: 's', prompt: 'a', completion: 'b' },
      { system: 's', history: [], prompt: 'a', completion: 'b' },
    ],
  ])('in the form of %s becomes columns', (form, row, value) => {
    expect(convertConversation(row as never)).toEqual({ form, value, leftOut: [] });
  });

  test.each<[object, string]>([
    [{ text: 'x' }, 'the row is no conversation: it has neither contents, nor messages, nor prompt and completion'],
    [{ prompt: 'x' }, 'completion is missing'],
    [{ conversations: [{ from: 'human', value: 'x' }] }, "the last turn is not the model's"],
    [
      { messages: '[{"role":"user"}]' },
      'messages is a text that holds JSON: write the list itself, without quotes around it',
    ],
    [
      { system: 'a', systemInstruction: 'b', prompt: 'x', completion: 'y' },
      'the row has two system prompts, system and systemInstruction: keep one',
    ],
    [{ prompt: ['x'], completion: 'y' }, 'prompt is not a text'],
    [{ contents: [] }, 'the conversation has no turns'],
    [{ contents: 'x' }, 'contents is not a list'],
    [{ contents: [user('a')] }, "the last turn is not the model's"],
    [{ contents: [model('a')] }, 'the conversation does not begin with the user'],
    [
      { contents: [user('a'), user('b'), model('c')] },
      'the user speaks twice in a row: join those turns into one (turn 2)',
    ],
    [{ contents: [{ role: 'function', parts: [] }] }, 'contents[0] has the role "function", not user or model'],
    [
      { contents: [{ role: 'user', parts: [{ inlineData: {} }] }] },
      'contents[0].parts[0] has inlineData: only text can be trained on',
    ],
    [{ contents: [user('a'), model('b')], tools: [{}] }, 'the row has tools: calls of tools cannot be trained on'],
    [
      { messages: [ask('a'), { ...answer('b'), weight: 0 }] },
      'messages[1] has the weight 0: every answer is trained on',
    ],
    [
      { messages: [ask('a'), { ...answer(null), tool_calls: [{}] }] },
      'messages[1] has tool_calls: only text can be trained on',
    ],
    [
      { messages: [ask('a'), { role: 'tool', content: 'x' }] },
      'messages[1] answers a tool: calls of tools cannot be trained on',
    ],
    [
      { messages: [ask([{ type: 'image_url' }]), answer('b')] },
      'messages[0].content[0] is of type "image_url": only text can be trained on',
    ],
    [
      { messages: [ask('a'), { role: 'system', content: 'x' }, answer('b')] },
      'messages[1] is a system message in the middle of the conversation',
    ],
    [
      { messages: [{ role: { a: 1 }, content: 'x' }] },
      'messages[0] has the role an object, not system, user or assistant',
    ],
  ])('%j is put aside: %s', (row, problem) => {
    expect(convertConversation(row as never)).toEqual({ problem });
  });
});

test('a file of conversations may mix the forms, and its schema describes the columns', async () => {
  const rows = [
    { contents: [user('a'), model('b')], shop: 's1', other: 1 },
    { messages: [ask('a'), answer('')] },
    { prompt: 'a', completion: 'b' },
    { x: 1 },
  ];
  const rowSchema = {
    type: 'object',
    required: ['prompt', 'completion'],
    properties: {
      system: { type: 'string' },
      history: { type: 'array' },
      prompt: { type: 'string' },
      completion: { type: 'string' },
      shop: { type: 'string' },
    },
  };
  const lines = rows.map((row) => JSON.stringify(row)).join('\n');
  const checked = await check(lines, { rowSchema, spec: { form: 'conversations' } });
  expect(checked.rows).toEqual([
    { _row: 1, _line: 1, shop: 's1', history: [], prompt: 'a', completion: 'b' },
    { _row: 3, _line: 3, history: [], prompt: 'a', completion: 'b' },
  ]);
  expect(checked.quarantine).toMatchObject([{ row: 2, reasons: ['completion is empty'] }, { row: 4 }]);
  expect(checked.staged).toMatchObject({ form: 'mixed', rows: 2, quarantined: 2 });
  const csv = await check('prompt,completion\na,b\n', { rowSchema, spec: { form: 'conversations' } });
  expect(csv.staged).toMatchObject({ form: 'prompt-completion', format: 'csv' });
});
