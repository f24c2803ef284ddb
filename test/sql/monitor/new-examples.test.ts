import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fillSlots } from '../../../core/statement';
import { openLocal, project, type Local } from '../../local/bigquery/harness';
import { createAnswers, type Exchange } from '../answers';
import { sharedSql } from '../shared-sql';

let local: Local;
let answers: ReturnType<typeof createAnswers>;
beforeAll(async () => {
  local = await openLocal();
  answers = createAnswers(local);
  await answers.createTables();
});
afterAll(() => local.close());

const made_at = '2026-12-01T08:00:00.000Z';
const soon = '2026-12-01T08:30:00.000Z';
const said = (rating: object): Exchange => ({ made_at, ratings: [{ rated_at: soon, ...rating }] });
const corrected = (user_key?: string): Exchange => ({ ...said({ good: false, correction: 'b' }), user_key });

async function count(file: string, exchanges: Exchange[], kinds = ['corrected', 'rated']): Promise<number> {
  const { pipeline } = await answers.record(exchanges);
  const tables = { ratings: `${project}.landfall.ratings`, predictions: `${project}.landfall.predictions` };
  const { sql: query } = fillSlots(sharedSql, `monitor/${file}`, tables);
  const params = { pipeline, since: '2026-12-01T00:00:00Z', kinds, maximum_per_user: 2 };
  const [[row]] = await local.client.query({ query, params });
  return (row as { new_examples: number }).new_examples;
}

describe('what people have said since', () => {
  test.each<[string, Exchange[], string[], number]>([
    ['is nothing where nobody has said anything', [], ['corrected', 'rated'], 0],
    ['is a correction', [corrected()], ['corrected'], 1],
    ['is no correction where none is learnt from', [corrected()], ['rated'], 0],
    ['is an approval', [said({ good: true })], ['rated'], 1],
    ['is no approval where none is learnt from', [said({ good: true })], ['corrected'], 0],
    ['is no complaint', [said({ good: false })], ['corrected', 'rated'], 0],
    [
      'is an answer once, however often it was corrected',
      [{ made_at, ratings: [1, 2].map((n) => ({ rated_at: soon, good: false, correction: `${n}` })) }],
      ['corrected', 'rated'],
      1,
    ],
    [
      'is nothing from before',
      [{ made_at, ratings: [{ rated_at: '2026-11-30T23:59:59Z', good: true }] }],
      ['rated'],
      0,
    ],
  ])('%s', async (_, exchanges, kinds, expected) => {
    expect(await count('new-examples.sql', exchanges, kinds)).toBe(expected);
    expect(await count('new-examples-by-user.sql', exchanges, kinds)).toBe(expected);
  });

  test('counts of one user as many as a version takes, and of all who named none', async () => {
    const all = [...['ana', 'ana', 'ana', 'bo'].map(corrected), corrected(), corrected(), corrected()];
    expect(await count('new-examples.sql', all)).toBe(7);
    expect(await count('new-examples-by-user.sql', all)).toBe(2 + 1 + 2);
  });

  test('counts an answer that was made long before it was corrected, of whoever asked', async () => {
    const late = ['ana', 'ana', 'ana'].map((user) => ({ ...corrected(user), made_at: '2026-11-01T08:00:00.000Z' }));
    expect(await count('new-examples-by-user.sql', late)).toBe(3);
  });
});
