import { expect, test } from '@jest/globals';
import { readTrialExamples, requestIn } from '../../../cli/prompt-trial/examples';
import { parsePrompt } from '../../../core/prompt';
import type { DatasetCard } from '../../../schemas/generated/types';

const main = parsePrompt({ system: 'Answer {{name}}.', user: '{{email}}' });
const other = parsePrompt({ user: 'From {{shop}}: {{email}}' });
const asked = parsePrompt({ user: '{{shop}}, {{name}}: {{email}}' });

const lineOf = (system: string, user: string, target: string, before: string[] = []) =>
  JSON.stringify({
    messages: [
      { role: 'system', content: system },
      ...before.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content })),
      { role: 'user', content: user },
      { role: 'assistant', content: target },
    ],
  });
const files: Record<string, string[]> = {
  'gs://a/evaluation.jsonl': [
    lineOf('Answer Ana.', 'It leaks.', 'A leak.'),
    lineOf('Answer Bo.', 'And now?', 'A question.', ['It is broken.', 'We see.']),
    lineOf('Somebody else wrote this.', 'Hm.', 'Hm.'),
  ],
  'gs://a/other.jsonl': ['Kettles', 'Lamps', 'Ovens'].map((shop, i) =>
    lineOf('', `From ${shop}: ${['It leaks.', 'And now?', 'Hm.'][i]}`, 'x'),
  ),
  'gs://a/lineage.jsonl': [
    { split: 'train', line: 1, key: 't', group: 'other' },
    { split: 'evaluation', line: 1, key: 'e', group: 'kettles', references: ['It leaks indeed.'] },
  ].map((entry) => JSON.stringify(entry)),
};
const ledger = {
  async *readLines(uri: string) {
    yield* files[uri]!;
  },
};
const card = {
  pipeline: 'mails',
  version: 'abc',
  promptDigest: main.digest,
  evaluationUri: 'gs://a/evaluation.jsonl',
  lineageUri: 'gs://a/lineage.jsonl',
  variants: [{ promptDigest: other.digest, evaluationUri: 'gs://a/other.jsonl' }],
} as unknown as DatasetCard;

test('examples are read back into the fields of every prompt of the version, with what is right and what hangs together', async () => {
  const { examples, fields, unread } = await readTrialExamples(ledger, card, [main, other], 10);
  expect(fields).toEqual(['name', 'email', 'shop']);
  // The third was made by no prompt of the version.
  expect(unread).toBe(1);
  expect(examples.toSorted((a, b) => a.line - b.line)).toEqual([
    {
      line: 1,
      values: { name: 'Ana', email: 'It leaks.', shop: 'Kettles' },
      history: [],
      references: ['A leak.', 'It leaks indeed.'],
      group: 'kettles',
    },
    {
      line: 2,
      values: { name: 'Bo', email: 'And now?', shop: 'Lamps' },
      history: [
        { role: 'user', text: 'It is broken.' },
        { role: 'model', text: 'We see.' },
      ],
      references: ['A question.'],
    },
  ]);
});

test('no more are read than are asked for', async () => {
  const { examples, unread } = await readTrialExamples(ledger, card, [main], 2);
  expect(examples.length + unread).toBe(2);
});

test('another prompt is asked with the same values, behind shots and the turns before the question', () => {
  const example = {
    values: { name: 'Bo', email: 'And now?', shop: 'Lamps' },
    history: [{ role: 'user' as const, text: 'It is broken.' }],
  };
  expect(requestIn(asked, example, [{ role: 'user', text: 'shot' }])).toEqual({
    turns: [
      { role: 'user', text: 'shot' },
      { role: 'user', text: 'It is broken.' },
      { role: 'user', text: 'Lamps, Bo: And now?' },
    ],
  });
});

test('a version whose prompt nobody knows any more cannot be read', async () => {
  await expect(readTrialExamples(ledger, card, [other], 10)).rejects.toMatchObject({
    message: 'The prompt that version abc was rendered with is gone.',
    exitCode: 2,
  });
});
