/** BigQuery's newline-delimited JSON as a DuckDB expression, so that rows become text where they lie. */
import { duckType, literal, quote } from '../../rows/duck-types';
import { exportText } from '../../rows/json';
import type { Field } from '../../rows/schema';
import type { Sorted } from '../../sql/plan';

/**
 * A query with one column, the JSON text of each row of `sql`, in its order; `sorted` is the same query before its sort: a
 * text is sorted in half the time that nested values take.
 */
export function jsonRows(sql: string, fields: readonly Field[], sorted?: Sorted): string {
  if (!sorted) return linesOf(sql, fields, []);
  const lines = linesOf(
    sorted.unsorted,
    fields,
    sorted.by.map(({ column }) => column),
  );
  const order = sorted.by.map(({ direction }, at) => `"by ${at}" ${direction}`);
  return `SELECT line FROM (${lines}) ORDER BY ${order.join(', ')}`;
}

/** With the columns named, as "by 0" and so on. */
function linesOf(sql: string, fields: readonly Field[], named: readonly string[]): string {
  const by = named.map((column, at) => `, exported.${quote(column)} AS "by ${at}"`).join('');
  const { row, texts } = fields.every(isPlain) ? plainRow(fields) : nestedRow(fields);
  return `SELECT ${row} AS line${by} FROM (SELECT ${['*', ...texts].join(', ')} FROM (${sql})) AS exported`;
}

/** Of each plain column one text, the others put together. */
function nestedRow(fields: readonly Field[]) {
  const plain = fields.map((field, at) => ({ field, text: `"text ${at}"` })).filter(({ field }) => isPlain(field));
  const texts = plain.map(
    ({ field, text }) =>
      `CAST(to_json(CAST(${quote(field.name)} AS ${duckType(asTexts(field))})) AS VARCHAR) AS ${text}`,
  );
  const textOf = new Map(plain.map(({ field, text }) => [field, text]));
  const row = objectText(fields, (field) => {
    const value = `exported.${quote(field.name)}`;
    const [text, exact] = [textOf.get(field), valueText(field, value, 0)];
    return text ? `CASE WHEN bq_json_differs(${text}) THEN ${exact} ELSE bq_json_markup(${text}) END` : exact;
  });
  return { row, texts };
}

/** Where every column is plain: one text for the whole row. */
function plainRow(fields: readonly Field[]) {
  const texts = fields.map(
    (field) => `${quote(field.name)} := CAST(${quote(field.name)} AS ${duckType(asTexts(field))})`,
  );
  const exact = objectText(fields, (field) => valueText(field, `exported.${quote(field.name)}`, 0));
  return {
    row: `CASE WHEN bq_json_differs("row text") THEN ${exact} ELSE bq_json_markup("row text") END`,
    texts: [`CAST(to_json(struct_pack(${texts.join(', ')})) AS VARCHAR) AS "row text"`],
  };
}

/**
 * Whether DuckDB's own JSON of a value, its integers and dates made texts, is BigQuery's, unless bq_json_differs.
 * That is several times faster than putting the text together here.
 */
const isPlain = (field: Field): boolean =>
  field.type === 'RECORD'
    ? field.fields!.every(isPlain)
    : ['STRING', 'INTEGER', 'DATE', 'BOOLEAN'].includes(field.type);

const asTexts = (field: Field): Field => ({
  ...field,
  type: field.type === 'INTEGER' || field.type === 'DATE' ? 'STRING' : field.type,
  ...(field.fields && { fields: field.fields.map(asTexts) }),
});

/** Absent values and their keys are left out of objects, but an absent array is an empty one. */
function objectText(fields: readonly Field[], textOf: (field: Field) => string): string {
  const members = fields.map((field) => `${literal(`${exportText(field.name)}:`)} || (${textOf(field)})`);
  return `'{' || concat_ws(',', ${members.join(', ')}) || '}'`;
}

/** Text that is NULL where the value is. */
function valueText(field: Field, value: string, depth: number): string {
  if (field.mode === 'REPEATED') {
    const element = `element_${depth}`;
    const text = elementText(field, element, depth + 1);
    return `'[' || coalesce(array_to_string(list_transform(${value}, lambda ${element}: ${text}), ','), '') || ']'`;
  }
  switch (field.type) {
    case 'RECORD': {
      const member = (one: Field) => valueText(one, `(${value}).${quote(one.name)}`, depth);
      return `CASE WHEN ${value} IS NOT NULL THEN ${objectText(field.fields!, member)} END`;
    }
    case 'STRING':
      return `bq_export_text(${value})`;
    // 64 bits are more than many readers of JSON numbers keep.
    case 'INTEGER':
      return `'"' || CAST(${value} AS VARCHAR) || '"'`;
    // Whole numbers, such as those of lines, need no call back.
    case 'FLOAT': {
      const isWhole = `${value} = trunc(${value}) AND abs(${value}) < 1e15`;
      return `CASE WHEN ${isWhole} THEN CAST(CAST(${value} AS BIGINT) AS VARCHAR) ELSE bq_export_scalar(${value}) END`;
    }
    case 'BOOLEAN':
      return `CAST(${value} AS VARCHAR)`;
    case 'JSON':
      return `CAST(json(CAST(${value} AS VARCHAR)) AS VARCHAR)`;
    default:
      return `bq_export_scalar(${value})`;
  }
}

function elementText(field: Field, element: string, depth: number): string {
  const message = literal(`Array cannot have a null element; error in writing field ${field.name}`);
  return `coalesce(${valueText({ ...field, mode: 'NULLABLE' }, element, depth)}, error(${message}))`;
}
