import { expect, test } from '@jest/globals';
import { forbiddenCharacter, isKeptName, isOwnName } from '../../core/column-names';

test.each([
  ['_row', true, true],
  ['_Origin', true, true],
  ['_partitiontime', false, true],
  ['__ROOT__x', false, true],
  ['row', false, false],
])("%s is Landfall's own: %s, kept: %s", (name, isOwn, isKept) => {
  expect([isOwnName(name), isKeptName(name)]).toEqual([isOwn, isKept]);
});

test.each([
  ['größe in m²', undefined],
  ['a.b', '.'],
  ['a\tb', '\t'],
])('what no column may be called by in %j is %j', (name, character) => {
  expect(forbiddenCharacter(name)).toBe(character);
});
