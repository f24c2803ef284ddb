import { describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '../../catalog';

const root = join(__dirname, '../..');
const models = Object.values(loadCatalog(root));

describe('the catalog', () => {
  test('names each model as its file is named', () => {
    expect(models.map(({ id }) => `${id}.yaml`)).toEqual(readdirSync(join(root, 'catalog/models')).sort());
  });

  test.each(models)('states source and day of every fact of $id', ({ facts }) => {
    for (const [name, fact] of Object.entries(facts)) {
      expect({ name, source: fact.source }).toEqual({ name, source: expect.stringContaining('.google.com/') });
      expect({ name, asOf: fact.asOf }).toEqual({ name, asOf: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) });
      expect(fact).toHaveProperty('value');
    }
  });
});
