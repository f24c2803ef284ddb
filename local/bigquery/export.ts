/** Exports to Cloud Storage, streamed: newline-delimited JSON, CSV and Parquet, in files of at most 1 GB. */
import type { DuckDBConnection, DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Principal } from '../iam/access';
import type { Slice } from '../storage/data-files';
import { allow, type Service } from './context';
import { describeOn } from './engine';
import { BigQueryError } from './errors';
import { jsonRows } from './export-json';
import { exportScalar } from './json';
import { profiled, type Profile } from './profile';
import { literal, type Field } from './schema';
import type { Sorted } from './sql/plan';

/** As in EXPORT DATA OPTIONS (…). */
export interface ExportOptions {
  uri: string;
  format: string;
  /** Replaces objects that this export writes again. Others that the wildcard names stay, as in BigQuery. */
  overwrite?: boolean;
  header?: boolean;
  field_delimiter?: string;
  compression?: string;
}

const known = new Set(['uri', 'format', 'overwrite', 'header', 'field_delimiter', 'compression']);
const maxFileBytes = 1024 ** 3;

export interface Exported {
  /** Files. */
  count: number;
  rows: number;
}

export async function exportQuery(
  service: Service,
  connection: DuckDBConnection,
  { sql, sorted }: { sql: string; sorted?: Sorted },
  options: ExportOptions,
  principal: Principal,
): Promise<{ result: Exported; profile: Profile }> {
  const unknown = Object.keys(options).find((key) => !known.has(key));
  if (unknown)
    throw new BigQueryError(
      'invalidQuery',
      `Not supported by the local BigQuery: EXPORT DATA option ${unknown}`,
      'query',
    );
  const format = String(options.format ?? '').toUpperCase();
  const compression = String(options.compression ?? 'NONE').toUpperCase();
  if (!['JSON', 'CSV', 'PARQUET'].includes(format))
    throw new BigQueryError(
      'invalidQuery',
      `Not supported by the local BigQuery: export format ${options.format}`,
      'query',
    );
  if (!['NONE', 'GZIP'].includes(compression) || (compression === 'GZIP' && format === 'PARQUET')) {
    throw new BigQueryError(
      'invalidQuery',
      `Not supported by the local BigQuery: ${compression} compression of ${format}`,
      'query',
    );
  }
  const target = parseUri(options.uri);
  if (!options.overwrite) refuseExisting(service, target);
  const fields = await describeOn(connection, sql);
  if (format === 'PARQUET')
    return profiled(service, connection, () => exportParquet(service, connection, sql, target, principal));

  const isPacked = compression === 'GZIP';
  if (format === 'JSON')
    return exportJson(service, connection, jsonRows(sql, fields, sorted), target, isPacked, principal);

  const header = options.header === false ? [] : [csvHeader(fields, options)];
  const lines = csvLines(connection, sql, fields, options);
  let count = 0;
  let total = 0;
  return profiled(service, connection, async () => {
    for (let more = true; more; count++) {
      const file = oneFile(lines, header);
      const content = Readable.from(file.content);
      await write(service, target, count, isPacked ? content.pipe(createGzip()) : content, principal);
      total += file.rows();
      more = !file.ended();
    }
    return { count, rows: total };
  });
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

async function* chunksOf(connection: DuckDBConnection, sql: string): AsyncGenerator<DuckDBDataChunk> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    yield chunk;
  }
}

/**
 * DuckDB writes the lines to one file, and Cloud Storage takes it in parts, as it lies: rows never come into JavaScript.
 * Packed parts are read and written anew.
 */
async function exportJson(
  service: Service,
  connection: DuckDBConnection,
  lines: string,
  target: Target,
  isPacked: boolean,
  principal: Principal,
): Promise<{ result: Exported; profile: Profile }> {
  const path = join(service.directory, 'temporary', `${randomUUID()}.jsonl`);
  try {
    // Text as it is: JSON has no line feeds of its own.
    const asLines = "(FORMAT CSV, HEADER FALSE, DELIMITER '', QUOTE '', ESCAPE '')";
    const { result, profile } = await profiled(service, connection, () =>
      connection.run(`COPY (${lines}) TO ${literal(path)} ${asLines}`),
    );
    let count = 0;
    for await (const slice of partsOf(path)) {
      if (isPacked) await write(service, target, count, createReadStream(path, slice).pipe(createGzip()), principal);
      else {
        const [object, options] = destination(service, target, count, principal);
        await service.objects.adopt(target.bucket, object, slice, options);
      }
      count += 1;
    }
    return { result: { count, rows: Number(result.rowsChanged) }, profile };
  } finally {
    await rm(path, { force: true });
  }
}

/** Each of whole lines and not much larger than a file may be; one, which is empty, of an empty file. */
async function* partsOf(path: string): AsyncGenerator<Slice> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(64 * 1024);
    for (let start = 0; start === 0 || start < size;) {
      let end = start + maxFileBytes;
      for (let found = -1; found < 0 && end < size;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, end);
        found = buffer.subarray(0, bytesRead).indexOf(10);
        end += found < 0 ? bytesRead : found;
      }
      yield { path, start, end: Math.min(end, size - 1) };
      start = end + 1;
    }
  } finally {
    await file.close();
  }
}

async function* csvLines(
  connection: DuckDBConnection,
  sql: string,
  fields: Field[],
  { field_delimiter: delimiter = ',' }: ExportOptions,
): AsyncGenerator<string[]> {
  const nested = fields.find(({ type, mode }) => type === 'RECORD' || mode === 'REPEATED');
  if (nested)
    throw new BigQueryError('invalid', `Operation cannot be performed on a nested schema. Field: ${nested.name}`);
  const cell = (value: DuckDBValue, at: number) =>
    value === null ? '' : csvText(plainText(value, fields[at]!), delimiter);
  for await (const chunk of chunksOf(connection, sql))
    yield chunk.getRows().map((row) => row.map(cell).join(delimiter));
}

const csvHeader = (fields: Field[], { field_delimiter: delimiter = ',' }: ExportOptions): string =>
  fields.map(({ name }) => csvText(name, delimiter)).join(delimiter);

function plainText(value: Exclude<DuckDBValue, null>, field: Field): string {
  if (field.type === 'STRING' || field.type === 'JSON') return value as string;
  const json = exportScalar(value, field);
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

const csvText = (text: string, delimiter: string): string =>
  text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

interface Target {
  bucket: string;
  name: string;
}

export function parseUri(uri: string | undefined): Target {
  const found = /^gs:\/\/([^/]+)\/(.+)$/.exec(uri ?? '');
  if (!found) throw new BigQueryError('invalid', `Invalid URI: ${uri}: it must be of the form gs://bucket/object`);
  if (found[2]!.split('*').length > 2)
    throw new BigQueryError('invalid', `Invalid URI: ${uri}: only one wildcard is allowed`);
  return { bucket: found[1]!, name: found[2]! };
}

function refuseExisting({ objects }: Service, { bucket, name }: Target): void {
  const [prefix = ''] = name.split('*');
  const taken = name.includes('*')
    ? objects.list(bucket, { prefix, maxResults: 1 } as never).items.length > 0
    : objects.find(bucket, name) !== undefined;
  if (taken)
    throw new BigQueryError(
      'invalid',
      `Invalid value: Files exist at gs://${bucket}/${prefix}; set overwrite to replace them`,
    );
}

/** The name of one of the files, and under what condition it is written. @throws BigQueryError accessDenied, invalid */
function destination(
  service: Service,
  { bucket, name }: Target,
  at: number,
  principal: Principal,
): [object: string, options: { authorizeOverwrite: () => void }] {
  if (at > 0 && !name.includes('*'))
    throw new BigQueryError('invalid', 'The result is larger than one file may be: put a * into the URI');
  const object = name.replace('*', String(at).padStart(12, '0'));
  const resource = `projects/_/buckets/${bucket}/objects/${object}`;
  allow(service, principal, 'storage.objects.create', resource);
  return [object, { authorizeOverwrite: () => allow(service, principal, 'storage.objects.delete', resource) }];
}

async function write(
  service: Service,
  target: Target,
  at: number,
  content: AsyncIterable<Buffer>,
  principal: Principal,
): Promise<void> {
  const [object, options] = destination(service, target, at, principal);
  await service.objects.create(target.bucket, object, content, options);
}

async function exportParquet(
  service: Service,
  connection: DuckDBConnection,
  sql: string,
  target: Target,
  principal: Principal,
): Promise<Exported> {
  const path = join(service.directory, 'temporary', `${randomUUID()}.parquet`);
  try {
    const result = await connection.run(`COPY (${sql}) TO ${literal(path)} (FORMAT PARQUET)`);
    await write(service, target, 0, createReadStream(path), principal);
    return { count: 1, rows: Number(result.rowsChanged) };
  } finally {
    await rm(path, { force: true });
  }
}
