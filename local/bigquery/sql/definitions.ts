/** CREATE TABLE: columns, partitions, clusters and options. */
import { unsupported } from '../errors';
import type { Field } from '../schema';
import { kindOf, placeOf, read, type Fields, type Identifier, type Node } from './ast';
import type { Translation } from './context';
import { literalOf } from './literals';
import type { Plan, TableProperties } from './plan';
import { emitQuery } from './query';
import { targetOf } from './targets';
import { fieldOfType } from './types';

export function planCreateTable(fields: Fields, t: Translation): Plan {
  const known = read('CREATE TABLE', fields, [
    'name',
    'columns',
    'as_select',
    'or_replace',
    'if_not_exists',
    'properties',
    'temporary',
  ]);
  if (known.temporary) throw unsupported('CREATE TEMP TABLE');
  const columns = (known.columns as Fields[]) ?? [];
  if (columns.length && known.as_select) throw unsupported('a column list in CREATE TABLE AS SELECT');
  return {
    type: known.as_select ? 'CREATE_TABLE_AS_SELECT' : 'CREATE_TABLE',
    target: targetOf(known.name as Fields, t),
    ...(known.as_select ? { sql: emitQuery(known.as_select as Node, t) } : { fields: columns.map(columnOf) }),
    orReplace: Boolean(known.or_replace),
    ifNotExists: Boolean(known.if_not_exists),
    properties: propertiesOf((known.properties as Node[]) ?? [], t),
  };
}

function columnOf(fields: Fields): Field {
  const {
    name,
    data_type: type,
    constraint_order: constraints,
  } = read('column', fields, ['name', 'data_type', 'constraint_order', 'nullable']) as {
    name: Identifier;
    data_type: unknown;
    constraint_order?: string[];
  };
  const unknown = constraints?.find((constraint) => constraint !== 'NotNull');
  if (unknown) throw unsupported(`${unknown} on a column`);
  const field = fieldOfType(type, name.name);
  return constraints?.length ? { ...field, mode: 'REQUIRED' } : field;
}

function propertiesOf(properties: Node[], t: Translation): TableProperties {
  const result: TableProperties = {};
  for (const property of properties) {
    const kind = kindOf(property);
    if (kind === 'partition_by_property') {
      const [by] = property[kind]!.expressions as Node[];
      const column = by?.column ?? (by?.function?.args as Node[] | undefined)?.[0]?.column;
      if (!column) throw unsupported('PARTITION BY of this form');
      result.partitionField = (column.name as Identifier).name;
    } else if (kind === 'cluster_by_columns_property') {
      result.clusterFields = (property[kind]!.columns as Identifier[]).map(({ name }) => name);
    } else if (kind === 'options_property') {
      for (const { key, value } of property[kind]!.entries as { key: Identifier; value: Node }[]) {
        if (key.name.toLowerCase() !== 'description') throw unsupported(`table option ${key.name}`);
        result.description = String(constant(value, t));
      }
    } else throw unsupported(`${kind.replaceAll('_', ' ')} in CREATE TABLE`);
  }
  return result;
}

/** An option's value. */
export function constant(node: Node, t: Translation): string | boolean {
  if (node.boolean) return Boolean(node.boolean.value);
  const text = node.literal ? literalOf(String(node.literal.value), t.literals)?.text : undefined;
  if (text === undefined) throw unsupported('an option that is not a literal', placeOf(node));
  return text;
}
