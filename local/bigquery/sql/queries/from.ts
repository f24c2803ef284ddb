/** FROM and JOIN: tables by their qualified names, views in place, arrays as tables. */
import { invalidQuery, unsupported } from '../../errors';
import { quote } from '../../rows/duck-types';
import { storedTable, tableKey } from '../../table-name';
import { kindOf, placeOf, read, type Fields, type Identifier, type Node } from '../ast';
import { Translation } from '../context';
import { emitClause } from '../expressions/conditions';
import { parse } from '../parse';
import { emitInformationSchema } from './information-schema';
import { splitPath, tableName } from './table-paths';
import { emitArrayPath, emitUnnest, unnestOf } from './unnest';
import { emitVectorSearch, isVectorSearch } from './vector-search';

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
        ? ` ON ${emitClause('JOIN ON', on, t)}`
        : using?.length
          ? ` USING (${using.map((column) => quote(column.name)).join(', ')})`
          : ' ON TRUE';
    for (const column of using ?? []) t.columns.add(column.name.toLowerCase());
    const scope = t.scopes.at(-1)!;
    if (using?.length) scope.using = [...new Set([...using.map(({ name }) => quote(name)), ...(scope.using ?? [])])];
    texts.push(`${keyword} ${relation}${condition}`);
  }
  return texts.join(' ');
}

function emitRelation(node: Node, t: Translation): string {
  const unnest = unnestOf(node);
  if (unnest) return emitUnnest(unnest, t);
  const kind = kindOf(node);
  if (isVectorSearch(node)) return anonymous(`(${emitVectorSearch(node.function!, t)})`, t);
  if (kind === 'table') return emitTable(node.table!, t);
  if (kind === 'alias') return emitRelationAs(node.alias!.this as Node, node.alias!.alias as Identifier, t);
  if (kind === 'subquery') {
    const { this: query, alias } = read('subquery', node.subquery!, ['this', 'alias']) as {
      this: Node;
      alias?: Identifier;
    };
    const text = `(${t.emitQuery(query)})`;
    return alias ? t.declare(alias.name, `${text} AS ${quote(alias.name)}`) : anonymous(text, t);
  }
  throw unsupported(`${kind.replaceAll('_', ' ').toUpperCase()} in FROM`, placeOf(node));
}

function emitRelationAs(node: Node, alias: Identifier, t: Translation): string {
  if (isVectorSearch(node))
    return t.declare(alias.name, `(${emitVectorSearch(node.function!, t)}) AS ${quote(alias.name)}`);
  if (!node.table) throw unsupported(`alias of ${kindOf(node)} in FROM`, placeOf(alias));
  return emitTable({ ...node.table, alias }, t);
}

function anonymous(text: string, t: Translation): string {
  const name = `_from_${t.scopes.at(-1)!.relations.size}`;
  return t.declare(name, `${text} AS ${quote(name)}`);
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
  if (cte) return t.declare(alias, `${quote(cte)} AS ${quote(alias)}`);
  const informed = emitInformationSchema(path, t);
  if (informed)
    return t.declare(alias, `${informed} AS ${quote(path.at(-1) === alias ? alias.replace(/^.*\./, '') : alias)}`);
  const name = tableName(path, t, place);
  const table = t.around.table(name);
  t.references.set(tableKey(name), name);
  if (table.view === undefined) {
    const read = { alias };
    t.readsTable(tableKey(name), read);
    if (table.partitionedBy || table.requiresPartitionFilter)
      (t.scopes.at(-1)!.partitioned ??= []).push({ read, name, table });
    return t.declare(alias, `${storedTable(name)} AS ${quote(alias)}`);
  }
  return t.declare(alias, `(${emitView(table.view, t)}) AS ${quote(alias)}`);
}

function emitView(sql: string, t: Translation): string {
  return t.insideView(() => {
    const { statements, literals } = parse(sql);
    const inner = new Translation(t.around, literals, t.grammar);
    inner.embedded = 1;
    const text = inner.emitQuery(statements[0]!);
    for (const [key, name] of inner.references) t.references.set(key, name);
    for (const [key, reads] of inner.reads) t.readsTable(key, ...reads);
    t.columns.add('*');
    return text;
  });
}
