import { describe, expect, test } from '@jest/globals';
import type { Cloud } from '../../../operations/cloud';
import { readExample, readLandedRows } from '../../../operations/warehouse/examples';
import type { Ledger } from '../../../operations/ledger/ledger';
import { datasetCard, staged } from '../../cli/reports';

const card = datasetCard();
const files: Record<string, string[]> = {
  [card.lineageUri]: [
    '{"split":"train","line":1,"key":"e1","origins":["gs://l/p/b/emails.jsonl#1:1"]}',
    '{"split":"train","line":2,"key":"e2","origins":["gs://l/p/b/emails.jsonl#1:2"]}',
    '{"split":"evaluation","line":1,"key":"e\\"3","origins":[]}',
  ],
  [card.trainUri]: [
    '{"contents":[]}',
    JSON.stringify({
      systemInstruction: { role: 'system', parts: [{ text: 'Be brief.' }] },
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }] },
        { role: 'model', parts: [{ text: 'Hello' }] },
        { role: 'user', parts: [{ text: 'Bye' }] },
        { role: 'model', parts: [{ text: 'Farewell' }] },
      ],
    }),
  ],
  'gs://a/clean.jsonl': [
    '{"_row":1,"_line":1,"id":"e1"}',
    '{"_row":3,"_line":5,"id":"e3","body":"Hi\\u2028there"}',
    '{"_row":4,"_line":6,"id":"e4"}',
  ],
};

const ledger = {
  async *readLines(uri: string) {
    if (!files[uri]) throw Object.assign(new Error('no such object'), { code: 404 });
    yield* files[uri];
  },
} as unknown as Ledger;

/** A warehouse that answers every statement with these rows, or whose tables are all gone. */
const cloudOf = (rows?: object[]): Cloud => {
  const client = {
    query: async () => {
      if (!rows) throw new Error('Not found: Table');
      return [rows];
    },
    dataset: () => ({ table: () => ({ exists: async () => [rows !== undefined] }) }),
  };
  return { bigquery: async () => client } as unknown as Cloud;
};

describe('an example', () => {
  const row = {
    key: 'e2',
    split: 'train',
    left_out: null,
    system_prompt: null,
    user_prompt: 'Bye',
    target: 'Farewell',
    history: '[{"role":"user","text":"Hi"}]',
    origins: ['o'],
    personal_data: [],
    line: 2,
  };

  test('is read from the table of its version', async () => {
    const expected = {
      key: 'e2',
      split: 'train',
      line: 2,
      history: [{ role: 'user', text: 'Hi' }],
      prompt: 'Bye',
      target: 'Farewell',
      origins: ['o'],
    };
    expect(await readExample(cloudOf([row]), ledger, card, { key: 'e2' })).toMatchObject(expected);
    expect(await readExample(cloudOf([row]), ledger, card, { split: 'train', line: 2 })).toMatchObject(expected);
  });

  test.each([
    ['its key', { key: 'e2' }],
    ['its line', { split: 'train', line: 2 }],
  ])('is found by %s in the files that were tuned on when the table is gone', async (_, wanted) => {
    expect(await readExample(cloudOf(), ledger, card, wanted)).toEqual({
      key: 'e2',
      split: 'train',
      line: 2,
      system: 'Be brief.',
      history: [
        { role: 'user', text: 'Hi' },
        { role: 'model', text: 'Hello' },
      ],
      prompt: 'Bye',
      target: 'Farewell',
      personalData: [],
      origins: ['gs://l/p/b/emails.jsonl#1:2'],
    });
  });

  test('is found by a key that an export escapes', async () => {
    const escaped = {
      readLines: async function* (uri: string) {
        if (uri === card.lineageUri) yield '{"split":"train","line":2,"key":"a\\u003cb\\u003e & \\"c","origins":["o"]}';
        else yield* ledger.readLines(uri);
      },
    } as unknown as Ledger;
    expect(await readExample(cloudOf(), escaped, card, { key: 'a<b> & "c' })).toMatchObject({
      line: 2,
      origins: ['o'],
    });
  });

  test.each([
    ['a key that was not selected', cloudOf([]), { key: 'nothing' }, /no example with the key "nothing"/],
    ['a line after the last', cloudOf([row]), { split: 'train', line: 9 }, /no example train:9/],
    ['a key in no file, the table gone', cloudOf(), { key: 'nothing' }, /no example with the key "nothing"/],
  ])('is not found by %s, and that is said', async (_, cloud, wanted, message) => {
    await expect(readExample(cloud, ledger, card, wanted)).rejects.toThrow(message);
  });
});

describe('landed rows', () => {
  const object = staged({ uri: 'gs://l/p/b/emails.jsonl', generation: '1', cleanUri: 'gs://a/clean.jsonl' });
  const read = (...origins: string[]) => readLandedRows(ledger, [object], origins);

  test('are read as they were read, in the order of the origins, with the line that each began on', async () => {
    const place = { uri: 'gs://l/p/b/emails.jsonl', generation: '1' };
    const [third, first] = ['gs://l/p/b/emails.jsonl#1:3', 'gs://l/p/b/emails.jsonl#1:1'] as const;
    expect(await read(third, first, third)).toEqual([
      { ...place, row: 3, line: 5, values: { id: 'e3', body: 'Hi\u2028there' } },
      { ...place, row: 1, line: 1, values: { id: 'e1' } },
      { ...place, row: 3, line: 5, values: { id: 'e3', body: 'Hi\u2028there' } },
    ]);
  });

  test.each([
    ['a row that was put aside', 'gs://l/p/b/emails.jsonl#1:2', /has no such row/],
    ['a row after the last', 'gs://l/p/b/emails.jsonl#1:9', /has no such row/],
    ['an object of another generation', 'gs://l/p/b/emails.jsonl#2:3', /report .* is gone/],
    ['no address', 'e0007', /no address/],
  ])('of %s cannot be shown, and why is said', async (_, origin, gone) => {
    expect(await read(origin, 'gs://l/p/b/emails.jsonl#1:1')).toMatchObject([
      { gone: expect.stringMatching(gone) },
      { values: { id: 'e1' } },
    ]);
  });

  test('in whose place an answer of production stands are that answer', async () => {
    const id = '0193a5c0-0000-7000-8000-000000000001';
    const [row] = await read(`landfall://predictions/${id}`);
    expect(row).toMatchObject({ answer: id });
    expect(row).not.toHaveProperty('gone');
  });

  test('whose clean rows are gone cannot be shown', async () => {
    const without = staged({ ...object, cleanUri: 'gs://a/removed.jsonl' });
    expect(await readLandedRows(ledger, [without], ['gs://l/p/b/emails.jsonl#1:3'])).toMatchObject([
      { row: 3, gone: 'gs://a/removed.jsonl is gone' },
    ]);
  });

  test('are read no further than the last one wanted', async () => {
    let lines = 0;
    const counting = {
      async *readLines() {
        for (; ; lines++) yield `{"_row":${lines + 1},"_line":${lines + 1}}`;
      },
    } as unknown as Ledger;
    await readLandedRows(counting, [object], ['gs://l/p/b/emails.jsonl#1:3', 'gs://l/p/b/emails.jsonl#1:2']);
    expect(lines).toBe(2);
  });
});
