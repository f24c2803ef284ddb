import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Score } from '../../../core/drift/harm';
import { scoresStatement } from '../../../core/drift/scores';
import evaluations from '../../../schemas/tables/evaluations.json';
import { openLocal, project, type Local } from '../../local/bigquery/harness';
import { sharedSql } from '../shared-sql';

let local: Local;
beforeAll(async () => {
  local = await openLocal();
  await local.client.createDataset('landfall');
  await local.client.dataset('landfall').createTable(evaluations.table, { schema: evaluations.schema.fields });
});
afterAll(() => local.close());

const subject = { pipeline: 'p', run: 'r', subject: 'lora' };
const scoresBy = async (name: Parameters<typeof scoresStatement>[0]) => {
  const { sql: query, params } = scoresStatement(name, {
    ...subject,
    metric: 'exactMatch',
    sql: sharedSql,
    evaluations: `${project}.landfall.evaluations`,
  })!;
  return (await local.client.query({ query, params }))[0] as Score[];
};

test('answers to held-out examples are scored by what was wanted or asked, and the category that a signal sees in them', async () => {
  let lines = 0;
  const answer = (text: string | null, exactMatch: number, more: object = {}) => ({
    ...subject,
    dataset: 'd',
    model: 'm',
    line: (lines += 1),
    prompt: 'Where is the card that you sent to my old address?',
    references: ['Card lost', 'card gone'],
    text,
    outcome: 'answered',
    finish_reason: 'STOP',
    scores: [
      { name: 'exactMatch', value: exactMatch },
      { name: 'rougeL', value: 0.3 },
    ],
    answered_at: '2026-12-01T08:00:00Z',
    ...more,
  });
  await local.appendRows(`${project}.landfall.evaluations`, [
    answer('Card lost', 1),
    answer('card lost', 0),
    answer('{"intent": "card lost"}', 0, {
      prompt: 'Wo ist die Karte, die Sie mir geschickt haben, und wie kann ich sie finden?',
    }),
    answer('card lost', 0, { references: ['PIN lost'] }),
    answer('card lost', 1, { subject: 'production' }),
    answer('card lost', 1, { run: 'another' }),
    answer(null, 0, { scores: [] }),
  ]);
  expect(await scoresBy('outputCategory')).toEqual([
    { kind: 'card lost', category: 'card lost', answers: 2, mean: 0.5 },
    { kind: 'card lost', category: '{"intent": "card lost"}', answers: 1, mean: 0 },
    { kind: 'pin lost', category: 'card lost', answers: 1, mean: 0 },
  ]);
  expect(await scoresBy('inputLanguage')).toEqual([
    { kind: 'de', category: 'de', answers: 1, mean: 0 },
    { kind: 'en', category: 'en', answers: 3, mean: 1 / 3 },
  ]);
  expect((await scoresBy('outputFormat')).map(({ category }) => category)).toEqual(['JSON', 'words']);
  expect((await scoresBy('inputWords')).map(({ category }) => category)).toEqual(['address', 'geschickt']);
});

test('what held-out examples do not tell has no scores of theirs', () => {
  expect(
    scoresStatement('latency', { ...subject, metric: 'exactMatch', sql: sharedSql, evaluations: 'e' }),
  ).toBeUndefined();
});
