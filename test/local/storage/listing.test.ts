import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { listObjects, type ListOptions } from '../../../local/storage/listing';
import { objectKey, type Generations, type ObjectRecord } from '../../../local/storage/records';
import { removeStorage, startStorage, type LocalStorage } from './local-storage';
import { api } from './requests';

const names = ['a', 'a/', 'a/1', 'a/2', 'a/b/3', 'b', 'c/4', 'c/5', 'é', '\uffee', '😀'];

describe('listing objects', () => {
  let local: LocalStorage;

  beforeAll(async () => {
    local = await startStorage();
    for (const bucket of ['bucket', 'bucket-2', 'bucke']) local.buckets.create('demo', bucket);
    await local.objects.create('bucket-2', 'other', [Buffer.from('x')]);
    for (const name of names) await local.objects.create('bucket', name, [Buffer.from(name)]);
  });

  afterAll(async () => {
    await local.stop();
    removeStorage(local);
  });

  const list = (options: ListOptions) => {
    const { items, prefixes } = local.objects.list('bucket', options);
    return { items: items.map(({ name }) => name), prefixes };
  };

  test.each<[ListOptions, string[], string[]]>([
    [{}, names, []],
    [{ prefix: 'a/' }, ['a/', 'a/1', 'a/2', 'a/b/3'], []],
    [{ delimiter: '/' }, ['a', 'b', 'é', '\uffee', '😀'], ['a/', 'c/']],
    [{ delimiter: '/', prefix: 'a/' }, ['a/', 'a/1', 'a/2'], ['a/b/']],
    [{ delimiter: '/', prefix: 'a' }, ['a'], ['a/']],
    [{ delimiter: '/', includeTrailingDelimiter: true, prefix: 'a' }, ['a', 'a/'], ['a/']],
    [{ startOffset: 'a/2', endOffset: 'c/5' }, ['a/2', 'a/b/3', 'b', 'c/4'], []],
    [{ startOffset: 'a/2', prefix: 'a/' }, ['a/2', 'a/b/3'], []],
    [{ startOffset: 'b', prefix: 'a/' }, [], []],
    [{ startOffset: 'A', prefix: 'c' }, ['c/4', 'c/5'], []],
    [{ prefix: 'nothing' }, [], []],
    [{ matchGlob: '*' }, ['a', 'b', 'é', '\uffee', '😀'], []],
    [{ matchGlob: 'a/*' }, ['a/', 'a/1', 'a/2'], []],
    [{ matchGlob: '**/?' }, ['a/1', 'a/2', 'a/b/3', 'c/4', 'c/5'], []],
    [{ matchGlob: '{a/b,c}/{3,5}' }, ['a/b/3', 'c/5'], []],
    [{ matchGlob: '*/*', prefix: 'c' }, ['c/4', 'c/5'], []],
  ])('with %j', (options, items, prefixes) => {
    expect(list(options)).toEqual({ items, prefixes });
  });

  test.each([1, 2, 3, 20])('gives the same in pages of %i', (maxResults) => {
    for (const options of [
      {},
      { delimiter: '/' },
      { prefix: 'a/', delimiter: '/' },
      { delimiter: '/', includeTrailingDelimiter: true },
    ]) {
      const items: string[] = [];
      const prefixes: string[] = [];
      for (let pageToken: string | undefined, more = true; more;) {
        const page = local.objects.list('bucket', { ...options, maxResults, pageToken });
        items.push(...page.items.map(({ name }) => name));
        prefixes.push(...page.prefixes);
        pageToken = page.nextPageToken;
        more = pageToken !== undefined;
      }
      expect({ items, prefixes }).toEqual(list(options));
    }
  });

  test('agrees with sorting and grouping all names, whatever they are', () => {
    const text = (maxLength: number) =>
      fc.array(fc.constantFrom('a', 'b', '/', 'é', '\uffee', '😀'), { maxLength }).map((parts) => parts.join(''));
    const names = fc.uniqueArray(
      text(5).filter((name) => name !== ''),
      { maxLength: 12 },
    );
    const query = fc.record({
      prefix: text(2),
      startOffset: text(2),
      endOffset: text(2),
      delimiter: fc.constantFrom(undefined, '/', 'ab'),
    });
    let run = 0;
    fc.assert(
      fc.property(
        names,
        query,
        fc.integer({ min: 1, max: 4 }),
        (all, { prefix, startOffset, endOffset, delimiter }, maxResults) => {
          const bucket = `random-${run++}`;
          const table = local.state.table<Generations>('storage.objects');
          local.state.transaction(() => {
            for (const name of all) {
              table.put(objectKey(bucket, name), { live: { bucket, name } as ObjectRecord, noncurrent: [] });
            }
          });
          const before = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
          const expected = { items: [] as string[], prefixes: [] as string[] };
          for (const name of all.toSorted((a, b) => (before(a, b) ? -1 : 1))) {
            if (!name.startsWith(prefix) || before(name, startOffset) || (endOffset && !before(name, endOffset)))
              continue;
            const at = delimiter ? name.indexOf(delimiter, prefix.length) : -1;
            if (at < 0) expected.items.push(name);
            else expected.prefixes.push(name.slice(0, at + delimiter!.length));
          }
          expected.prefixes = [...new Set(expected.prefixes)];

          const found = { items: [] as string[], prefixes: [] as string[] };
          for (let pageToken: string | undefined, more = true; more; more = pageToken !== undefined) {
            const page = listObjects(local.state, bucket, {
              prefix,
              startOffset,
              endOffset,
              delimiter,
              maxResults,
              pageToken,
            });
            found.items.push(...page.items.map(({ name }) => name));
            found.prefixes.push(...page.prefixes);
            pageToken = page.nextPageToken;
          }
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('refuses a page token of its own making, and a bucket that is not there', async () => {
    expect((await api(local)('GET', '/b/bucket/o?pageToken=abc')).json['error'].errors[0].location).toBe('pageToken');
    expect((await api(local)('GET', '/b/nowhere/o')).json['error'].errors[0].reason).toBe('notFound');
  });

  test.each(['[ab]', 'a{', '\\*'])('refuses the pattern %s, which it does not know', async (pattern) => {
    const { status } = await api(local)('GET', `/b/bucket/o?matchGlob=${encodeURIComponent(pattern)}`);
    expect(status).toBe(400);
  });

  test('shows generations that are no longer live only when asked to', async () => {
    local.buckets.create('demo', 'versioned', { versioning: { enabled: true } });
    const first = await local.objects.create('versioned', 'x', [Buffer.from('1')]);
    const second = await local.objects.create('versioned', 'x', [Buffer.from('2')]);
    await local.objects.create('versioned', 'y', [Buffer.from('3')]);
    local.objects.delete('versioned', 'y');
    const generations = (versions: boolean) =>
      local.objects.list('versioned', { versions }).items.map(({ name, generation }) => `${name} ${generation}`);
    expect(generations(false)).toEqual([`x ${second.generation}`]);
    expect(generations(true).slice(0, 2)).toEqual([`x ${first.generation}`, `x ${second.generation}`]);
    expect(generations(true)).toHaveLength(3);
  });
});
