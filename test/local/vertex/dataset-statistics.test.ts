import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkValidationSize, measureDataset } from '../../../local/vertex/dataset-statistics';
import { example } from './fixtures/cloud';

const folder = mkdtempSync(join(tmpdir(), 'landfall-statistics-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** One token a word. */
const measure = { countTurn: ({ text }: { text: string }) => text.split(' ').length, maxTokensPerExample: 6 };

function measured(content: string | Buffer) {
  const file = join(folder, 'data.jsonl');
  writeFileSync(file, content);
  return measureDataset(file, 'gs://b/data.jsonl', measure);
}

test('counts examples, characters, tokens and turns', async () => {
  const lines = [
    JSON.stringify({
      systemInstruction: { parts: [{ text: 'be brief' }] },
      contents: JSON.parse(example('one', 'two')).contents,
    }),
    example('a b c', 'd'),
  ];
  expect(await measured(lines.join('\n'))).toEqual({
    tuningDatasetExampleCount: '2',
    totalTuningCharacterCount: '20',
    totalBillableCharacterCount: '20',
    totalBillableTokenCount: '8',
    userInputTokenDistribution: {
      sum: '6',
      billableSum: '6',
      min: 3,
      max: 3,
      mean: 3,
      median: 3,
      p5: 3,
      p95: 3,
      buckets: [{ count: 2, left: 3, right: 4 }],
    },
    userOutputTokenDistribution: {
      sum: '2',
      billableSum: '2',
      min: 1,
      max: 1,
      mean: 1,
      median: 1,
      p5: 1,
      p95: 1,
      buckets: [{ count: 2, left: 1, right: 2 }],
    },
    userMessagePerExampleDistribution: {
      sum: '4',
      billableSum: '4',
      min: 2,
      max: 2,
      mean: 2,
      median: 2,
      p5: 2,
      p95: 2,
      buckets: [{ count: 2, left: 2, right: 3 }],
    },
    userDatasetExamples: [
      { role: 'user', parts: [{ text: 'one' }] },
      { role: 'user', parts: [{ text: 'a b c' }] },
    ],
    totalTruncatedExampleCount: '0',
    truncatedExampleIndices: [],
    droppedExampleReasons: [],
  });
});

test('what is too long is named by its index from 1, with what becomes of it', async () => {
  const lines = [example('a', 'b'), example('a b c', 'd e f g'), example('a b c d e f g', 'h')];
  expect(await measured(lines.join('\n'))).toMatchObject({
    totalTruncatedExampleCount: '2',
    truncatedExampleIndices: ['2', '3'],
    droppedExampleReasons: [
      '7 tokens are more than 6: cut off at the end.',
      expect.stringContaining('8 tokens are more than 6: dropped'),
    ],
  });
});

describe('a file is refused', () => {
  const turns = (...roles: string[]) =>
    JSON.stringify({ contents: roles.map((role) => ({ role, parts: [{ text: 'x' }] })) });
  const cases: [string, string | Buffer, string][] = [
    ['when it is empty', '\n\n', 'gs://b/data.jsonl has no examples.'],
    [
      'when it is not UTF-8',
      Buffer.concat([Buffer.from(`${example('a', 'b')}\n`), Buffer.from([0x22, 0xff, 0x22, 10])]),
      'line 2: not UTF-8',
    ],
    ['for a line that is no JSON', '{"contents": [}', 'line 1: not JSON'],
    ['for a list', '[]', 'line 1: not a JSON object'],
    ['without contents', '{}', 'line 1: contents must be a list that is not empty'],
    [
      'for another role',
      turns('user', 'assistant'),
      'line 1: contents[1].role is "assistant", must be "user" or "model"',
    ],
    [
      'for turns that do not alternate',
      turns('user', 'user', 'model'),
      'line 1: contents[1].role is "user", but roles alternate',
    ],
    [
      'for a last turn of the user',
      turns('user', 'model', 'user'),
      'line 1: the last of contents must have the role "model"',
    ],
    [
      'for a part without text',
      '{"contents":[{"role":"user","parts":[{"inlineData":{}}]}]}',
      'contents[0].parts[0] has no text',
    ],
    ['for a turn without parts', '{"contents":[{"role":"user"}]}', 'contents[0].parts must be a list'],
    [
      'when every prompt alone is too long',
      example('a b c d e f g', 'h'),
      'every prompt alone is longer than the 6 tokens',
    ],
  ];
  test.each(cases)('%s', async (_, content, message) => {
    await expect(measured(content)).rejects.toMatchObject({
      status: 'INVALID_ARGUMENT',
      message: expect.stringContaining(message),
    });
  });

  test('and lists no more lines than one can read', async () => {
    const failure = await measured('x\n'.repeat(30)).then(
      () => undefined,
      (error: Error) => error,
    );
    expect(failure?.message.split('\n')).toHaveLength(22);
    expect(failure?.message).toContain('30 of 30 examples');
    expect(failure?.message).toContain('… and 10 more');
  });
});

test('a line may begin in one chunk of the file and end in another', async () => {
  const long = example('ä'.repeat(100_000), 'b');
  expect(await measured(`${long}\n${long}`)).toMatchObject({
    tuningDatasetExampleCount: '2',
    totalTuningCharacterCount: '200002',
  });
});

test('a validation dataset keeps to Vertex AI’s limits', () => {
  const gemini = { validationExamples: 5000, validationShare: 0.3, validationShareFrom: 1000 };
  expect(() => checkValidationSize(5001, 100_000, gemini)).toThrow('5001');
  expect(() => checkValidationSize(1200, 3000, gemini)).toThrow('over 1000, at most 30 %');
  expect(() => checkValidationSize(1000, 10, gemini)).not.toThrow();
  expect(() => checkValidationSize(1200, 4000, gemini)).not.toThrow();
  const open = { ...gemini, validationShare: 0.24, validationShareFrom: 0 };
  expect(() => checkValidationSize(25, 100, open)).toThrow('at most 24 % of the 100');
  expect(() => checkValidationSize(24, 100, open)).not.toThrow();
});
