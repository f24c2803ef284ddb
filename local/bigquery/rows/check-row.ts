/** Rows as JSON into a table: every value checked against its field as BigQuery does on loads and streaming inserts. */
import { sqlName, type Field } from './schema';

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
      `Could not parse '${String(value as string)}' as ${sqlName(field.type)} for field ${path}`,
      path,
    );
  return checked;
}

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
