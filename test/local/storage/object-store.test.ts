import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { join } from 'node:path';
import { removeStorage, startStorage, type LocalStorage } from './local-storage';
import { api, put } from './requests';

describe('objects', () => {
  let local: LocalStorage;

  beforeEach(async () => {
    local = await startStorage();
    local.buckets.create('demo', 'bucket');
  });

  afterEach(async () => {
    await local.stop();
    removeStorage(local);
  });

  const create = (name: string, content: string) => local.objects.create('bucket', name, [Buffer.from(content)]);
  const dataFiles = () => readdirSync(join(local.directory, 'objects')).length;

  test('stay readable, as they were, for those who read them while they are overwritten and deleted', async () => {
    const old = await create('x', 'old');
    const reading = local.objects.open('bucket', 'x');
    const fresh = await create('x', 'new');
    local.objects.delete('bucket', 'x');
    expect((await buffer(reading.read())).toString()).toBe('old');
    expect(readFileSync(await reading.onePath(), 'utf8')).toBe('old');
    for (const { generation } of [old, fresh]) {
      expect(() => local.objects.get('bucket', 'x', { generation })).toThrow('No such object: bucket/x');
    }
    expect(dataFiles()).toBe(1);
    reading.close();
    expect(dataFiles()).toBe(0);
  });

  test('get generations that only grow, even when the clock is set back', async () => {
    const generations: number[] = [];
    for (let index = 0; index < 20; index++) generations.push(Number((await create('x', String(index))).generation));
    expect(generations).toEqual([...new Set(generations)].toSorted((a, b) => a - b));
  });

  test('written at once under one name with "must not exist" are written once', async () => {
    const write = (content: string) =>
      local.objects.create('bucket', 'once', [Buffer.from(content)], { preconditions: { generationMatch: '0' } });
    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map(write));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(dataFiles()).toBe(1);
  });

  test('copied share no fate: the copy lives on when the source is gone', async () => {
    await create('source', 'content');
    await local.objects.copy({ bucket: 'bucket', name: 'source' }, { bucket: 'bucket', name: 'copy' });
    local.objects.delete('bucket', 'source');
    expect(readFileSync(await local.objects.onePath('bucket', 'copy'), 'utf8')).toBe('content');
  });

  test('can be composed onto one of their own parts', async () => {
    await create('log', 'one,');
    await create('more', 'two');
    const { componentCount, crc32c, md5 } = await local.objects.compose('bucket', 'log', [
      { name: 'log' },
      { name: 'more' },
    ]);
    expect(readFileSync(await local.objects.onePath('bucket', 'log'), 'utf8')).toBe('one,two');
    expect([componentCount, crc32c, md5]).toEqual([2, (await create('same', 'one,two')).crc32c, undefined]);
  });

  test('of several parts are read in any range, copied, joined again, and kept when the parts go', async () => {
    for (const name of ['abc', 'defg', '', 'h']) await create(`part-${name}`, name);
    const sources = ['abc', 'defg', '', 'h'].map((name) => ({ name: `part-${name}` }));
    await local.objects.compose('bucket', 'joined', sources);
    await local.objects.copy({ bucket: 'bucket', name: 'joined' }, { bucket: 'bucket', name: 'copied' });
    await local.objects.compose('bucket', 'twice', [{ name: 'joined' }, { name: 'copied' }]);
    for (const { name } of [...sources, { name: 'joined' }]) local.objects.delete('bucket', name);

    const opened = local.objects.open('bucket', 'copied');
    const read = async (range?: { start: number; end: number }) => (await buffer(opened.read(range))).toString();
    const ranges = Array.from({ length: 8 }, (_, start) =>
      Array.from({ length: 8 - start }, (__, more) => ({ start, end: start + more })),
    ).flat();
    for (const { start, end } of ranges) expect(await read({ start, end })).toBe('abcdefgh'.slice(start, end + 1));
    const paths = await Promise.all([opened.onePath(), opened.onePath()]);
    for (const path of paths) expect(readFileSync(path, 'utf8')).toBe('abcdefgh');
    expect(await read()).toBe('abcdefgh');
    local.objects.delete('bucket', 'copied');
    expect(await read()).toBe('abcdefgh');
    opened.close();

    const { size, crc32c } = local.objects.get('bucket', 'twice');
    expect([size, crc32c]).toEqual([16, (await create('same', 'abcdefgh'.repeat(2))).crc32c]);
    local.objects.delete('bucket', 'twice');
    expect(dataFiles()).toBe(1);
  });

  test('take slices of a file as they are, which are one file again when they are put together', async () => {
    const path = join(local.directory, 'made');
    const content = 'one,two,three';
    writeFileSync(path, content);
    const slices = [
      [0, 3],
      [4, 7],
      [8, 12],
    ] as const;
    for (const [start, end] of slices) {
      const { size, crc32c, md5 } = await local.objects.adopt('bucket', `at-${start}`, { path, start, end });
      expect(await create('same', content.slice(start, end + 1))).toMatchObject({ size, crc32c, md5 });
      expect((await buffer(local.objects.open('bucket', `at-${start}`).read({ start: 1, end: 2 }))).toString()).toBe(
        content.slice(start + 1, start + 3),
      );
    }
    expect(readFileSync(await local.objects.onePath('bucket', 'at-4'), 'utf8')).toBe('two,');
    await local.objects.compose('bucket', 'mixed', [{ name: 'at-8' }, { name: 'at-0' }]);
    expect((await buffer(local.objects.open('bucket', 'mixed').read())).toString()).toBe('threeone,');
    await local.objects.adopt('bucket', 'again', { path, start: 4, end: 7 });
    await local.objects.compose('bucket', 'together', [{ name: 'at-0' }, { name: 'again' }, { name: 'at-8' }]);
    const { ino } = statSync(path);
    expect(statSync(await local.objects.onePath('bucket', 'together')).ino).toBe(ino);
  });

  test('that are empty can be joined, and read', async () => {
    await create('empty', '');
    await local.objects.compose('bucket', 'still empty', [{ name: 'empty' }, { name: 'empty' }]);
    expect((await buffer(local.objects.open('bucket', 'still empty').read())).length).toBe(0);
    expect(readFileSync(await local.objects.onePath('bucket', 'still empty'), 'utf8')).toBe('');
  });

  test('are composed 32 at most, and at least one', async () => {
    await create('x', 'x');
    const compose = (count: number) => local.objects.compose('bucket', 'all', Array(count).fill({ name: 'x' }));
    expect((await compose(32)).size).toBe(32);
    await expect(compose(33)).rejects.toMatchObject({ code: 400 });
    await expect(compose(0)).rejects.toMatchObject({ code: 400, reason: 'required' });
  });

  test('of a bucket with versioning are kept when they are overwritten or deleted, until their generation is deleted', async () => {
    local.buckets.update('bucket', { versioning: { enabled: true } }, {});
    const old = await create('x', 'old');
    await create('x', 'new');
    local.objects.delete('bucket', 'x');
    expect(local.objects.find('bucket', 'x')).toBeUndefined();
    expect(readFileSync(await local.objects.onePath('bucket', 'x', old.generation), 'utf8')).toBe('old');
    const answer = await api(local)('GET', `/b/bucket/o/x?generation=${old.generation}`);
    expect(typeof answer.json['timeDeleted']).toBe('string');
    local.objects.delete('bucket', 'x', { generation: old.generation });
    expect(() => local.objects.get('bucket', 'x', old)).toThrow('No such object');
    expect(dataFiles()).toBe(1);
  });

  test('under a hold are neither overwritten nor deleted', async () => {
    await create('x', 'held');
    local.objects.update('bucket', 'x', { temporaryHold: true });
    expect(() => local.objects.delete('bucket', 'x')).toThrow('hold');
    await expect(create('x', 'other')).rejects.toMatchObject({ code: 403 });
    local.objects.update('bucket', 'x', { temporaryHold: false });
    local.objects.delete('bucket', 'x');
  });

  test('keep their bucket from being deleted', async () => {
    await create('x', 'x');
    expect((await api(local)('DELETE', '/b/bucket')).json['error']).toMatchObject({
      code: 409,
      errors: [{ reason: 'conflict' }],
    });
  });

  test('are updated as a whole by PUT, in part by PATCH', async () => {
    await put(local, 'bucket', 'x', 'x');
    const send = api(local);
    await send('PATCH', '/b/bucket/o/x', { metadata: { a: '1', b: '2' }, cacheControl: 'no-store' });
    const patched = await send('PATCH', '/b/bucket/o/x', { metadata: { a: null, c: '3' } });
    expect(patched.json).toMatchObject({
      metadata: { b: '2', c: '3' },
      cacheControl: 'no-store',
      contentType: 'text/plain',
    });
    const replaced = await send('PUT', '/b/bucket/o/x', { contentType: 'a/b' });
    expect([replaced.json['metadata'], replaced.json['contentType'], replaced.json['metageneration']]).toEqual([
      undefined,
      'a/b',
      '4',
    ]);
  });

  test('take metadata of the right types only, and custom values as text', async () => {
    await put(local, 'bucket', 'x', 'x');
    const send = (change: object) => api(local)('PATCH', '/b/bucket/o/x', change);
    expect((await send({ metadata: { rows: 3 } })).json['metadata']).toEqual({ rows: '3' });
    expect((await send({ contentType: 7 })).json['error'].errors[0].reason).toBe('invalid');
    expect((await send({ metadata: 'rows' })).status).toBe(400);
  });
});
