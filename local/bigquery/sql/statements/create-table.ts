/** CREATE TABLE: columns, partitions, clusters and options. */
import { invalidQuery, unsupported } from '../../errors';
import type { Field } from '../../rows/schema';
import { kindOf, placeOf, read, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';
import { isNull } from '../expressions/alike';
import { asCall } from '../expressions/calls';
import { fieldOfType } from '../expressions/types';
import type { Plan, TableProperties } from '../plan';
import { targetOf } from './targets';

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
    ...(known.as_select ? { sql: t.emitQuery(known.as_select as Node) } : { fields: columns.map(columnOf) }),
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
  const isOptions = (property: Node) => Number(kindOf(property) === 'options_property');
  // An option may be about the partitions.
  for (const property of properties.toSorted((left, right) => isOptions(left) - isOptions(right))) {
    const kind = kindOf(property);
    if (kind === 'partition_by_property') {
      result.partitioning = partitionedBy((property[kind]!.expressions as Node[])[0]);
    } else if (kind === 'cluster_by_columns_property') {
      result.clusterFields = (property[kind]!.columns as Identifier[]).map(({ name }) => name);
    } else if (kind === 'options_property') {
      for (const { key, value } of property[kind]!.entries as { key: Identifier; value: Node }[])
        if (!isNull(value)) setOption(result, key.name, value, t);
    } else throw unsupported(`${kind.replaceAll('_', ' ')} in CREATE TABLE`);
  }
  return result;
}

/** Those that mean something here (cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language#table_option_list). */
function setOption(table: TableProperties, name: string, value: Node, t: Translation): void {
  const keep = (field: string, kept: unknown) => (table.options = { ...table.options, [field]: kept });
  switch (name.toLowerCase()) {
    case 'description':
      return void keep('description', textOf(value, t));
    case 'friendly_name':
      return void keep('friendlyName', textOf(value, t));
    case 'require_partition_filter':
      return void keep('requirePartitionFilter', constant(value, t) === true);
    case 'labels':
      return void keep('labels', labelsOf(value, t));
    case 'expiration_timestamp':
      table.expiration = `epoch_ms(CAST(${t.emit(value)} AS TIMESTAMPTZ))`;
      return;
    case 'partition_expiration_days': {
      const partitioning = table.partitioning;
      if (!partitioning || !('timePartitioning' in partitioning))
        throw invalidQuery('partition_expiration_days needs a table that is partitioned by time', placeOf(value));
      partitioning.timePartitioning.expirationMs = String(Math.round(daysOf(value) * 24 * 3600 * 1000));
      return;
    }
    default:
      throw unsupported(`table option ${name}`);
  }
}

const textOf = (value: Node, t: Translation): string => String(constant(value, t));

function daysOf(value: Node): number {
  const days = Number(value.literal?.literal_type === 'number' ? value.literal.value : NaN);
  if (Number.isNaN(days)) throw unsupported('partition_expiration_days that is not a literal', placeOf(value));
  return days;
}

/** [('key', 'value'), …] */
function labelsOf(value: Node, t: Translation): Record<string, string> {
  const pairs = ((value.array_func ?? value.array)?.expressions ?? []) as Node[];
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key, of] = (pair.tuple?.expressions ?? []) as Node[];
      if (!key || !of) throw unsupported('labels of this form', placeOf(value));
      return [textOf(key, t), textOf(of, t)];
    }),
  );
}

/** PARTITION BY a column, RANGE_BUCKET(column, GENERATE_ARRAY(start, end, interval)), DATE(column) or …_TRUNC(column, part). */
function partitionedBy(by: Node | undefined): TableProperties['partitioning'] {
  const nameOf = (node: Node | undefined) => (node?.column?.name as Identifier | undefined)?.name;
  const { name = '', args = [] } = callOf(by) ?? {};
  const field = nameOf(by) ?? nameOf(args[0]);
  if (field === undefined) throw unsupported('PARTITION BY of this form');
  if (name === 'RANGE_BUCKET') {
    const ends = (callOf(args[1])?.args ?? []).map(integerOf);
    const [start, end, interval = '1'] = ends;
    if (!start || !end || !interval) throw unsupported('PARTITION BY RANGE_BUCKET of other than integers');
    return { rangePartitioning: { field, range: { start, end, interval } } };
  }
  const type = name.endsWith('_TRUNC')
    ? ((args[1]?.var?.this as string | undefined) ?? nameOf(args[1]) ?? '').toUpperCase()
    : 'DAY';
  if (!/^(|DATE|(DATE|DATETIME|TIMESTAMP)_TRUNC)$/.test(name) || !type) throw unsupported('PARTITION BY of this form');
  return { timePartitioning: { type, field } };
}

const callOf = (node: Node | undefined) => node && asCall(kindOf(node), node[kindOf(node)]!);

const integerOf = (node: Node): string | undefined =>
  node.neg ? `-${integerOf(node.neg.this as Node)}` : /^\d+$/.exec(String(node.literal?.value))?.[0];

/** An option's value. */
export function constant(node: Node, t: Translation): string | boolean {
  if (node.boolean) return Boolean(node.boolean.value);
  const text = t.stringLiteral(node)?.text;
  if (text === undefined) throw unsupported('an option that is not a literal', placeOf(node));
  return text;
}
