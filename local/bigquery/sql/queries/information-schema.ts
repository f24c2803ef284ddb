/** INFORMATION_SCHEMA.TABLES and COLUMNS of one dataset, as rows of literals. */
import { unsupported } from '../../errors';
import { literal } from '../../rows/duck-types';
import { sqlName, type Field } from '../../rows/schema';
import type { Translation } from '../context';

/** DuckDB text of the view that `path` names, or undefined when it names none. */
export function emitInformationSchema(path: readonly string[], t: Translation): string | undefined {
  const at = path.findIndex((part) => part.toUpperCase() === 'INFORMATION_SCHEMA');
  if (at < 0) return undefined;
  const view = path[at + 1]?.toUpperCase();
  const dataset = path[at - 1] ?? t.around.defaultDataset?.dataset;
  const project = path[at - 2] ?? t.around.project;
  if (!dataset || (view !== 'TABLES' && view !== 'COLUMNS')) throw unsupported(`INFORMATION_SCHEMA.${view ?? ''}`);
  const tables = t.around.tables(project, dataset);
  if (view === 'TABLES') {
    const rows = tables.map(({ name, type }) => [project, dataset, name.table, type].map(literal).join(', '));
    return relation(['table_catalog', 'table_schema', 'table_name', 'table_type'], rows);
  }
  const rows = tables.flatMap(({ name, table }) =>
    table.fields.map((field, index) =>
      [
        literal(project),
        literal(dataset),
        literal(name.table),
        literal(field.name),
        `CAST(${index + 1} AS BIGINT)`,
        literal(field.mode === 'REQUIRED' ? 'NO' : 'YES'),
        literal(sqlType(field)),
      ].join(', '),
    ),
  );
  return relation(
    ['table_catalog', 'table_schema', 'table_name', 'column_name', 'ordinal_position', 'is_nullable', 'data_type'],
    rows,
  );
}

const relation = (columns: string[], rows: string[]): string => {
  const empty = columns
    .map((column) => (column === 'ordinal_position' ? 'CAST(NULL AS BIGINT)' : 'CAST(NULL AS VARCHAR)'))
    .join(', ');
  const values = rows.length ? `VALUES ${rows.map((row) => `(${row})`).join(', ')}` : `SELECT ${empty} WHERE FALSE`;
  return `(SELECT * FROM (${values}) AS _rows(${columns.join(', ')}))`;
};

/** A field's type as GoogleSQL writes it: ARRAY<STRUCT<a INT64>>. */
function sqlType(field: Field): string {
  const element =
    field.type === 'RECORD'
      ? `STRUCT<${(field.fields ?? []).map((inner) => `${inner.name} ${sqlType(inner)}`).join(', ')}>`
      : sqlName(field.type);
  return field.mode === 'REPEATED' ? `ARRAY<${element}>` : element;
}
