import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '../../../../catalog';
import { trainingFormOf } from '../../../../functions/shared/models/providers';
import type { Configuration } from '../../../../schemas/generated/types';

const configurationFor = (...models: { provider: string }[]) =>
  ({ baseModels: Object.fromEntries(models.map((model, index) => [`m${index}`, model])) }) as unknown as Configuration;

describe('the table of providers', () => {
  test.each(Object.values(loadCatalog('.')))('has the one that the catalog names for $id', ({ provider }) => {
    expect(trainingFormOf(configurationFor({ provider }))).toBeDefined();
  });

  test('says which providers there are when it has none of a name', () => {
    expect(() => trainingFormOf(configurationFor({ provider: 'moon' }))).toThrow(
      'no provider of models is called moon',
    );
  });
});

test('no function knows which provider it works with', () => {
  const knowers = readdirSync('functions', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('shared/models/') && path !== 'shared/stage/clients.ts')
    .filter((path) => /vertex|gemini|publishers\/google/i.test(readFileSync(join('functions', path), 'utf8')));
  expect(knowers).toEqual([]);
});
