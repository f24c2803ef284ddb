import { expect, test } from '@jest/globals';
import {
  differingInSql,
  paritiesInSql,
  placeInSql,
  sketchInSql,
} from '../../../../functions/transform/version/odd-sketch';

test('a sketch is the parity of the shingles at each of 960 places, sixty to a number', () => {
  expect(placeInSql()).toBe('MOD(DIV(shingle, 60), 16) AS part,\n    1 << MOD(shingle, 60) AS bit');
  expect(paritiesInSql().match(/BIT_XOR\(IF\(part = \d+, bit, 0\)\) AS parity_\d+/g)).toHaveLength(16);
  expect(sketchInSql().match(/parity_\d+/g)).toHaveLength(16);
});

test('two are compared by the bits that differ', () => {
  const compared = differingInSql('own', 'near');
  expect(compared.match(/BIT_COUNT\(own\.sketch\.parity_\d+ \^ near\.sketch\.parity_\d+\)/g)).toHaveLength(16);
});
