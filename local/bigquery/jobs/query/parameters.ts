/** Query parameters as DuckDB expressions: each a literal of its declared type, never text pasted into a query. */
import { BigQueryError } from '../../errors';
import { duckType, literal, quote } from '../../rows/duck-types';
import { restType, type Field } from '../../rows/schema';
import type { ParameterType, ParameterValue, QueryParameter } from '../../store/job-configuration';

export interface Parameters {
  /** By lower-case name. */
  parameters: Record<string, string>;
  positional: string[];
}

/** @throws BigQueryError invalid for a type this warehouse lacks or a value that is not of its type. */
export function parametersOf(given: readonly QueryParameter[]): Parameters {
  const named = given
    .filter(({ name }) => name)
    .map((one): [string, string] => [one.name!.toLowerCase(), expressionOf(one)]);
  return { parameters: Object.fromEntries(named), positional: given.filter(({ name }) => !name).map(expressionOf) };
}

const expressionOf = ({ parameterType, parameterValue }: QueryParameter): string =>
  `CAST(${valueText(parameterType, parameterValue)} AS ${duckType(fieldOfParameter(parameterType))})`;

function fieldOfParameter(type: ParameterType, name = ''): Field {
  if (type.type === 'ARRAY') return { ...fieldOfParameter(type.arrayType!, name), mode: 'REPEATED' };
  if (type.type === 'STRUCT') {
    return {
      name,
      type: 'RECORD',
      fields: (type.structTypes ?? []).map((member, at) =>
        fieldOfParameter(member.type, member.name ?? `_field_${at + 1}`),
      ),
    };
  }
  return { name, type: restType(type.type) };
}

function valueText(type: ParameterType, given: ParameterValue | undefined): string {
  if (type.type === 'ARRAY') {
    if (!given?.arrayValues) return '[]';
    return `[${given.arrayValues.map((value) => `CAST(${valueText(type.arrayType!, value)} AS ${duckType(fieldOfParameter(type.arrayType!))})`).join(', ')}]`;
  }
  if (type.type === 'STRUCT') {
    if (!given?.structValues) return 'NULL';
    const members = (type.structTypes ?? []).map((member, at) => {
      const name = member.name ?? `_field_${at + 1}`;
      return `${quote(name)} := CAST(${valueText(member.type, given.structValues![name])} AS ${duckType(fieldOfParameter(member.type))})`;
    });
    return `struct_pack(${members.join(', ')})`;
  }
  const value = given?.value;
  return value === null || value === undefined ? 'NULL' : scalarLiteral(restType(type.type), String(value));
}

function scalarLiteral(type: string, value: string): string {
  const refuse = (): never => {
    throw new BigQueryError('invalid', `Could not parse query parameter value '${value}' as ${type}`);
  };
  switch (type) {
    case 'INTEGER':
      return /^[+-]?\d+$/.test(value) ? value : refuse();
    case 'FLOAT':
      return /^([+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|nan|[+-]?inf(inity)?)$/i.test(value) ? literal(value) : refuse();
    case 'BOOLEAN':
      return /^(true|false)$/i.test(value) ? value : refuse();
    case 'BYTES':
      return `from_base64(${literal(value)})`;
    default:
      return literal(value);
  }
}
