import { describe, expect, test } from '@jest/globals';
import { createScrubber } from '../../../cli/forget/marks';

const prompt = 'My kettle leaks since Monday';
const target = 'The customer says that the kettle leaks since Monday.';
const origin = 'gs://landing/p/b/emails.jsonl#1:7';
const { scrub } = createScrubber({
  keys: new Set(['e7']),
  origins: new Set([origin]),
  prompts: new Set([prompt, 'Hi']),
  targets: new Set([target, 'refund']),
});

describe('a record without somebody', () => {
  const other = { key: 'e8', prompt: 'My jar leaks', target: 'refund' };
  test.each<[string, unknown, unknown]>([
    ['lacks what has a key of theirs', { samples: [{ key: 'e7', x: 1 }, other] }, { samples: [other] }],
    ['lacks what is shown of a row of theirs', { rows: [{ where: 'row 7', origin, what: '…' }] }, { rows: [] }],
    [
      'lacks what was made of a row of theirs',
      [
        { line: 3, origins: [origin] },
        { line: 4, origins: [] },
      ],
      [{ line: 4, origins: [] }],
    ],
    [
      'lacks a question of theirs with all its answers',
      { predictions: [{ line: 1, prompt: `Sum up.\n${prompt}`, answers: {} }] },
      { predictions: [] },
    ],
    [
      'lacks a short question where it is the whole of one',
      [{ prompt: 'Hi' }, { prompt: 'Hi there' }],
      [{ prompt: 'Hi there' }],
    ],
    [
      'lacks the shot that was made of theirs, and has the others',
      [
        [
          { role: 'user', text: prompt },
          { role: 'model', text: target },
        ],
        [{ role: 'user', text: 'My jar leaks' }],
      ],
      [[{ role: 'user', text: 'My jar leaks' }]],
    ],
    [
      'has another’s answer that repeats a target of theirs without it',
      { naive: { text: target } },
      { naive: { text: '[forgotten]' } },
    ],
    ['keeps another’s label that is theirs too', { text: 'refund' }, { text: 'refund' }],
    [
      'keeps numbers, nulls and what is others’',
      { a: 1, b: null, c: [true, other] },
      { a: 1, b: null, c: [true, other] },
    ],
  ])('%s', (_, value, expected) => {
    expect(scrub(value)).toEqual(expected);
  });
});
