/** Schema autodetection, from the first rows of a file (cloud.google.com/bigquery/docs/schema-detect). */
import { BigQueryError } from '../../errors';
import { normalizeFields, type Field } from '../../rows/schema';
import type { LoadConfiguration } from '../../store/job-configuration';
import type { SourceFile } from './source-files';
import { columnName, readCsv, readJson } from './source-rows';

/** BigQuery looks at up to the first 500 rows. */
const sampleRows = 500;

export async function detectSchema(source: SourceFile, configuration: LoadConfiguration): Promise<Field[]> {
  const fields =
    configuration.sourceFormat === 'NEWLINE_DELIMITED_JSON'
      ? await detectJson(source)
      : await detectCsv(source, configuration);
  if (fields.length === 0)
    throw new BigQueryError('invalid', `Schema could not be detected: ${source.uri} has no rows`);
  return normalizeFields(fields);
}

async function detectJson(source: SourceFile): Promise<Field[]> {
  const rows: Record<string, unknown>[] = [];
  for await (const { value } of readJson(source)) {
    if (value && typeof value === 'object') rows.push(value as Record<string, unknown>);
    if (rows.length === sampleRows) break;
  }
  return fieldsOfObjects(rows);
}

function fieldsOfObjects(rows: readonly Record<string, unknown>[]): Field[] {
  const values = new Map<string, unknown[]>();
  for (const row of rows) {
    for (const [key, value] of Object.entries(row)) {
      const known = values.get(key) ?? [];
      if (value !== null) known.push(value);
      values.set(key, known);
    }
  }
  return [...values].map(([name, seen]) => fieldOfValues(name, seen));
}

function fieldOfValues(name: string, values: readonly unknown[]): Field {
  if (values.some(Array.isArray)) return { ...fieldOfValues(name, values.flat()), mode: 'REPEATED' };
  const objects = values.filter((value) => typeof value === 'object');
  if (objects.length > 0)
    return { name, type: 'RECORD', mode: 'NULLABLE', fields: fieldsOfObjects(objects as Record<string, unknown>[]) };
  return { name, type: commonType(values as (string | number | boolean)[]), mode: 'NULLABLE' };
}

async function detectCsv(source: SourceFile, configuration: LoadConfiguration): Promise<Field[]> {
  const rows: (string | null)[][] = [];
  for await (const { cells } of readCsv(source, configuration)) if (rows.push(cells) > sampleRows) break;
  const skip = configuration.skipLeadingRows === undefined ? undefined : Number(configuration.skipLeadingRows);
  const [first = []] = rows;
  const body = rows.slice(skip ?? 1);
  const width = Math.max(...rows.map((row) => row.length), 0);
  const types = (of: (string | null)[][]) =>
    Array.from({ length: width }, (_, at) =>
      commonType(of.map((row) => row[at]).filter((cell) => typeof cell === 'string')),
    );
  // A first row of strings over columns of something else is a header.
  const isHeader =
    skip === undefined
      ? types([first]).every((type) => type === 'STRING') && types(body).some((type) => type !== 'STRING')
      : skip > 0;
  const header = isHeader ? rows[(skip ?? 1) - 1] : undefined;
  const rest = types(isHeader ? body : rows);
  return rest.map((type, at) => ({
    name: columnName(header?.[at] ?? '') || `${type.toLowerCase()}_field_${at}`,
    type,
    mode: 'NULLABLE' as const,
  }));
}

const patterns: [type: string, pattern: RegExp][] = [
  ['INTEGER', /^[+-]?\d{1,18}$/],
  ['FLOAT', /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i],
  ['BOOLEAN', /^(true|false)$/i],
  ['DATE', /^\d{4}-\d{1,2}-\d{1,2}$/],
  ['TIMESTAMP', /^\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{1,2}(:\d{1,2}(\.\d{1,6})?)?\s*(Z|UTC|[+-]\d{1,2}(:?\d{2})?)?$/i],
  ['TIME', /^\d{1,2}:\d{2}:\d{2}(\.\d{1,6})?$/],
];

/** The narrowest type that all values have; STRING when there is none, or no value. */
function commonType(values: readonly (string | number | boolean)[]): string {
  const types = new Set(values.map(typeOf));
  if (types.size === 1) return [...types][0]!;
  if ([...types].every((type) => type === 'INTEGER' || type === 'FLOAT') && types.size) return 'FLOAT';
  if ([...types].every((type) => type === 'DATE' || type === 'TIMESTAMP') && types.size) return 'TIMESTAMP';
  return 'STRING';
}

function typeOf(value: string | number | boolean): string {
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value === 'number') return Number.isInteger(value) ? 'INTEGER' : 'FLOAT';
  return patterns.find(([, pattern]) => pattern.test(value.trim()))?.[0] ?? 'STRING';
}
