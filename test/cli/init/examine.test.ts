import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examine } from '../../../cli/init/examine';
import { createReader, type Reader } from '../../../cli/init/reader';

let reader: Reader;
let folder: string;
beforeAll(async () => {
  reader = await createReader();
  folder = mkdtempSync(join(tmpdir(), 'landfall-examine-'));
});
afterAll(() => {
  reader.close();
  rmSync(folder, { recursive: true });
});

const written = (files: Record<string, string>): string[] =>
  Object.entries(files).map(([name, body]) => {
    writeFileSync(join(folder, name), body);
    return join(folder, name);
  });

describe('files with the same columns are one source', () => {
  test('in whichever order each has them', async () => {
    const paths = written({ 'may.csv': 'text,label\nsun,good\n', 'june.csv': 'label,text\nbad,rain\nbad,hail\n' });
    const [source, ...others] = await examine(paths, reader);
    expect(others).toEqual([]);
    expect(source!.table).toMatchObject({ columns: ['text', 'label'], rows: 3 });
    expect(await reader.query(`SELECT c0, c1, k0, k1 FROM ${source!.table.name} ORDER BY c0`)).toEqual([
      { c0: 'hail', c1: 'bad', k0: 'text', k1: 'text' },
      { c0: 'rain', c1: 'bad', k0: 'text', k1: 'text' },
      { c0: 'sun', c1: 'good', k0: 'text', k1: 'text' },
    ]);
  });

  test('and refused when they spell them in two ways', async () => {
    const paths = written({ 'may.csv': 'text,label\nsun,good\n', 'june.csv': 'Text,label\nrain,bad\n' });
    await expect(examine(paths, reader)).rejects.toMatchObject({
      message: `${paths[0]} and ${paths[1]} spell the same columns in two ways.`,
      details: { why: 'text in the one, Text in the other', next: 'spell them alike in both files' },
    });
  });

  test('unless they have others', async () => {
    const paths = written({ 'may.csv': 'text,label\nsun,good\n', 'days.csv': 'day,Label\n1,good\n' });
    expect(await examine(paths, reader)).toHaveLength(2);
  });
});
