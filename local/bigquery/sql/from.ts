/** FROM and JOIN: tables by their qualified names, views in place, arrays as tables. */
import { invalidQuery, unsupported } from '../errors';
import { quote } from '../rows/duck-types';
import type { Field } from '../rows/schema';
import { storedTable, tableKey, type TableName } from '../table-name';
import { kindOf, placeOf, read, type Fields, type Identifier, type Node } from './ast';
import { Translation } from './context';
import { emitInformationSchema } from './information-schema';
import { parse } from './parse';

const joinKinds: Record<string, string> = {
  Inner: 'INNER JOIN',
  Left: 'LEFT JOIN',
  Right: 'RIGHT JOIN',
  Full: 'FULL JOIN',
  Cross: 'CROSS JOIN',
  Implicit: 'CROSS JOIN',
};

export function emitFrom(items: Node[], joins: Fields[], t: Translation): string {
  const texts: string[] = [];
  for (const item of items) {
    const array = unnestOf(item);
    const relation = array ? emitUnnest(array, t, texts) : emitRelation(item, t);
    texts.push(`${texts.length ? 'CROSS JOIN ' : ''}${relation}`);
  }
  for (const join of joins) {
    const {
      this: item,
      on,
      using,
      kind,
    } = read('join', join, ['this', 'on', 'using', 'kind']) as {
      this: Node;
      on?: Node;
      using?: Identifier[];
      kind: string;
    };
    const keyword = joinKinds[kind];
    if (!keyword) throw unsupported(`${kind.toUpperCase()} JOIN`, placeOf(item));
    const array = !on && !using?.length && keyword !== 'LEFT JOIN' ? unnestOf(item) : undefined;
    const relation = array ? emitUnnest(array, t, texts) : emitRelation(item, t);
    const unconditional = keyword === 'CROSS JOIN';
    if (!unconditional && !on && !using?.length) {
      // JOIN UNNEST needs no condition; any other join does.
      if (!unnestOf(item))
        throw invalidQuery(
          `Syntax error: ${keyword} must have an immediately following ON or USING clause`,
          placeOf(item),
        );
    }
    const condition = unconditional
      ? ''
      : on
        ? ` ON ${t.emit(on)}`
        : using?.length
          ? ` USING (${using.map((column) => quote(column.name)).join(', ')})`
          : ' ON TRUE';
    for (const column of using ?? []) t.columns.add(column.name.toLowerCase());
    texts.push(`${keyword} ${relation}${condition}`);
  }
  return texts.join(' ');
}

function emitRelation(node: Node, t: Translation): string {
  const unnest = unnestOf(node);
  if (unnest) return emitUnnest(unnest, t);
  const kind = kindOf(node);
  if (kind === 'table') return emitTable(node.table!, t);
  if (kind === 'alias') return emitRelationAs(node.alias!.this as Node, node.alias!.alias as Identifier, t);
  if (kind === 'subquery') {
    const { this: query, alias } = read('subquery', node.subquery!, ['this', 'alias']) as {
      this: Node;
      alias?: Identifier;
    };
    const text = `(${t.emitQuery(query)})`;
    return alias ? declare(alias.name, `${text} AS ${quote(alias.name)}`, t) : anonymous(text, t);
  }
  throw unsupported(`${kind.replaceAll('_', ' ').toUpperCase()} in FROM`, placeOf(node));
}

function emitRelationAs(node: Node, alias: Identifier, t: Translation): string {
  if (!node.table) throw unsupported(`alias of ${kindOf(node)} in FROM`, placeOf(alias));
  return emitTable({ ...node.table, alias }, t);
}

function declare(alias: string, text: string, t: Translation, row?: string): string {
  const { relations } = t.scopes.at(-1)!;
  if (relations.has(alias.toLowerCase())) throw invalidQuery(`Duplicate table alias ${alias} in the same FROM clause`);
  relations.set(alias.toLowerCase(), { text, row });
  return text;
}

function anonymous(text: string, t: Translation): string {
  const name = `_from_${t.scopes.at(-1)!.relations.size}`;
  return declare(name, `${text} AS ${quote(name)}`, t);
}

function emitTable(fields: Fields, t: Translation): string {
  const known = read('table', fields, ['name', 'schema', 'catalog', 'alias']) as {
    name: Identifier;
    schema?: Identifier;
    catalog?: Identifier;
    alias?: Identifier;
  };
  const parts = [known.catalog, known.schema, known.name].filter((part) => part !== undefined && part !== null);
  const place = placeOf(parts[0]);
  const path = splitPath(parts);
  const alias = known.alias?.name ?? path.at(-1)!;
  if (path.length > 1 && t.relation(path[0]!)) return emitArrayPath(path, known.alias?.name ?? path.at(-1)!, t);
  const cte = path.length === 1 ? t.cte(path[0]!) : undefined;
  if (cte) return declare(alias, `${quote(cte)} AS ${quote(alias)}`, t);
  const informed = emitInformationSchema(path, t);
  if (informed)
    return declare(alias, `${informed} AS ${quote(path.at(-1) === alias ? alias.replace(/^.*\./, '') : alias)}`, t);
  const name = tableName(path, t, place);
  const table = t.around.table(name);
  t.references.set(tableKey(name), name);
  if (table.view === undefined) {
    const read = { alias };
    t.readsTable(tableKey(name), read);
    if (table.partitionedBy) (t.scopes.at(-1)!.partitioned ??= []).push({ read, column: table.partitionedBy });
    return declare(alias, `${storedTable(name)} AS ${quote(alias)}`, t);
  }
  return declare(alias, `(${emitView(table.view, t)}) AS ${quote(alias)}`, t);
}

function emitView(sql: string, t: Translation): string {
  return t.insideView(() => {
    const { statements, literals } = parse(sql);
    const inner = new Translation(t.around, literals, t.grammar);
    const text = inner.emitQuery(statements[0]!);
    for (const [key, name] of inner.references) t.references.set(key, name);
    for (const [key, reads] of inner.reads) t.readsTable(key, ...reads);
    t.columns.add('*');
    return text;
  });
}

/** Backticks may hold a whole path: `project.dataset.table`, or `project.dataset`.table. */
export function splitPath(parts: readonly Identifier[]): string[] {
  return parts.flatMap((part) => part.name.split('.'));
}

/** A table's full name, completed with the default dataset and project. @throws BigQueryError for one that cannot be. */
export function tableName(
  path: readonly string[],
  t: Translation,
  place?: { line: number; column: number },
): TableName {
  const [table, dataset, ...rest] = path.toReversed();
  // A project of the form domain.com:name keeps its dots.
  const project = rest.length ? rest.toReversed().join('.') : undefined;
  if (!dataset) {
    const home = t.around.defaultDataset;
    if (!home) throw invalidQuery(`Table "${table}" must be qualified with a dataset (e.g. dataset.table)`, place);
    return { ...home, table: table! };
  }
  if (table!.includes('*')) throw unsupported('wildcard tables', place);
  return { project: project ?? t.around.project, dataset, table: table! };
}

/** The UNNEST of a FROM item, its aliases from wherever the parser put them. */
function unnestOf(node: Node): Fields | undefined {
  if (node.unnest) return node.unnest;
  const inner = node.alias?.this as Node | undefined;
  return inner?.unnest ? { ...inner.unnest, alias: node.alias!.alias } : undefined;
}

/** @param before what stands before it in the same FROM clause, when its rows may be made beside what is unnested */
function emitUnnest(fields: Fields, t: Translation, before: string[] = []): string {
  const known = read('unnest', fields, ['this', 'alias', 'with_ordinality', 'offset_alias']) as {
    this: Node;
    alias?: Identifier;
    with_ordinality?: boolean;
    offset_alias?: Identifier;
  };
  const offset = known.with_ordinality ? (known.offset_alias?.name ?? 'offset') : undefined;
  return emitArrayRows(asColumn(t.emit(known.this), before, t), known.alias?.name, offset, t);
}

/**
 * An array as a column of the one relation before it. DuckDB unnests a column row by row; any other expression it would
 * compute once per distinct value and join back, which takes many times as long.
 */
function asColumn(array: string, before: string[], t: Translation): string {
  const [alias, relation] = [...t.scopes.at(-1)!.relations][0] ?? [];
  const isPlain = /^(?:"(?:[^"]|"")+"\.?)+$/.test(array);
  if (
    isPlain ||
    !alias ||
    before.length !== 1 ||
    relation!.text.startsWith('LATERAL') ||
    relation!.row ||
    !t.around.arraysAsColumns
  )
    return array;
  const name = quote(/"((?:[^"]|"")+)"$/.exec(relation!.text)![1]!.replaceAll('""', '"'));
  const column = quote(`_array_${t.scopes.at(-1)!.relations.size}`);
  before[0] = `(SELECT ${name}.*, ${array} AS ${column} FROM ${relation!.text}) AS ${name}`;
  relation!.text = before[0];
  (relation!.hidden ??= []).push(column);
  return `${name}.${column}`;
}

/** `FROM t, t.items`: an array column of a relation already named. */
function emitArrayPath(path: readonly string[], alias: string, t: Translation): string {
  for (const part of path) t.columns.add(part.toLowerCase());
  return emitArrayRows(path.map(quote).join('.'), alias, undefined, t);
}

/** An array as rows: elements that are structs show their fields as columns, others are one column called as the alias. */
function emitArrayRows(array: string, alias: string | undefined, offset: string | undefined, t: Translation): string {
  const type: Field = t.typeOf(array);
  if (type.mode !== 'REPEATED')
    throw invalidQuery(`Values referenced in UNNEST must be arrays. UNNEST contains expression of type ${type.type}`);
  const relation = alias ?? `_unnest_${t.scopes.at(-1)!.relations.size}`;
  const counted = offset ? `, generate_subscripts(${array}, 1) - 1 AS ${quote(offset)}` : '';
  if (type.type !== 'RECORD') {
    const column = alias ?? 'f0_';
    return declare(
      relation,
      `LATERAL (SELECT unnest(${array}) AS ${quote(column)}${counted}) AS ${quote(relation)}`,
      t,
    );
  }
  const row =
    offset && alias
      ? `struct_pack(${type.fields!.map(({ name }) => `${quote(name)} := ${quote(alias)}.${quote(name)}`).join(', ')})`
      : undefined;
  return declare(relation, `LATERAL (SELECT unnest(${array}, max_depth := 2)${counted}) AS ${quote(relation)}`, t, row);
}
