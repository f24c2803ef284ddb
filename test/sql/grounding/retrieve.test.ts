import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fillSlots } from '../../../core/statement';
import { quotedIdentifier } from '../../../core/quoted-identifier';
import type { FoundRow } from '../../../functions/shared/grounding/retrieved';
import { createWarehouse } from '../../../functions/shared/warehouse/warehouse';
import passagesTable from '../../../schemas/tables/passages.json';
import { createWorld } from '../../functions/fakes';
import { openLocal, project, type Local } from '../../local/bigquery/harness';
import { sharedSql } from '../shared-sql';
import expected from './bm25s.json';

const table = `${project}.landfall.passages`;
let local: Local;

beforeAll(async () => {
  local = await openLocal();
  await local.client.createDataset('landfall');
  await local.client.dataset('landfall').createTable('passages', { schema: passagesTable.schema.fields });
  await local.appendRows(table, [
    ...expected.documents.map((terms, passage) => row({ corpus: 'words', passage, terms, embedding: [1, passage] })),
    row({ corpus: 'words', source: 'elsewhere', terms: ['w1', 'w2'], embedding: [1, 0] }),
    row({ corpus: 'other', terms: ['w1', 'w2'], embedding: [1, 2, 3] }),
  ]);
});
afterAll(() => local?.close());

const row = (values: object) => ({
  corpus: 'words',
  source: 's',
  passage: 0,
  object: 'gs://artifacts/corpora/words/objects/a.md',
  generation: '1',
  start_byte: 0,
  end_byte: 1,
  text: 't',
  indexed_at: '2026-12-01T08:00:00Z',
  ...values,
});

const ask = (params: { terms: string[]; vector?: string[]; most?: number; corpus?: string }): Promise<FoundRow[]> => {
  const { objects: _, ...world } = createWorld();
  const warehouse = createWarehouse({ bigquery: () => local.client, location: 'us-central1', ...world });
  const statement = fillSlots(sharedSql, 'grounding/retrieve.sql', { passages: quotedIdentifier(table) });
  return warehouse.ask<FoundRow>(
    { ...statement, params: { corpus: 'words', sources: ['s'], vector: ['1.0', '0.0'], most: 100, ...params } },
    { labels: {}, milliseconds: 20_000 },
  );
};

describe('keywords', () => {
  test.each(expected.questions.map((terms, place) => [terms.join(' '), terms, expected.scores[place]!] as const))(
    'score as bm25s scores them: %s',
    async (_, terms, scores) => {
      const found = new Map((await ask({ terms: [...terms] })).map(({ passage, keywords }) => [passage, keywords]));
      scores.forEach((score, passage) => expect(Math.abs((found.get(passage) ?? 0) - score)).toBeLessThan(1e-6));
      expect([...found.values()].filter((keywords) => keywords !== null)).toHaveLength(
        scores.filter((score) => score > 0).length,
      );
    },
  );

  test('tell how many of a question’s words no passage has', async () => {
    const [first] = await ask({ terms: ['w3', 'stranger', 'stranger', 'alien'] });
    expect(first!.unknown).toBeCloseTo(2 / 3, 9);
  });
});

describe('what is found', () => {
  test('are the best by keywords and the nearest by meaning, each as many as are asked for', async () => {
    const found = await ask({ terms: ['w40'], most: 2 });
    const byMeaning = found.filter(({ distance }) => distance !== null);
    expect(byMeaning.map(({ passage }) => passage)).toEqual([0, 1]);
    expect(byMeaning[0]!.distance).toBeCloseTo(0, 9);
    expect(found.filter(({ keywords }) => keywords !== null).length).toBeLessThanOrEqual(2);
  });

  test('is of this corpus and of these readings alone, whose vectors may have another length', async () => {
    const found = await ask({ terms: ['w1'] });
    expect(new Set(found.map(({ source }) => source))).toEqual(new Set(['s']));
    const [other] = await ask({ corpus: 'other', terms: ['w1'], vector: ['1', '2', '3'] });
    expect(other!.distance).toBeCloseTo(0, 9);
  });

  test('a question whose words nobody has is asked by its meaning alone', async () => {
    const found = await ask({ terms: ['alien'], most: 3 });
    expect(found.map(({ keywords, unknown }) => [keywords, unknown])).toEqual(Array(3).fill([null, 1]));
  });
});
