import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cloud } from '../../operations/cloud';
import { checkFiles, lookIntoFolders } from '../../cli/landing-files';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'landfall-files-'));
  for (const below of ['emails/day=2', 'emails/_temporary', 'empty'])
    mkdirSync(join(folder, below), { recursive: true });
  for (const below of ['b.jsonl', 'a.jsonl', '_SUCCESS', '.b.crc', 'day=2/c', '_temporary/d'])
    writeFileSync(join(folder, 'emails', below), 'x');
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  ['a missing file', 'missing.jsonl', /There is no file/],
  ['what is no file', 'emails', /is no file/],
])('%s is refused before anything is uploaded', (_, name, message) => {
  expect(() => checkFiles([{ source: 'emails', path: join(folder, name) }])).toThrow(message);
});

test('a file that is not whole yet, by its name, is refused before anything is uploaded', () => {
  const path = join(folder, 'emails/b.jsonl.part');
  writeFileSync(path, 'x');
  expect(() => checkFiles([{ source: 'emails', path }])).toThrow(/is not whole yet, says its name/);
});

test('more files than a run takes are refused before anything is uploaded', () => {
  const path = join(folder, 'emails/b.jsonl');
  expect(() => checkFiles(Array.from({ length: 501 }, () => ({ source: 'emails', path })))).toThrow(/501 files/);
});

test.each(['b.jsonl', 'day=2/c'])('%s is taken: what a file holds, the run says', (name) => {
  expect(() => checkFiles([{ source: 'emails', path: join(folder, 'emails', name) }])).not.toThrow();
});

describe('a folder that is named', () => {
  const bucket = (names: string[]) => ({ getFiles: () => Promise.resolve([names.map((name) => ({ name }))]) });
  const cloud = {
    storage: { bucket: () => bucket(['p/monday/emails/1', 'p/monday/_SUCCESS', 'p/monday/customers.csv']) },
  } as unknown as Cloud;

  test('stands for the files below it, but for those that tools left beside them', async () => {
    const path = join(folder, 'emails');
    expect(await lookIntoFolders(cloud, [{ path, source: 'emails' }, { path: 'other.csv' }])).toEqual([
      ...['a.jsonl', 'b.jsonl', 'day=2/c'].map((below) => ({
        path: join(path, below),
        folder: path,
        source: 'emails',
      })),
      { path: 'other.csv' },
    ]);
  });

  test('leaves out what is not whole yet, and says so', async () => {
    const path = join(folder, 'emails');
    writeFileSync(join(path, 'c.jsonl.tmp'), 'x');
    let said = '';
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => (said += String(text)) !== '');
    const found = await lookIntoFolders(cloud, [{ path }]).finally(() => write.mockRestore());
    expect(found).toHaveLength(3);
    expect(said).toContain('not whole yet, say their names: c.jsonl.tmp');
  });

  test('may be one of an earlier batch', async () => {
    const path = 'gs://landing/p/monday/';
    expect(await lookIntoFolders(cloud, [{ path }])).toEqual(
      ['customers.csv', 'emails/1'].map((below) => ({ path: path + below, folder: path })),
    );
  });

  test('without files is refused', async () => {
    await expect(lookIntoFolders(cloud, [{ path: join(folder, 'empty') }])).rejects.toThrow(/holds no files/);
  });
});
