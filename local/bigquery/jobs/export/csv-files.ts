/** CSV: rows stream through line by line, a new file begun where one is full. */
import type { DuckDBConnection, DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { BigQueryError } from '../../errors';
import { exportScalar } from '../../rows/json';
import type { Field } from '../../rows/schema';
import { maxFileBytes, type Exported, type ObjectFiles } from './object-files';

export interface CsvOptions {
  header?: boolean;
  field_delimiter?: string;
}

export async function exportCsv(
  connection: DuckDBConnection,
  sql: string,
  fields: readonly Field[],
  { header: hasHeader, field_delimiter: delimiter = ',' }: CsvOptions,
  files: ObjectFiles,
  isPacked: boolean,
): Promise<Exported> {
  const header = hasHeader === false ? [] : [fields.map(({ name }) => csvText(name, delimiter)).join(delimiter)];
  const lines = csvLines(connection, sql, fields, delimiter);
  let fileCount = 0;
  let rowCount = 0;
  for (let more = true; more; fileCount++) {
    const file = oneFile(lines, header);
    const content = Readable.from(file.content);
    await files.write(fileCount, isPacked ? content.pipe(createGzip()) : content);
    rowCount += file.rows();
    more = !file.ended();
  }
  return { fileCount, rowCount };
}

/** One file's worth of the lines that are left. */
function oneFile(lines: AsyncIterator<string[]>, header: readonly string[]) {
  let count = 0;
  let done = false;
  async function* content(): AsyncGenerator<Buffer> {
    if (header.length) yield Buffer.from(`${header.join('\n')}\n`);
    for (let size = 0; size < maxFileBytes;) {
      const next = await lines.next();
      done = Boolean(next.done);
      if (next.done) return;
      count += next.value.length;
      const chunk = Buffer.from(`${next.value.join('\n')}\n`);
      size += chunk.length;
      yield chunk;
    }
  }
  return { content: content(), rows: () => count, ended: () => done };
}

async function* csvLines(
  connection: DuckDBConnection,
  sql: string,
  fields: readonly Field[],
  delimiter: string,
): AsyncGenerator<string[]> {
  const nested = fields.find(({ type, mode }) => type === 'RECORD' || mode === 'REPEATED');
  if (nested)
    throw new BigQueryError('invalid', `Operation cannot be performed on a nested schema. Field: ${nested.name}`);
  const cell = (value: DuckDBValue, at: number) =>
    value === null ? '' : csvText(plainText(value, fields[at]!), delimiter);
  for await (const chunk of chunksOf(connection, sql))
    yield chunk.getRows().map((row) => row.map(cell).join(delimiter));
}

async function* chunksOf(connection: DuckDBConnection, sql: string): AsyncGenerator<DuckDBDataChunk> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    yield chunk;
  }
}

function plainText(value: Exclude<DuckDBValue, null>, field: Field): string {
  if (field.type === 'STRING' || field.type === 'JSON') return value as string;
  const json = exportScalar(value, field);
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

const csvText = (text: string, delimiter: string): string =>
  text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
