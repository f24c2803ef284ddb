/** Rows as JSON into a table: every value checked against its field as BigQuery does on loads and streaming inserts. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { duckType, literal, quote, type Field } from './schema';
import { storedTable, type TableName } from './sql/context';

export class RowError extends Error {
  constructor(
    message: string,
    /** The field at fault, as in `parts.text`. */
    readonly field: string,
  ) {
    super(message);
    this.name = 'RowError';
  }
}

export interface RowOptions {
  ignoreUnknownValues?: boolean;
}

/** The row in the canonical JSON that `RowWriter` takes. @throws RowError naming the first field at fault. */
export function checkRow(
  row: unknown,
  fields: readonly Field[],
  options: RowOptions = {},
  path = '',
): Record<string, unknown> {
  if (row === null || typeof row !== 'object' || Array.isArray(row))
    throw new RowError('This row is not a JSON object.', path);
  const byName = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
  const checked: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(row)) {
    const field = byName.get(key.toLowerCase());
    if (!field && !options.ignoreUnknownValues) throw new RowError(`no such field: ${path}${key}.`, `${path}${key}`);
    if (field) checked[field.name] = checkValue(value, field, options, `${path}${field.name}`);
  }
  for (const { name, mode } of fields) {
    if (mode === 'REQUIRED' && (checked[name] ?? null) === null)
      throw new RowError(`Missing required field: ${path}${name}.`, `${path}${name}`);
    if (mode === 'REPEATED') checked[name] ??= [];
  }
  return checked;
}

function checkValue(value: unknown, field: Field, options: RowOptions, path: string): unknown {
  if (field.mode === 'REPEATED') {
    if (value === null || value === undefined) return [];
    if (!Array.isArray(value))
      throw new RowError(`Array specified for non-repeated field or value for repeated field: ${path}.`, path);
    return value.map((item) => {
      if (item === null)
        throw new RowError(`Only optional fields can be set to NULL. Field: ${path}; Value: NULL`, path);
      return checkValue(item, { ...field, mode: 'NULLABLE' }, options, path);
    });
  }
  if (value === null || value === undefined) return null;
  if (field.type === 'RECORD') return checkRow(value, field.fields ?? [], options, `${path}.`);
  if (field.type === 'JSON') return typeof value === 'string' ? JSON.parse(value) : value;
  if (typeof value === 'object')
    throw new RowError(`${Array.isArray(value) ? 'Array' : 'This field is not a record'}: ${path}.`, path);
  const checked = scalars[field.type]?.(value as string | number | boolean);
  if (checked === undefined)
    throw new RowError(
      `Could not parse '${String(value as string)}' as ${sqlNames[field.type] ?? field.type} for field ${path}`,
      path,
    );
  return checked;
}

const sqlNames: Record<string, string> = { INTEGER: 'INT64', FLOAT: 'FLOAT64', BOOLEAN: 'BOOL' };

const date = String.raw`\d{4}-\d{1,2}-\d{1,2}`;
const time = String.raw`\d{1,2}:\d{1,2}:\d{1,2}(\.\d{1,6})?`;
const matching = (pattern: string) => {
  const expression = new RegExp(`^${pattern}$`, 'i');
  return (value: string | number | boolean) =>
    expression.test(String(value).trim()) ? String(value).trim() : undefined;
};
const isTimestamp = matching(String.raw`${date}([ T]${time}|[ T]\d{1,2}:\d{1,2})?\s*(Z|UTC|[+-]\d{1,2}(:?\d{2})?)?`);

/** Each scalar type's canonical JSON, or undefined for a value that is not of the type. */
const scalars: Record<string, (value: string | number | boolean) => unknown> = {
  STRING: String,
  INTEGER: (value) => {
    const text = String(value).trim();
    if (typeof value === 'boolean' || !/^[+-]?\d+(\.0*)?$/.test(text)) return undefined;
    const integer = BigInt(text.replace(/^\+/, '').replace(/\.0*$/, ''));
    return integer === BigInt.asIntN(64, integer) ? String(integer) : undefined;
  },
  FLOAT: (value) => {
    const text = String(value).trim();
    if (/^[+-]?inf(inity)?$|^nan$/i.test(text)) return text;
    return typeof value !== 'boolean' && text !== '' && Number.isFinite(Number(text)) ? text : undefined;
  },
  NUMERIC: matching(String.raw`[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?`),
  BOOLEAN: (value) =>
    /^(true|t|yes|y|1)$/i.test(String(value)) ? true : /^(false|f|no|n|0)$/i.test(String(value)) ? false : undefined,
  BYTES: (value) => (typeof value === 'string' ? Buffer.from(value, 'base64').toString('base64') : undefined),
  DATE: matching(date),
  TIME: matching(time),
  DATETIME: matching(String.raw`${date}([ T]${time})?`),
  TIMESTAMP: (value) => {
    // Numbers are seconds since 1970, as the API writes timestamps itself.
    if (/^-?\d+(\.\d+)?(e\d+)?$/i.test(String(value)))
      return new Date(Number(value) * 1000).toISOString().replace('Z', '+00');
    return isTimestamp(value)?.replace(/\s*(UTC|Z)$/i, '+00');
  },
};

/** The field as it stands in a file: bytes, which JSON lacks, as base64. */
export const staged = (field: Field): Field =>
  field.type === 'BYTES'
    ? { ...field, type: 'STRING' }
    : { ...field, ...(field.fields && { fields: field.fields.map(staged) }) };

/** Whether what DuckDB reads of a field may differ from what the table holds. */
const isUnsettled = (field: Field): boolean =>
  field.type === 'BYTES' ||
  field.mode === 'REPEATED' ||
  field.mode === 'REQUIRED' ||
  (field.fields ?? []).some(isUnsettled);

/** DuckDB text that makes a staged value the field's own: bytes of base64, no absent arrays, nothing required absent. */
export function settled(field: Field, text: string, depth = 0): string {
  if (!isUnsettled(field)) return text;
  if (field.mode === 'REPEATED') {
    const element = `element_${depth}`;
    const inner = settled({ ...field, mode: 'NULLABLE' }, element, depth + 1);
    return `coalesce(${inner === element ? text : `list_transform(${text}, lambda ${element}: ${inner})`}, [])`;
  }
  if (field.mode === 'REQUIRED')
    return `coalesce(${settled({ ...field, mode: 'NULLABLE' }, text, depth)}, error(${literal(`Missing required field: ${field.name}.`)}))`;
  if (field.type === 'BYTES') return `from_base64(${text})`;
  const members = field.fields!.map(
    (member) => `${quote(member.name)} := ${settled(member, `(${text}).${quote(member.name)}`, depth)}`,
  );
  return `CASE WHEN ${text} IS NULL THEN NULL ELSE struct_pack(${members.join(', ')}) END`;
}

/** Collects checked rows in a file and loads them in one statement: memory stays flat however many there are. */
export class RowWriter {
  count = 0;
  private longest = 0;
  private readonly stream;

  constructor(private readonly path: string) {
    this.stream = createWriteStream(path);
    // An error is met where the rows are inserted; discarding rows half written makes one that nobody needs.
    this.stream.on('error', () => undefined);
  }

  async add(row: Record<string, unknown>): Promise<void> {
    this.count++;
    const line = Buffer.from(`${JSON.stringify(row)}\n`);
    this.longest = Math.max(this.longest, line.length);
    if (!this.stream.write(line)) await once(this.stream, 'drain');
  }

  /** Appends the rows to a table that has these fields. */
  async insert(connection: DuckDBConnection, table: TableName, fields: readonly Field[]): Promise<void> {
    this.stream.end();
    await finished(this.stream);
    if (this.count === 0) return;
    const columns = fields.map((field) => `${literal(field.name)}: ${literal(duckType(staged(field)))}`).join(', ');
    const names = fields.map(({ name }) => quote(name)).join(', ');
    const values = fields.map((field) => settled(field, quote(field.name))).join(', ');
    // DuckDB's buffers are a multiple of this: no larger than the rows ask for.
    const largest = Math.max(this.longest + 1, 16 * 1024 ** 2);
    await connection.run(
      `INSERT INTO ${storedTable(table)} (${names}) SELECT ${values} FROM read_json(${literal(this.path)}, format = 'newline_delimited', columns = {${columns}}, maximum_object_size = ${largest})`,
    );
  }

  async discard(): Promise<void> {
    this.stream.destroy();
    await rm(this.path, { force: true });
  }
}
