/**
 * The form of lines that DuckDB's own reader takes exactly as the row-by-row path does, as a regular expression. Anything
 * that the two would read otherwise (integers with a fraction, texts for numbers, keys in another case, …) is not plain.
 */
import type { Field } from '../../rows/schema';

const space = '[ \\t\\r]*';
const text = '"(?:[^"\\\\]|\\\\.)*"';
const integer = '(?:-?[1-9][0-9]{0,18}|0)\\b';
const shortInteger = '(?:-?[1-9][0-9]{0,14}|0)\\b';
/** As many digits as every double keeps, so that JavaScript and DuckDB write them alike. */
const shortNumber = '(?:-?[1-9][0-9]{0,14}|0|-?(?:0\\.[0-9]{0,13}|[1-9][0-9]{0,5}\\.[0-9]{0,7})[1-9])\\b';
const date = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const time = '[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,6})?';

/** Inside a JSON column: keys that JavaScript does not move to the front, escapes that both write back alike. */
const innerText =
  '"(?:[^"\\\\]|\\\\["\\\\/bfnrt]|\\\\u(?:[1-9a-fA-F][0-9a-fA-F]{3}|0[1-9a-fA-F][0-9a-fA-F]{2}|00[2-9a-fA-F][0-9a-fA-F]))*"';
const innerKey =
  '"(?:[^"\\\\0-9](?:[^"\\\\]|\\\\["\\\\/bfnrt]|\\\\u(?:[1-9a-fA-F][0-9a-fA-F]{3}|0[1-9a-fA-F][0-9a-fA-F]{2}|00[2-9a-fA-F][0-9a-fA-F]))*)?"';
const innerScalar = `${innerText}|${shortNumber}|true|false|null`;

/** How deep JSON columns, and values of keys that are no columns, may go. */
const depth = 4;

/**
 * DuckDB has checked already that the line is JSON, but for commas before a closing bracket: each comma here leads a value.
 * Numbers end at a word boundary, so that a long one is not taken for two.
 */
const series = (open: string, item: string, close: string) =>
  `\\${open}(?:${space},?${space}(?:${item}))*${space}\\${close}`;

const inner = (levels: number): string => {
  if (levels === 0) return innerScalar;
  const value = inner(levels - 1);
  return `${innerScalar}|${series('[', value, ']')}|${series('{', `${innerKey}${space}:${space}(?:${value})`, '}')}`;
};

const json = `${shortNumber}|true|false|${series('[', inner(depth - 1), ']')}|${series('{', `${innerKey}${space}:${space}(?:${inner(depth - 1)})`, '}')}`;

const scalars: Record<string, string> = {
  STRING: `${text}|${shortInteger}|true|false`,
  INTEGER: `${integer}|"-?[0-9]{1,19}"`,
  FLOAT: shortNumber,
  BOOLEAN: 'true|false',
  NUMERIC: `"-?[0-9]{1,29}(?:\\.[0-9]{1,9})?"|${shortInteger}`,
  BYTES: '"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"',
  DATE: `"${date}"`,
  TIME: `"${time}"`,
  DATETIME: `"${date}(?:[ T]${time})?"`,
  TIMESTAMP: `"${date}[ T]${time}(?:Z|[+-][0-9]{2}(?::[0-9]{2})?)"`,
  JSON: json,
};

/** The regular expression, in RE2, of a plain line of rows of these fields. `ignored` are keys that are no columns. */
export const plainLine = (fields: readonly Field[], ignored: readonly string[] = []): string =>
  `${space}${objectOf(fields, ignored)}${space}`;

function objectOf(fields: readonly Field[], ignored: readonly string[]): string {
  const namesByValue = new Map<string, string[]>();
  const add = (name: string, value: string) =>
    namesByValue.set(value, [...(namesByValue.get(value) ?? []), escaped(JSON.stringify(name).slice(1, -1))]);
  for (const field of fields) add(field.name, valueOf(field));
  for (const name of ignored) add(name, inner(depth));
  const members = [...namesByValue].map(([value, names]) => `"(?:${names.join('|')})"${space}:${space}(?:${value})`);
  return series('{', members.join('|'), '}');
}

function valueOf(field: Field): string {
  const value = field.type === 'RECORD' ? objectOf(field.fields ?? [], []) : scalars[field.type]!;
  return `${field.mode === 'REPEATED' ? series('[', value, ']') : value}|null`;
}

const escaped = (name: string): string => name.replace(/[!-/:-@[-`{-~]/g, '\\$&');
