import { describe, expect, test } from '@jest/globals';
import { readTrainingLine } from '../../../core/formats/training-line';

const example = {
  system: 'Be brief.',
  history: [
    { role: 'user', text: 'Hi' },
    { role: 'model', text: 'Hello' },
  ],
  prompt: 'Bye',
  completion: 'Farewell',
};

describe('a line of a training file', () => {
  test.each<[string, object, object]>([
    [
      "Gemini's form",
      {
        systemInstruction: { role: 'system', parts: [{ text: 'Be brief.' }] },
        contents: [
          ['user', 'Hi'],
          ['model', 'Hello'],
          ['user', 'Bye'],
          ['model', 'Farewell'],
        ].map(([role, text]) => ({ role, parts: [{ text }] })),
      },
      example,
    ],
    [
      "OpenAI's form",
      {
        messages: [
          ['system', 'Be brief.'],
          ['user', 'Hi'],
          ['assistant', 'Hello'],
          ['user', 'Bye'],
          ['assistant', 'Farewell'],
        ].map(([role, content]) => ({ role, content })),
      },
      example,
    ],
    [
      'prompt and completion',
      { prompt: 'Bye', completion: 'Farewell' },
      { ...example, system: undefined, history: [] },
    ],
  ])('is read in %s', (_, line, expected) => {
    expect(readTrainingLine(JSON.stringify(line))).toEqual(expected);
  });

  test('that is no conversation cannot be read, and why is said', () => {
    expect(() => readTrainingLine('{"contents":[]}')).toThrow(/cannot be read: the conversation has no turns/);
  });
});
