import { expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadEmbeddingModels } from '../../catalog/embeddings';
import { repositoryRoot } from '../../core/root';

const root = repositoryRoot();
const models = Object.values(loadEmbeddingModels(root));

test('embedding models are called as their files are', () => {
  expect(models.map(({ id }) => `${id}.json`)).toEqual(readdirSync(join(root, 'catalog/embeddings')));
});

test.each(models)('states source and day of every fact of $id', ({ provenance, ...model }) => {
  const facts = Object.keys(model).filter((name) => !['id', 'title', 'publisher', 'provider'].includes(name));
  expect(Object.keys(provenance).toSorted()).toEqual(facts.toSorted());
  for (const known of [...Object.values(provenance), ...model.lifecycle]) {
    expect(known.source).toMatch(/^https:\/\//);
    expect(known.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(known.unsure).not.toBe('');
  }
});
