import { describe, expect, test } from '@jest/globals';
import { canonicalJson, digest } from '../../core/digest';

describe('canonical JSON', () => {
  test.each([
    [{ b: 1, a: [{ d: undefined, c: null }] }, '{"a":[{"c":null}],"b":1}'],
    [[undefined, 'é\n'], '[null,"é\\n"]'],
    ['x', '"x"'],
  ])('of %j is %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test('has the SHA-256 of its bytes as digest', () => {
    expect(digest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(digest({ b: 1, a: 2 })).toBe(digest('{"a":2,"b":1}'));
  });
});
