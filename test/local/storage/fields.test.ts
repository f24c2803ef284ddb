import { describe, expect, test } from '@jest/globals';
import { parseFields, pick } from '../../../local/storage/fields';
import { removeStorage, startStorage } from './local-storage';
import { api, put } from './requests';

const page = {
  kind: 'k',
  nextPageToken: 't',
  items: [{ name: 'a', size: '1', metadata: { x: '1', y: '2' } }, { name: 'b' }],
};

describe('a partial response', () => {
  test.each([
    ['kind', { kind: 'k' }],
    ['kind, nextPageToken', { kind: 'k', nextPageToken: 't' }],
    ['items(name,size),kind', { kind: 'k', items: [{ name: 'a', size: '1' }, { name: 'b' }] }],
    ['items/name,items/size', { items: [{ name: 'a', size: '1' }, { name: 'b' }] }],
    ['items/name,items', { items: page.items }],
    ['items/name', { items: [{ name: 'a' }, { name: 'b' }] }],
    ['items/metadata(x)', { items: [{ metadata: { x: '1' } }, {}] }],
    ['items(metadata/y)', { items: [{ metadata: { y: '2' } }, {}] }],
    ['*', page],
    ['*/name', { ...page, items: [{ name: 'a' }, { name: 'b' }] }],
    ['none', {}],
  ])('of %s has that alone', (fields, expected) => expect(pick(page, parseFields(fields))).toEqual(expected));

  test.each(['', 'a,', 'a(b', 'a)', '(a)', 'a/', 'a//b', 'a(b)c'])('of %j is refused', (fields) => {
    expect(() => parseFields(fields)).toThrow('Invalid value for fields');
  });

  test('is what is sent, of objects, lists and uploads; an error is told whole', async () => {
    const local = await startStorage();
    local.buckets.create('demo', 'bucket');
    const sent = await put(local, 'bucket', 'x', '1', '&fields=name,size');
    expect(sent.json).toEqual({ name: 'x', size: '1' });
    const get = api(local);
    expect((await get('GET', '/b/bucket/o/x?fields=name')).json).toEqual({ name: 'x' });
    expect((await get('GET', '/b/bucket/o?fields=items(name)')).json).toEqual({ items: [{ name: 'x' }] });
    expect((await get('GET', '/b/bucket?fields=name,iamConfiguration/publicAccessPrevention')).json).toEqual({
      name: 'bucket',
      iamConfiguration: { publicAccessPrevention: 'inherited' },
    });
    expect((await get('GET', '/b/bucket/o/none?fields=name')).json['error'].code).toBe(404);
    expect((await get('GET', '/b/bucket/o/x?fields=name(')).json['error'].errors[0].location).toBe('fields');
    await local.stop();
    removeStorage(local);
  });
});
