import { describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '../../catalog';

const root = join(__dirname, '../..');
const models = Object.values(loadCatalog(root));
const files = readdirSync(join(root, 'catalog')).filter((name) => name.endsWith('.json'));

describe('the catalog', () => {
  test('names each model as its file is named', () => {
    expect(models.map(({ id }) => `${id}.json`)).toEqual(files.sort());
  });

  test.each(models)('states source and day of every fact of $id', ({ provenance, ...model }) => {
    const facts = Object.keys(model).filter(
      (name) => !['id', 'title', 'publisher', 'provider', 'tunable', 'lifecycle', 'successors'].includes(name),
    );
    expect(Object.keys(provenance).sort()).toEqual(facts.sort());
    for (const known of Object.values(provenance)) {
      expect(known.source).toMatch(/^https:\/\//);
      expect(known.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });
});
