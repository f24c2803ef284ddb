import { expect, test } from '@jest/globals';
import { RpcError } from '../../../local/rpc/errors';
import { applyMask } from '../../../local/rpc/field-mask';

const current = { name: 'a', labels: { team: 'x' }, policy: { least: 1, most: 2 }, note: 'old' };
const mutable = ['labels', 'policy', 'note'];
const refuse = (path: string) => new RpcError('INVALID_ARGUMENT', `not ${path}`);
const apply = (update: object, paths: string[]) => applyMask(current, update, paths, mutable, refuse);

test.each<[string, object, string[], object]>([
  ['a named field changes, and no other', { note: 'new', name: 'b' }, ['note'], { ...current, note: 'new' }],
  ['a field may be named as in the proto', { policy: {} }, ['policy'], { ...current, policy: {} }],
  [
    'a path may reach into a field',
    { policy: { most: 9 } },
    ['policy.most'],
    { ...current, policy: { least: 1, most: 9 } },
  ],
  ['a field that the update lacks is emptied', {}, ['note'], { ...current, note: undefined }],
  ['no path changes nothing', { note: 'new' }, [], current],
])('%s', (_, update, paths, expected) => {
  expect(apply(update, paths)).toEqual(expected);
});

test('a field that may not change is refused, in the words of the service', () => {
  expect(() => apply({ name: 'b' }, ['note', 'name'])).toThrow('not name');
});

test('what is updated stays as it was', () => {
  apply({ policy: { most: 9 } }, ['policy.most']);
  expect(current.policy.most).toBe(2);
});
