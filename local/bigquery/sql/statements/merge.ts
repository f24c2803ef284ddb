/** MERGE: matched, not matched, and not matched by source, each updating, inserting or deleting. */
import { invalidQuery, unsupported } from '../../errors';
import { quote } from '../../rows/duck-types';
import type { Field } from '../../rows/schema';
import { storedTable, tableKey, type TableName } from '../../table-name';
import { kindOf, read, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';
import type { Plan } from '../plan';
import { emitFrom } from '../queries/from';
import { checkPartitionFilter, partitionFilter } from '../queries/pruning';
import { checkAssigned } from './assignment';
import { emitAssignment } from './dml';
import { emitValue, insertRefusal } from './insert';
import { existing, inTarget } from './targets';

interface Names {
  into: TableName;
  /** The target's columns, in order. */
  target: Field[];
  /** The source's alias. */
  source: string;
}

export function emitMerge(fields: Fields, t: Translation): Plan {
  const known = read('MERGE', fields, ['this', 'using', 'on', 'whens']);
  const merged = known.this as Node;
  const table = merged.alias ? { ...(merged.alias.this as Node).table!, alias: merged.alias.alias } : merged.table!;
  const target = existing(table as Fields, t);
  return inTarget(table as Fields, target, t, (alias) => {
    const using = emitFrom([known.using as Node], [], t);
    const source = [...t.scopes.at(-1)!.relations.keys()].at(-1)!;
    const branches = ((known.whens as Node).whens!.expressions as Node[]).map(({ when }) => when!);
    const names: Names = { into: target, target: t.around.table(target).fields, source };
    const whens = branches.map((when) => emitWhen(when, names, t));
    const conditions = branches
      .filter(({ matched }) => (matched as Node).boolean!.value)
      .map(({ condition }) => (condition ? t.emit(condition) : undefined));
    const merging = t.around.table(target);
    checkPartitionFilter(target, merging, partitionFilter(known.on as Node, alias, merging, t));
    const [into, on] = [`${storedTable(target)} AS ${quote(alias)}`, t.emit(known.on)];
    return {
      type: 'MERGE',
      target,
      sql: `MERGE INTO ${into} USING ${using} ON ${on} ${whens.join(' ')}`,
      ambiguous: severalMatches(into, using, on, alias, conditions),
    };
  });
}

/** A query with a row when a target row that would be changed has several source rows: BigQuery refuses, DuckDB takes the last. */
function severalMatches(
  into: string,
  using: string,
  on: string,
  alias: string,
  conditions: (string | undefined)[],
): string | undefined {
  if (conditions.length === 0) return undefined;
  const where = conditions.every((condition) => condition !== undefined) ? ` WHERE ${conditions.join(' OR ')}` : '';
  return `SELECT 1 FROM ${into} INNER JOIN ${using} ON ${on}${where} GROUP BY ${quote(alias)}.rowid HAVING count(*) > 1 LIMIT 1`;
}

function emitWhen(fields: Fields, names: Names, t: Translation): string {
  const { matched, source, condition, then } = read('WHEN', fields, [
    'matched',
    'source',
    'condition',
    'then',
  ]) as Record<string, Node | undefined>;
  const bySource = source?.boolean?.value;
  const side = matched!.boolean!.value ? 'MATCHED' : bySource ? 'NOT MATCHED BY SOURCE' : 'NOT MATCHED';
  return `WHEN ${side}${condition ? ` AND ${t.emit(condition)}` : ''} THEN ${emitAction(then!, names, t)}`;
}

function emitAction(then: Node, names: Names, t: Translation): string {
  if (kindOf(then) === 'var') return String(then.var!.this) === 'DELETE' ? 'DELETE' : refuse(then);
  const [verb, first, second] = (then.tuple?.expressions as Node[]) ?? [];
  if (verb?.var?.this === 'UPDATE') {
    const sets = (first!.tuple!.expressions as Node[]).map(({ eq }) =>
      emitAssignment(namedColumn(eq!.left as Node), eq!.right as Node, names.into, t),
    );
    return `UPDATE SET ${sets.join(', ')}`;
  }
  if (verb?.var?.this !== 'INSERT') return refuse(then);
  if (first?.var?.this === 'ROW') return emitInsertRow(names, t);
  const values = (second ?? first)!.tuple!.expressions as Node[];
  const columns = second
    ? (first!.tuple!.expressions as Node[]).map((node) => targetColumn(namedColumn(node), names))
    : names.target;
  const inserted = values.map((node, at) => {
    const column = columns[at];
    return column ? emitValue(node, column, t) : t.emit(node);
  });
  return `INSERT (${columns.map(({ name }) => quote(name)).join(', ')}) VALUES (${inserted.join(', ')})`;
}

function emitInsertRow({ target, source }: Names, t: Translation): string {
  const values = target.map((column) => {
    const value = `${quote(source)}.${quote(column.name)}`;
    t.claim([value], ([given]) => checkAssigned(given!, column, insertRefusal(column, 'Value')));
    return value;
  });
  return `INSERT (${target.map(({ name }) => quote(name)).join(', ')}) VALUES (${values.join(', ')})`;
}

function targetColumn(name: string, { into, target }: Names): Field {
  const found = target.find((field) => field.name.toLowerCase() === name.toLowerCase());
  if (!found) throw invalidQuery(`Column ${name} is not present in table ${tableKey(into)}`);
  return found;
}

function namedColumn(node: Node): string {
  const identifier = (node.identifier ?? node.column?.name) as Identifier | undefined;
  if (!identifier) throw unsupported('MERGE of a field inside a STRUCT');
  return identifier.name;
}

function refuse(node: Node): never {
  throw unsupported(`MERGE action ${kindOf(node)}`);
}
