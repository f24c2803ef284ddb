import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cloud } from '../../operations/cloud';
import { fetchObjects } from '../../cli/landing-files';
import { uploadBatch } from '../../cli/upload';
import { checkAgainstBatch, listBatch, markBatch } from '../../operations/drop/landed-batch';

describe('with the bucket', () => {
  let folder: string;
  const objects = new Map<string, Buffer>();
  const missing = Object.assign(new Error('not found'), { code: 404 });
  /** What these functions use of Google's storage client. */
  const cloud = {
    status: { buckets: { landing: 'landing' } },
    storage: {
      bucket: (name: string) => ({
        name,
        upload: (path: string, { destination }: { destination: string }) => {
          if (objects.has(destination)) return Promise.reject(Object.assign(new Error('exists'), { code: 412 }));
          objects.set(destination, readFileSync(path));
          return Promise.resolve();
        },
        getFiles: ({ prefix }: { prefix: string }) =>
          Promise.resolve([
            [...objects.keys()]
              .filter((file) => file.startsWith(prefix))
              .map((file) => ({ name: file, metadata: { generation: '7' } })),
          ]),
        file: (file: string) => ({
          save: (content: string) => {
            objects.set(file, Buffer.from(content));
            return Promise.resolve();
          },
          getMetadata: () =>
            Promise.resolve([{ md5Hash: createHash('md5').update(objects.get(file)!).digest('base64') }]),
          download: ({ destination }: { destination: string }) => {
            const content = objects.get(file);
            if (!content) return Promise.reject(missing);
            writeFileSync(destination, content);
            return Promise.resolve();
          },
        }),
      }),
    },
  } as unknown as Cloud;

  beforeEach(() => {
    objects.clear();
    folder = mkdtempSync(join(tmpdir(), 'landfall-upload-'));
    writeFileSync(join(folder, 'a.jsonl'), 'a');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const drop = (batch: string): Promise<number> =>
    uploadBatch(cloud, 'p', batch, [{ name: 'emails.jsonl', path: join(folder, 'a.jsonl') }]);

  test('the same file in the same batch is uploaded once', async () => {
    expect([await drop('monday'), await drop('monday')]).toEqual([1, 0]);
  });

  test('another content under the name of an earlier one is refused, not left out in silence', async () => {
    await drop('monday');
    writeFileSync(join(folder, 'a.jsonl'), 'b');
    await expect(drop('monday')).rejects.toThrow('The batch monday holds another emails.jsonl already.');
    expect(objects.get('p/monday/emails.jsonl')?.toString()).toBe('a');
  });

  test('the files of an earlier batch can be dropped again by their gs:// names', async () => {
    await drop('monday');
    const [fetched] = await fetchObjects(
      cloud,
      [{ source: 'emails', path: 'gs://landing/p/monday/emails.jsonl' }],
      folder,
    );
    expect(readFileSync(fetched!.path, 'utf8')).toBe('a');
    const gone = [{ source: 'emails', path: 'gs://landing/p/tuesday/emails.jsonl' }];
    await expect(fetchObjects(cloud, gone, folder)).rejects.toThrow('There is no object gs://landing/p/tuesday');
  });

  test('a batch is marked whole, and tells what it holds', async () => {
    await drop('monday');
    await drop('tuesday');
    await markBatch(cloud, 'p', 'monday');
    expect([...(await listBatch(cloud, 'p', 'monday'))]).toEqual([
      ['emails.jsonl', '7'],
      ['_SUCCESS', '7'],
    ]);
  });

  const check = (name: string, held: string[]) => (): void =>
    checkAgainstBatch('monday', new Map(held.map((each) => [each, '1'])), [{ source: 'emails', path: 'x', name }]);

  test.each([
    ['emails.csv', ['emails.jsonl']],
    ['emails/1.jsonl', ['emails.jsonl']],
    ['emails.jsonl', ['emails/1.jsonl']],
  ])('%s does not go with %j', (name, held) =>
    expect(check(name, held)).toThrow(/holds emails.* already: x would be emails once more/),
  );

  test.each([
    ['emails/2.jsonl', ['emails/1.jsonl', '_SUCCESS']],
    ['emails.jsonl', ['emails.jsonl', 'customers.csv']],
  ])('%s goes with %j', (name, held) => expect(check(name, held)).not.toThrow());
});
