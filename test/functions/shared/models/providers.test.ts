import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '../../../../catalog';
import { RetryableError } from '../../../../core/errors';
import { isForbidden, isQuotaUsedUp } from '../../../../functions/shared/models/provider';
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

test.each([
  ['RESOURCE_EXHAUSTED of gRPC', { code: 8 }, true, false],
  ['429 of HTTP, beside words of its own', { status: 429, code: 'rate_limit_exceeded' }, true, false],
  ['PERMISSION_DENIED of gRPC', { code: 7 }, false, true],
  ['403 of HTTP', { status: 403, code: null }, false, true],
  ['INTERNAL of gRPC', { code: 13, status: 'INTERNAL' }, false, false],
])('%s is told for what it is', (_, cause, isQuota, isPermission) => {
  const error = new RetryableError('creating', { cause });
  expect([isQuotaUsedUp(error), isForbidden(error)]).toEqual([isQuota, isPermission]);
});

test('no function knows which provider it works with', () => {
  const knowers = readdirSync('functions', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('shared/models/') && path !== 'shared/stage/clients.ts')
    .filter((path) => /vertex|gemini|publishers\/google/i.test(readFileSync(join('functions', path), 'utf8')));
  expect(knowers).toEqual([]);
});
