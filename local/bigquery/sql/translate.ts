/** GoogleSQL to a DuckDB plan: the whole way, asking DuckDB for the columns of inner queries where names depend on them. */
import { toBigQueryError } from '../duckdb/errors';
import { BigQueryError, unsupported, type Place } from '../errors';
import { fieldOf, type Column } from '../rows/duck-types';
import type { Field } from '../rows/schema';
import type { TableName } from '../table-name';
import { checkClaims } from './claims';
import { Translation, type Grammar, type TableRead } from './context';
import { emitExpression } from './expressions/expression';
import { loadParser, parse } from './parse';
import type { Plan } from './plan';
import { emitQuery } from './queries/query';
import { planStatement } from './statements/statements';
import { NeedsDescription, NeedsWholeRows, type Surroundings } from './surroundings';

const grammar: Grammar = { expression: emitExpression, query: emitQuery };

export interface Translated {
  plan: Plan;
  /** Tables that the statement reads. */
  references: TableName[];
  /** How each table is read, by its key. */
  reads: Map<string, TableRead[]>;
  /** Lower-case names of the columns it mentions; `*` for all. */
  columns: Set<string>;
  /** Where each name was first met, for error messages. */
  places: Map<string, Place>;
}

/**
 * @param columnsOf answers a DuckDB query's columns; asked at most once a query.
 * @param remembered those that it has answered before and that still hold: without them the translation starts over for each
 * @throws BigQueryError invalidQuery for what does not parse, is not supported, or names nothing.
 */
export async function translate(
  sql: string,
  around: Omit<Surroundings, 'columns' | 'hasNumeric'>,
  columnsOf: (duckSql: string) => Promise<Column[]>,
  remembered: (duckSql: string) => Column[] | undefined = () => undefined,
): Promise<Translated> {
  await loadParser();
  const { statements, literals } = parse(sql);
  if (statements.length !== 1) throw unsupported('scripts of several statements');
  const known = new Map<string, Column[]>();
  let arraysAsColumns = true;
  let hasNumeric = /\b(NUMERIC|DECIMAL)\b/i.test(
    [sql, ...Object.values(around.parameters), ...around.positional].join(' '),
  );
  const table = (name: TableName) => {
    const found = around.table(name);
    hasNumeric ||= found.view !== undefined || holdsNumeric(found.fields);
    return found;
  };
  const columnsAt = (query: string, places: Translated['places']): Promise<Column[]> =>
    columnsOf(query).catch((error: unknown) => {
      throw toBigQueryError(error, places);
    });
  for (;;) {
    const t = new Translation(
      {
        ...around,
        table,
        hasNumeric: () => hasNumeric,
        arraysAsColumns,
        columns: (query) => known.get(query) ?? remembered(query),
      },
      literals,
      grammar,
    );
    try {
      const plan = planStatement(statements[0]!, t);
      const { columns, places, reads } = t;
      await checkClaims(t.claims, async (query) => (await columnsOf(query)).map(fieldOf));
      return { plan, references: [...t.references.values()], reads, columns, places };
    } catch (error) {
      if (error instanceof NeedsWholeRows && arraysAsColumns) arraysAsColumns = false;
      else if (error instanceof NeedsDescription) known.set(error.sql, await columnsAt(error.sql, t.places));
      else if (error instanceof BigQueryError) throw error;
      // A tree of a form that no rule has foreseen.
      else throw Object.assign(unsupported('this form of the statement'), { cause: error });
    }
  }
}

const holdsNumeric = (fields: readonly Field[]): boolean =>
  fields.some(({ type, fields: inner }) => type === 'NUMERIC' || holdsNumeric(inner ?? []));
