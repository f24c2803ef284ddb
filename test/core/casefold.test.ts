import { expect, test } from '@jest/globals';
import { casefold } from '../../core/casefold';

test('a text of plain letters folds as it does beside one that folds in a way of its own', () => {
  const characters = Array.from({ length: 0x2100 }, (_, code) => String.fromCodePoint(code));
  for (const character of characters) expect(casefold(`A${character}`)).toBe(casefold(`A${character}ß`).slice(0, -2));
});
