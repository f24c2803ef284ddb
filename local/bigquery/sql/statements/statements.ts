/** Statements: what each one does to which table, as a plan that the jobs carry out. */
import { unsupported } from '../../errors';
import { storedTable } from '../../table-name';
import { isQuery, kindOf, placeOf, read, type Fields, type Identifier, type Node } from '../ast';
import type { Translation } from '../context';
import type { Plan } from '../plan';
import { planCreateTable } from './create-table';
import { planDelete, planUpdate } from './dml';
import { planExport } from './export-data';
import { planInsert } from './insert';
import { emitMerge } from './merge';
import { datasetOf, existing, targetOf } from './targets';

export function planStatement(node: Node, t: Translation): Plan {
  const kind = kindOf(node);
  if (isQuery(kind)) {
    t.whole = node[kind];
    const sql = t.emitQuery(node);
    return { type: 'SELECT', sql, outline: t.outline ?? sql };
  }
  const rule = rules[kind];
  if (!rule) throw unsupported(`${kind.replaceAll('_', ' ').toUpperCase()} statement`, placeOf(node));
  return rule(node[kind]!, t);
}

const rules: Record<string, (fields: Fields, t: Translation) => Plan> = {
  export: planExport,
  create_table: planCreateTable,
  create_view: (fields, t) => {
    const known = read('CREATE VIEW', fields, ['name', 'query', 'query_parenthesized', 'or_replace', 'if_not_exists']);
    return {
      type: 'CREATE_VIEW',
      target: targetOf(known.name as Fields, t),
      sql: t.emitQuery(known.query as Node),
      orReplace: Boolean(known.or_replace),
      ifNotExists: Boolean(known.if_not_exists),
    };
  },
  drop_table: (fields, t) => {
    const { names, if_exists: ifExists } = read('DROP TABLE', fields, ['names', 'if_exists']) as {
      names: Fields[];
      if_exists: boolean;
    };
    if (names.length !== 1) throw unsupported('DROP of several tables');
    return { type: 'DROP_TABLE', target: targetOf(names[0]!, t), ifExists: Boolean(ifExists) };
  },
  drop_view: (fields, t) => {
    const known = read('DROP VIEW', fields, ['name', 'if_exists']);
    return { type: 'DROP_VIEW', target: targetOf(known.name as Fields, t), ifExists: Boolean(known.if_exists) };
  },
  create_schema: (fields, t) => {
    const known = read('CREATE SCHEMA', fields, ['name', 'if_not_exists']);
    return {
      type: 'CREATE_SCHEMA',
      ...datasetOf(known.name as Identifier[], t),
      ifExists: false,
      ifNotExists: Boolean(known.if_not_exists),
      cascade: false,
    };
  },
  drop_schema: (fields, t) => {
    const known = read('DROP SCHEMA', fields, ['name', 'if_exists', 'cascade']);
    return {
      type: 'DROP_SCHEMA',
      ...datasetOf([known.name as Identifier], t),
      ifExists: Boolean(known.if_exists),
      ifNotExists: false,
      cascade: Boolean(known.cascade),
    };
  },
  truncate: (fields, t) => {
    const known = read('TRUNCATE TABLE', fields, ['target', 'table']);
    const target = existing(known.table as Fields, t);
    return { type: 'TRUNCATE_TABLE', target, sql: `DELETE FROM ${storedTable(target)}` };
  },
  // What the SQL library takes as it stands and does not read.
  raw: (fields) => {
    const [words = ''] = /^\s*\w+(\s+(OR|REPLACE|VECTOR|SEARCH|INDEX)\b)*/i.exec(String(fields.sql)) ?? [];
    throw unsupported(`${words.trim().replace(/\s+/g, ' ').toUpperCase()} statement`);
  },
  insert: planInsert,
  update: planUpdate,
  delete: planDelete,
  merge: (fields, t) => emitMerge(fields, t),
};
