import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cloud } from '../../cli/cloud';
import { checkFiles, fetchObjects, uploadBatch } from '../../cli/upload';

const formats = { emails: { format: 'jsonl' }, customers: { format: 'csv' } };

test.each([
  ['a missing file', 'emails', 'missing.jsonl', /There is no file/],
  ['a folder', 'emails', '.', /is a folder/],
  ['JSON Lines where CSV is due', 'customers', 'rows.jsonl', /is not csv by its name/],
  ['CSV where JSON Lines are due', 'emails', 'ROWS.CSV', /is not jsonl by its name/],
  ['a packed file', 'customers', 'rows.csv.gz', /is not csv by its name/],
])('%s is refused before anything is uploaded', (_, source, name, message) => {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-upload-'));
  for (const file of ['rows.jsonl', 'ROWS.CSV', 'rows.csv.gz', 'rows.txt']) writeFileSync(join(folder, file), 'x');
  try {
    expect(() => checkFiles([{ source, path: join(folder, name) }], formats)).toThrow(message);
    expect(() => checkFiles([{ source, path: join(folder, 'rows.txt') }], formats)).not.toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

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
        file: (file: string) => ({
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
    uploadBatch(cloud, 'p', batch, formats, [{ source: 'emails', path: join(folder, 'a.jsonl') }]);

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
});
