import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { loadCatalog } from '../../../catalog';
import { candidateOf } from '../../../cli/init/make-plan';
import { usableBases } from '../../../core/bases';
import { deployment } from '../../deployment';

const catalog = loadCatalog(join(__dirname, '../../..'));

test.each([
  ['2026-11-28', 'gemini-3.5-flash-lite'],
  ['2027-05-01', 'gemini-3.5-flash-lite'],
  ['2030-01-01', 'landfall-tiny'],
])('a pipeline made on %s stands on a base that lives: %s', (day, base) => {
  const bases = usableBases(catalog, { ...deployment, on: new Date(day), localModels: true });
  expect(candidateOf(bases, 5000)).toEqual({ id: 'lora-8', base, adapterSize: 8, epochs: 3 });
});

test('without any, that is said', () => {
  expect(() => candidateOf([], 5000)).toThrow('The catalog has no base model that can be tuned today.');
});
