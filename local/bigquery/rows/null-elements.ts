/** Arrays that hold a NULL: BigQuery computes with them, but neither stores nor returns them. */
import { literal, quote } from './duck-types';
import type { Field } from './schema';

/** The rows of `sql`, in its order; running it fails when an array among them holds a NULL. */
export function withoutNullElements(sql: string, fields: readonly Field[]): string {
  const checks = fields.flatMap((field) => {
    const found = holdsNull(field, quote(field.name), 0);
    const message = `Array cannot have a null element; error in writing field ${field.name}`;
    return found ? [`WHEN ${found} THEN error(${literal(message)})`] : [];
  });
  return checks.length ? `SELECT * FROM (${sql}) WHERE CASE ${checks.join(' ')} ELSE TRUE END` : sql;
}

/** Whether a value has a NULL in an array at any depth; undefined where there is no array. */
function holdsNull(field: Field, value: string, depth: number): string | undefined {
  if (field.mode === 'REPEATED') {
    const element = `element_${depth}`;
    const inner = holdsNull({ ...field, mode: 'NULLABLE' }, element, depth + 1);
    const matches = [`${element} IS NULL`, ...(inner ? [inner] : [])].join(' OR ');
    return `len(list_filter(${value}, lambda ${element}: ${matches})) > 0`;
  }
  const members = (field.fields ?? []).flatMap(
    (member) => holdsNull(member, `(${value}).${quote(member.name)}`, depth) ?? [],
  );
  return members.length ? `(${members.join(' OR ')})` : undefined;
}
