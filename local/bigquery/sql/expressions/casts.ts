/** CAST, and values written where a type is given. */
import { invalidQuery, unsupported } from '../../errors';
import { duckType, quote } from '../../rows/duck-types';
import type { Field } from '../../rows/schema';
import { kindOf, placeOf, read, type Fields, type Node } from '../ast';
import type { Translation } from '../context';
import { fieldOfType } from './types';

/** A typed constructor takes its members by position; any other cast goes value by value. */
export function emitCast(fields: Fields, t: Translation): string {
  const { this: value, to } = read('cast', fields, ['this', 'to']);
  return emitAs(value as Node, fieldOfType(to), t);
}

export function emitAs(node: Node, field: Field, t: Translation): string {
  const kind = kindOf(node);
  const members = node[kind] ?? {};
  if (kind === 'paren') return emitAs(members.this as Node, field, t);
  if (kind === 'null') return `CAST(NULL AS ${duckType(field)})`;
  if (field.mode === 'REPEATED') {
    if (kind !== 'array' && kind !== 'array_func') return castArray(t.emit(node), field);
    const element: Field = { ...field, mode: 'NULLABLE' };
    const values = (members.expressions as Node[]).map((value) => emitAs(value, element, t));
    return `CAST([${values.join(', ')}] AS ${duckType(field)})`;
  }
  if (field.type === 'RECORD') return emitStructAs(kind, members, node, field, t);
  return castScalar(t.emit(node), field);
}

function emitStructAs(kind: string, members: Fields, node: Node, field: Field, t: Translation): string {
  const values =
    kind === 'struct'
      ? (members.fields as [unknown, Node][]).map(([, value]) => value)
      : kind === 'tuple'
        ? (members.expressions as Node[])
        : kind === 'function' && members.name === 'STRUCT'
          ? (members.args as Node[]).map((value) => (value.alias ? (value.alias.this as Node) : value))
          : field.fields?.length === 1 && kind !== 'column'
            ? [node]
            : undefined;
  if (!values) throw unsupported('CAST of a STRUCT value');
  if (values.length !== field.fields!.length)
    throw invalidQuery(
      `STRUCT type has ${field.fields!.length} fields but constructor call has ${values.length} fields`,
      placeOf(members),
    );
  const packed = field.fields!.map((member, at) => `${quote(member.name)} := ${emitAs(values[at]!, member, t)}`);
  return `struct_pack(${packed.join(', ')})`;
}

const scalarCasts: Record<string, (value: string) => string> = {
  STRING: (value) => `bq_string(${value})`,
  INTEGER: (value) => `bq_int64(${value})`,
  BOOLEAN: (value) => `bq_bool(${value})`,
  DATE: (value) => `bq_date(${value})`,
  BYTES: (value) => `encode(${value})`,
  NUMERIC: (value) => `CAST(${value} AS DECIMAL(38,9))`,
  FLOAT: (value) => `CAST(${value} AS DOUBLE)`,
  TIMESTAMP: (value) => `CAST(${value} AS TIMESTAMPTZ)`,
  DATETIME: (value) => `CAST(${value} AS TIMESTAMP)`,
  TIME: (value) => `CAST(${value} AS TIME)`,
};

function castScalar(value: string, field: Field): string {
  const cast = scalarCasts[field.type];
  if (!cast) throw unsupported(`CAST to ${field.type}`);
  return cast(value);
}

function castArray(value: string, field: Field): string {
  if (field.type === 'RECORD') throw unsupported('CAST of an ARRAY of STRUCT value');
  return `list_transform(${value}, lambda element: ${castScalar('element', field)})`;
}
