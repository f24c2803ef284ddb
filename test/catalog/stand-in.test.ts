import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { loadCatalog } from '../../catalog';
import { asDeployed } from '../../catalog/stand-in';

const catalog = loadCatalog(join(__dirname, '../..'));
const gemini = catalog['gemini-3.5-flash-lite']!;
const tiny = catalog['landfall-tiny']!;

describe('a base model as it is deployed', () => {
  test('is the provider’s own where there is no other', () => {
    expect(asDeployed(gemini, catalog)).toBe(gemini);
  });

  test('reads no more than the model that answers for it in the local cloud', () => {
    const there = asDeployed(gemini, catalog, true);
    const { contextTokens, outputTokens, tokensPerExample, bytesPerToken, tokenizing } = tiny;
    expect(there).toEqual({
      ...gemini,
      contextTokens,
      outputTokens,
      tokensPerExample,
      bytesPerToken,
      tokenizing,
      answeredBy: 'landfall-tiny',
      provenance: {
        ...gemini.provenance,
        tokensPerExample: tiny.provenance.tokensPerExample,
        contextTokens: tiny.provenance.contextTokens,
        outputTokens: tiny.provenance.outputTokens,
        bytesPerToken: tiny.provenance.bytesPerToken,
        tokenizing: tiny.provenance.tokenizing,
      },
    });
  });

  test('has its own limits where its provider is not stood in for', () => {
    const elsewhere = { ...gemini, provider: 'another' };
    expect(asDeployed(elsewhere, catalog, true)).toBe(elsewhere);
  });
});

test('a model that ships with the local cloud answers for itself', () => {
  const small = catalog['landfall-small']!;
  expect(asDeployed(small, catalog, true)).toBe(small);
});
