/** Rows on their way into a table by a file of JSON, which lacks bytes and knows absent arrays. */
import { literal, quote } from './duck-types';
import type { Field } from './schema';

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
