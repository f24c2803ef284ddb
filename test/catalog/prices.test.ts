import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { loadWarehousePrices } from '../../catalog/prices';

const { provenance, currency, ...facts } = loadWarehousePrices(join(__dirname, '../..'));

test('every fact of a price states source and day', () => {
  expect(currency).toBe('USD');
  expect(Object.keys(provenance).sort()).toEqual(Object.keys(facts).sort());
  for (const known of Object.values(provenance)) {
    expect(known.source).toMatch(/^https:\/\/cloud\.google\.com\//);
    expect(known.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  }
});
