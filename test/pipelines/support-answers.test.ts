import { describe, expect, test } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';

interface Row {
  page: string;
  evidence: string;
  answer: string;
}

const folder = join(__dirname, '../../pipelines/support-answers');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const own = <Values>(file: string) => runInNewContext(`${read(file)}; run`, {}) as (values: Values) => string;
const notThere = 'That is not in our handbook.';

describe('the sample of questions', () => {
  const rows = read('data/questions.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

  test('keeps to its schema, and is small', () => {
    const check = new Ajv2020().compile(JSON.parse(read('questions.schema.json')) as object);
    expect(rows.filter((row) => !check(row))).toEqual([]);
    expect(Buffer.byteLength(read('data/questions.jsonl'))).toBeLessThan(200_000);
  });

  test('has every answer among its evidence, word by word, or says that it is not there', () => {
    const unfounded = rows.filter(({ evidence, answer }) => !evidence.split('\n').includes(answer));
    expect(unfounded).toHaveLength(43);
    expect(new Set(unfounded.map(({ answer }) => answer))).toEqual(new Set([notThere]));
  });

  test('has each sentence of one page alone, so that no answer is in training and held out', () => {
    const pages = new Map<string, Set<string>>();
    for (const { answer, page } of rows.filter((row) => row.answer !== notThere))
      pages.set(answer, new Set([...(pages.get(answer) ?? []), page]));
    expect([...pages].filter(([, some]) => some.size > 1)).toEqual([]);
  });
});

test('the evidence is the sentences that share most with the question, without headings', () => {
  const evidence = own<{ question: string; passages: { heading: string; text: string }[] }>('evidence.js');
  const text = '## Time\n\nIt costs 4.90 euros. A parcel waits for\nseven days. "Forgotten" is a link.';
  const passages = [{ heading: 'Delivery > Time', text }];
  expect(evidence({ question: 'How many days does my parcel wait?', passages }).split('\n')).toEqual([
    'A parcel waits for seven days.',
  ]);
  expect(evidence({ question: 'Is it 4.90 for a delivery?', passages }).split('\n')).toEqual([
    'It costs 4.90 euros.',
    'A parcel waits for seven days.',
    '"Forgotten" is a link.',
  ]);
  expect(evidence({ question: 'Which vaccine does my cat need?', passages })).toBe('');
  expect(evidence({ question: 'Anything?', passages: [] })).toBe('');
});

describe('what the model said', () => {
  const checked = own<{ answer: string; evidence: string }>('checked.js');
  const evidence = 'It costs 4.90 euros.\nA parcel waits for you with a neighbour for seven days.';
  test.each([
    ['is told as it stands', 'It costs 4.90 euros.', 'It costs 4.90 euros.'],
    [
      'is mended where a word is wrong',
      'a parcel waits for you with a neighbour for seven weeks',
      evidence.split('\n')[1],
    ],
    ['is not told with another number', 'It costs 4.50 euros.', notThere],
    ['is not told without the number', 'It costs euros.', notThere],
    ['is not told where it stands nowhere', 'Refunds come by pigeon.', notThere],
    ['is not told where it is nothing', '', notThere],
  ])('%s', (_, answer, told) => {
    expect(checked({ answer, evidence })).toBe(told);
    expect(checked({ answer, evidence: '' })).toBe(notThere);
  });
});
