import { expect, test } from '@jest/globals';
import { scoreOf } from './score';

const target = '{"name": "Ana", "order": {"id": 88121, "items": ["jar"]}, "urgent": true}';

test.each([
  [target, undefined, 1],
  ['{"urgent": true, "name": "Ana", "order": {"items": ["jar"], "id": 88121.0}}', undefined, 1],
  ['{"name": "Ana", "order": {"id": 88121}, "urgent": "true"}', undefined, 1 / 3],
  ['{"name": "Ana", "order": {"id": 88121}, "urgent": false}', ['name', 'order.id'], 1],
  ['{"order": {"items": ["jar"]}}', ['order.items.0', 'order.id'], 1 / 2],
  ['{}', ['colour'], 1],
  ['{"colour": null}', ['colour'], 0],
  ['Sure! {"name": "Ana"}', undefined, 0],
  ['', undefined, 0],
])('JSON field accuracy of %s in the fields %j is %d', (answer, fields, score) => {
  expect(scoreOf({ metric: 'jsonFields', ...(fields && { fields }) }, answer, target)).toBeCloseTo(score, 12);
});

test.each(['not JSON', '3', 'null', ''])('a target that is no object, %j, is no measure', (reference) => {
  expect(() => scoreOf('jsonFields', '{}', reference)).toThrow(
    'jsonFields compares JSON objects, and a target is none',
  );
});
