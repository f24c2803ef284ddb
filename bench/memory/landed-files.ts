/** The largest files that validate accepts, each written to disk: its name says in which way it is large. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, writeFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { madeSchema, writeMadeRows } from '../data/made-rows';

export interface LandedFile {
  /** How it is called below its batch. */
  name: string;
  schema: object;
  write: (file: string) => void | Promise<void>;
}

const texts = (names: string[]) => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
});

/** A column that the schema does not name is not read. */
const parquetSchema = (body: string) => ({
  type: 'object',
  properties: {
    id: { type: 'string' },
    customer_id: { type: 'integer' },
    body: { type: body },
    summary: { type: 'string' },
  },
});

const fields = Array.from({ length: 10 }, (_, index) => `field_${index}`);

export const landedFiles: Record<string, LandedFile> = {
  'JSONL, 300 MB': {
    name: 'emails.jsonl',
    schema: madeSchema,
    write: (file) => void writeMadeRows(file, 300e6, 'jsonl'),
  },
  'CSV, 100 MB': { name: 'emails.csv', schema: madeSchema, write: (file) => void writeMadeRows(file, 100e6, 'csv') },
  'gzip, 100 MB unpacked': {
    name: 'emails.jsonl.gz',
    schema: madeSchema,
    async write(file) {
      writeMadeRows(`${file}.plain`, 100e6, 'jsonl');
      await pipeline(createReadStream(`${file}.plain`), createGzip({ level: 1 }), createWriteStream(file));
    },
  },
  'rows of 9.9 MB': {
    name: 'emails.jsonl',
    schema: texts(fields),
    write(file) {
      const row = (key: number) =>
        JSON.stringify(Object.fromEntries(fields.map((name) => [name, `${key} ${'é"x'.repeat(165_000)}`])));
      writeFileSync(file, Array.from({ length: 10 }, (_, key) => `${row(key)}\n`).join(''));
    },
  },
  'Parquet, a row group of 128 MB that does not pack': {
    name: 'emails.parquet',
    schema: parquetSchema('string'),
    write: (file) => writeParquet(file, 'STRING', (random) => random),
  },
  'Parquet, the same of nested values': {
    name: 'emails.parquet',
    schema: parquetSchema('object'),
    write: (file) =>
      writeParquet(file, 'JSON', (random) => ({ turns: [{ role: 'user', text: random, scores: [1, 2, 3] }] })),
  },
};

/** Rows of some two kilobytes, in one row group of 128 MB. */
function writeParquet(file: string, type: 'STRING' | 'JSON', bodyOf: (random: string) => unknown): void {
  const rows = Array.from({ length: 64_000 }, (_, index) => index);
  const columnData = [
    { name: 'id', data: rows.map((row) => `e${row}`) },
    { name: 'customer_id', data: rows.map(BigInt) },
    { name: 'body', type, data: rows.map(() => bodyOf(randomBytes(950).toString('hex'))) },
    { name: 'summary', data: rows.map((row) => `sum ${row}`) },
  ];
  writeFileSync(
    file,
    Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: rows.length, codec: 'UNCOMPRESSED' })),
  );
}
