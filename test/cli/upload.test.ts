import { expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFiles } from '../../cli/upload';

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
