import { expect, test } from '@jest/globals';
import { addedPart, layerOf } from '../../../core/batch/layers';

test.each([
  ['added-001/new.csv', 1],
  ['added-12/a/b.jsonl', 12],
  ['part-0.jsonl', 0],
  ['added-001.jsonl', 0],
  ['added-x/a.jsonl', 0],
  ['shards/added-001/a.jsonl', 0],
  [undefined, 0],
])('the part %s is of layer %d', (part, layer) => expect(layerOf(part)).toBe(layer));

test('a part is called after its layer, so that it is of that layer', () => {
  expect(addedPart(7, 'new.csv')).toBe('added-007/new.csv');
  for (const layer of [1, 999, 1000]) expect(layerOf(addedPart(layer, 'x'))).toBe(layer);
});
