/** Types as written in GoogleSQL (CAST targets, columns, typed constructors): from the tree to BigQuery fields. */
import { unsupported } from '../../errors';
import { restType, type Field } from '../../rows/schema';

interface TypeNode {
  data_type: string;
  name?: string;
  element_type?: TypeNode;
  fields?: { name: string; data_type: TypeNode }[];
  precision?: number | null;
  length?: number | null;
}

/** The SQL library's own names for some types. */
const parserNames: Record<string, string> = {
  big_int: 'INT64',
  decimal: 'NUMERIC',
};

/**
 * A nameless field of the written type; array elements and struct members keep their order.
 * @throws BigQueryError for a type without an exact counterpart here (BIGNUMERIC, GEOGRAPHY, RANGE, parameterised NUMERIC).
 */
export function fieldOfType(node: unknown, name = ''): Field {
  const type = node as TypeNode;
  if (type.data_type === 'array') return { ...fieldOfType(type.element_type, name), mode: 'REPEATED' };
  if (type.data_type === 'struct') {
    const fields = (type.fields ?? []).map((member, at) =>
      fieldOfType(member.data_type, member.name || `_field_${at + 1}`),
    );
    return { name, type: 'RECORD', mode: 'NULLABLE', fields };
  }
  const written = type.data_type === 'custom' ? (type.name ?? '') : (parserNames[type.data_type] ?? type.data_type);
  if (type.precision || type.length) throw unsupported(`parameterized type ${written.toUpperCase()}`);
  return { name, type: supportedType(written), mode: 'NULLABLE' };
}

function supportedType(written: string): string {
  try {
    return restType(written);
  } catch {
    throw unsupported(`type ${written.toUpperCase()}`);
  }
}
