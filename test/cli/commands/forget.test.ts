import { describe, expect, test } from '@jest/globals';
import { forgetLines } from '../../../cli/commands/forget';
import { receiptOf, type Holdings } from '../../../cli/forget/forget';

const now = Date.parse('2026-11-29T10:00:00Z');
const nothing: Holdings = {
  person: { name: 'ana', pseudonym: 'f00d' },
  served: { predictions: 0, ratings: 0, conversations: 0, keptAnswers: 0 },
  pipelines: [],
};
const some: Holdings = {
  ...nothing,
  served: { predictions: 2, ratings: 1, conversations: 1, keptAnswers: 0 },
  pipelines: [
    {
      pipeline: 'p',
      origins: new Set(['gs://landing/p/b/e.csv#1:1']),
      names: new Set(['ana']),
      landed: [{ uri: 'gs://landing/p/b/e.csv', generation: '1', rows: 1 }],
      unread: ['gs://landing/p/a/e.csv#1'],
      versions: [
        {
          card: { version: 'abc' } as never,
          lines: [{ split: 'train', line: 1, key: 'e1', origins: [] }],
          keys: new Set(['e1']),
          origins: new Set(),
          prompts: new Set(['My kettle leaks']),
          targets: new Set(),
        },
      ],
      records: [{ run: { pipeline: 'p', run: 'r' }, rewritten: ['a'], removed: ['b', 'c'] }],
      evaluations: 0,
      quarantined: [],
      staged: ['staged/k/'],
      tables: [],
      trained: [
        {
          pipeline: 'p',
          run: 'r',
          candidate: 'lora',
          base: 'gpt',
          examples: 1,
          model: 'ft:1',
          inProduction: true,
          uploadedTo: 'openai',
        },
      ],
      inFlight: [],
    },
  ],
};
const linesOf = (holdings: Holdings, isDone: boolean, sources = false) => {
  const receipt = receiptOf(holdings, { at: new Date(now).toISOString(), id: 'x', sources, now });
  return { receipt, text: forgetLines(receipt, holdings, { user: 'ana smith', isDone, sources }).join('\n') };
};

describe('landfall forget', () => {
  test('says what would go, that nothing went, and what to type', () => {
    const { text } = linesOf(some, false);
    for (const part of [
      '2 answers of landfall.predictions',
      '1 example of dataset version abc, 1 of them in its files',
      '3 objects',
      '1 copy of landed files',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/lora of run r \(gpt\) on 1 example of theirs, which is in production/);
    expect(text).toContain(`--user 'ana smith' --yes   (nothing was removed yet)`);
  });

  test('says where the receipt is, which names nobody', () => {
    const { receipt, text } = linesOf(some, true);
    expect(text).toContain('forgotten/x.json');
    expect(JSON.stringify(receipt)).not.toMatch(/ana|kettle|e1"/);
  });

  test('names what remains, until when and by whose word', () => {
    const { remains } = linesOf(some, true).receipt;
    const said = remains
      .map(({ what, until, source }) => `${until?.slice(0, 10) ?? 'open'} ${what} ${source ?? ''}`)
      .join('\n');
    for (const part of [
      /2026-12-06 BigQuery’s time travel.*time-travel/,
      /2026-12-13 BigQuery’s fail-safe/,
      /open gs:\/\/landing\/p\/b\/e\.csv#1: 1 landed row/,
      /open gs:\/\/landing\/p\/a\/e\.csv#1 is gone/,
      /open the model ft:1/,
      /uploaded to openai/,
    ])
      expect(said).toMatch(part);
    expect(linesOf(some, true, true).receipt.remains.some(({ what }) => what.includes('p/b/e.csv'))).toBe(false);
  });

  test('of nobody says so', () => {
    expect(linesOf(nothing, false).text).toContain('nothing is held of them');
  });
});
