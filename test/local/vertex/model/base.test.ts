import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { loadCatalog } from '../../../../catalog';
import { baseFor, loadBase } from '../../../../local/vertex/model/base';
import { firstMerge } from '../../../../local/vertex/model/tokenizer';

const models = Object.values(loadCatalog(join(__dirname, '../../../..')));

test('a model of the catalog that ships answers for itself, and the fast one for all others', () => {
  for (const { id, isLocal } of models) expect(baseFor(id)).toBe(isLocal ? id : 'landfall-tiny');
});

describe.each(models.filter(({ isLocal }) => isLocal))('$id', ({ id, contextTokens, tokensPerExample }) => {
  const base = loadBase(id);

  test('has as many weights and tokens as its shape says', () => {
    expect(base.readWeights()).toHaveLength(base.layout.size);
    expect(base.layout.shape.vocabulary).toBe(firstMerge + base.merges.length);
  });

  test('reads as many tokens as the catalog says', () => {
    expect([contextTokens, tokensPerExample]).toEqual([base.layout.shape.context, base.layout.shape.context]);
  });
});
