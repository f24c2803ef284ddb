/** Peak resident memory of validate's reader with the largest pieces that it accepts, against what the function is given. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mebibytes } from '../local/functions/spec';
import { contractOf } from '../core/stages';
import { buildReader, measure } from './data/validate';
import { writeMadeRows } from './data/made-rows';
import type { Figure } from './figure';

/** What is left is for Google's clients, which are not in the measured process, and for the moment. */
const mostShare = 0.9;

/** Inputs by name, each written to a file. */
const inputs: Record<string, (file: string) => void> = {
  'JSONL, 300 MB': (file) => void writeMadeRows(file, 300e6, 'jsonl'),
  'CSV, 300 MB': (file) => void writeMadeRows(file, 300e6, 'csv'),
  'Parquet, a row group of 128 MB that does not pack': (file) => writeParquet(file, 128e6),
};

/** @throws Error naming every input that takes more than its share of the memory */
export async function benchMemory(): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
  try {
    buildReader(directory);
    const declared = mebibytes(contractOf('validate').memory);
    const figures = Object.entries(inputs).map(([name, write]): Figure => {
      const file = join(directory, 'rows');
      write(file);
      const value = measure('validate', file, directory).peakBytes / 2 ** 20;
      return { name: `validate, ${name}`, value, unit: 'MiB', ratio: value / declared, against: `${declared} MiB` };
    });
    const over = figures.filter(({ ratio }) => ratio! > mostShare);
    if (over.length > 0)
      throw new Error(
        `too much memory: ${over.map(({ name, value, against }) => `${name}: ${Math.round(value)} MiB of ${against}`).join('; ')}`,
      );
    return figures;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Rows of some two kilobytes, in one row group. */
function writeParquet(file: string, bytes: number): void {
  const count = Math.floor(bytes / 2000);
  const rows = Array.from({ length: count }, (_, index) => index);
  const columnData = [
    { name: 'id', data: rows.map((row) => `e${row}`) },
    { name: 'customer_id', data: rows.map(BigInt) },
    { name: 'received_at', data: rows.map(() => '2026-11-23T10:00:00Z') },
    { name: 'body', data: rows.map(() => randomBytes(950).toString('hex')) },
    { name: 'summary', data: rows.map((row) => `sum ${row}`) },
  ];
  writeFileSync(file, Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: count, codec: 'UNCOMPRESSED' })));
}
