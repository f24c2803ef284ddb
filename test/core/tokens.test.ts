import { expect, test } from '@jest/globals';
import { estimateTokens } from '../../core/tokens';

test.each([
  ['', 0],
  ['abcd', 1],
  ['abcde', 2],
  // Two bytes beyond the first of each character are of another script: é has one such byte, and counts two.
  ['éé', 2],
  ['日本', 3],
])('%j has %d tokens by estimate', (text, tokens) => {
  expect(estimateTokens(text, { ascii: 4, other: 2 })).toBe(tokens);
});
