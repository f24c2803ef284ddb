/** CAST, and values written where a type is given. */
import { invalidQuery, unsupported } from '../../errors';
import { duckType, quote } from '../../rows/duck-types';
import type { Field } from '../../rows/schema';
import { kindOf, placeOf, read, type Fields, type Node } from '../ast';
import type { Translation } from '../context';
import { claimCast } from './signatures';
import { fieldOfType } from './types';

/** A typed constructor takes its members by position; any other cast goes value by value. */
export function emitCast(fields: Fields, t: Translation): string {
  const { this: value, to } = read('cast', fields, ['this', 'to']);
  return emitAs(value as Node, fieldOfType(to), t);
}

/** What a value that is not written out, array by element and STRUCT by member, becomes. */
type Leaf = (node: Node, field: Field, t: Translation) => string;

export function emitAs(node: Node, field: Field, t: Translation, leaf: Leaf = castLeaf): string {
  const kind = kindOf(node);
  const members = node[kind] ?? {};
  if (kind === 'paren') return emitAs(members.this as Node, field, t, leaf);
  if (kind === 'null') return `CAST(NULL AS ${duckType(field)})`;
  if (field.mode === 'REPEATED') {
    if (kind !== 'array' && kind !== 'array_func') return leaf(node, field, t);
    const element: Field = { ...field, mode: 'NULLABLE' };
    const values = (members.expressions as Node[]).map((value) => emitAs(value, element, t, leaf));
    return `CAST([${values.join(', ')}] AS ${duckType(field)})`;
  }
  const values = field.type === 'RECORD' ? membersOf(kind, members) : undefined;
  return values ? emitStruct(values, field, t, leaf, members) : leaf(node, field, t);
}

/** The values of a STRUCT that is written out. */
function membersOf(kind: string, fields: Fields): Node[] | undefined {
  if (kind === 'struct') return (fields.fields as [unknown, Node][]).map(([, value]) => value);
  if (kind === 'tuple') return fields.expressions as Node[];
  if (kind !== 'function' || fields.name !== 'STRUCT') return undefined;
  return (fields.args as Node[]).map((value) => (value.alias ? (value.alias.this as Node) : value));
}

function emitStruct(values: Node[], field: Field, t: Translation, leaf: Leaf, at: Fields): string {
  if (values.length !== field.fields!.length)
    throw invalidQuery(
      `STRUCT type has ${field.fields!.length} fields but constructor call has ${values.length} fields`,
      placeOf(at),
    );
  const packed = field.fields!.map((member, at) => `${quote(member.name)} := ${emitAs(values[at]!, member, t, leaf)}`);
  return `struct_pack(${packed.join(', ')})`;
}

function castLeaf(node: Node, field: Field, t: Translation): string {
  if (field.mode === 'REPEATED') return castArray(t.emit(node), field);
  if (field.type !== 'RECORD') {
    const text = t.emit(node);
    claimCast(node, text, field.type, t);
    return castScalar(text, field.type);
  }
  if (field.fields?.length !== 1 || kindOf(node) === 'column') throw unsupported('CAST of a STRUCT value');
  return emitStruct([node], field, t, castLeaf, node);
}

const scalarCasts: Record<string, (value: string) => string> = {
  STRING: (value) => `bq_string(${value})`,
  INTEGER: (value) => `bq_int64(${value})`,
  BOOLEAN: (value) => `bq_bool(${value})`,
  DATE: (value) => `bq_date(${value})`,
  BYTES: (value) => `encode(${value})`,
  NUMERIC: (value) => `CAST(${value} AS DECIMAL(38,9))`,
  FLOAT: (value) => `CAST(${value} AS DOUBLE)`,
  TIMESTAMP: (value) => `bq_timestamp(${value})`,
  DATETIME: (value) => `bq_datetime(${value})`,
  TIME: (value) => `bq_time(${value})`,
};

/** @param type of the REST API's names */
export function castScalar(value: string, type: string): string {
  const cast = scalarCasts[type];
  if (!cast) throw unsupported(`CAST to ${type}`);
  return cast(value);
}

function castArray(value: string, field: Field): string {
  if (field.type === 'RECORD') throw unsupported('CAST of an ARRAY of STRUCT value');
  return `list_transform(${value}, lambda element: ${castScalar('element', field.type)})`;
}
