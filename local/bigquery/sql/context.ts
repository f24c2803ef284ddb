/** What a translation knows while it walks the tree: parameters, tables, names in scope, and what it has met. */
import { invalidQuery } from '../errors';
import type { Field } from '../rows/schema';
import type { Node, Place } from './ast';
import type { StringLiteral } from './string-literals';
import type { TableName } from '../table-name';

export interface KnownTable {
  fields: Field[];
  /** A view's GoogleSQL, in place of rows. */
  view?: string;
  /** The column that its rows are partitioned by, in lower case. */
  partitionedBy?: string;
}

/** The world outside the query text. */
export interface Surroundings {
  project: string;
  defaultDataset?: { project: string; dataset: string };
  /** DuckDB expressions by lower-case name; positional ones under their index. */
  parameters: Record<string, string>;
  positional: string[];
  /** @throws BigQueryError notFound */
  table(name: TableName): KnownTable;
  tables(project: string, dataset: string): { name: TableName; table: KnownTable; type: string }[];
  /** Whether an array that is unnested may be a hidden column of the relation beside it. */
  arraysAsColumns?: boolean;
  /** The columns of a DuckDB query, or undefined when it has to be asked: the translation is then run again. */
  described(sql: string): Field[] | undefined;
}

/** One mention of a table in a FROM clause. */
export interface TableRead {
  alias: string;
  /** DuckDB's condition on the partitioning column, qualified by the alias; undefined when all rows are read. */
  filter?: string;
}

/** Thrown when a relation with hidden columns is used as a value: the translation is then run again without such. */
export class NeedsWholeRows extends Error {}

/** Thrown to ask for the columns of a query; the translation starts over once they are known. */
export class NeedsDescription extends Error {
  constructor(readonly sql: string) {
    super('the columns of a query are needed');
  }
}

/** One FROM clause: its relations by lower-case alias, with which expressions over them can be typed. */
export interface Scope {
  relations: Map<string, Relation>;
  /** Aliases of the SELECT list, which GROUP BY, HAVING and ORDER BY see before columns: lower-case name to DuckDB text. */
  substitutions?: Map<string, string>;
  /** Partitioned tables in it, for the WHERE clause to say what is read of them. */
  partitioned?: { read: TableRead; column: string }[];
}

export interface Relation {
  text: string;
  /** Set when the alias alone means this expression (a row of UNNEST beside its offset). */
  row?: string;
  /** Columns that the query text knows nothing of, quoted: arrays that are unnested. */
  hidden?: string[];
}

/** The two rules that all others lead back to: expressions hold queries, and queries are made of expressions. */
export interface Grammar {
  expression(node: unknown, t: Translation): string;
  query(node: Node, t: Translation): string;
}

export class Translation {
  readonly references = new Map<string, TableName>();
  /** Every mention of a table, by its key. */
  readonly reads = new Map<string, TableRead[]>();
  readonly columns = new Set<string>();
  readonly places = new Map<string, Place>();
  readonly scopes: Scope[] = [];
  readonly ctes: { names: Map<string, string>; text: string; recursive: boolean }[] = [];
  private nextPositional = 0;
  private viewDepth = 0;

  constructor(
    readonly around: Surroundings,
    readonly literals: readonly StringLiteral[],
    readonly grammar: Grammar,
  ) {}

  /** An expression as DuckDB text. */
  emit(node: unknown): string {
    return this.grammar.expression(node, this);
  }

  /** A query as DuckDB text, without parentheses around it. */
  emitQuery(node: Node): string {
    return this.grammar.query(node, this);
  }

  /** Notes that a table's rows are read. */
  readsTable(key: string, ...reads: TableRead[]): void {
    this.reads.set(key, [...(this.reads.get(key) ?? []), ...reads]);
  }

  /** The name a CTE goes by, when one of this name is visible. */
  cte(name: string): string | undefined {
    for (const frame of this.ctes.toReversed()) {
      const found = frame.names.get(name.toLowerCase());
      if (found) return found;
    }
    return undefined;
  }

  positional(): string {
    const value = this.around.positional[this.nextPositional++];
    if (value === undefined) throw invalidQuery(`Query parameter number ${this.nextPositional} not found`);
    return value;
  }

  named(name: string, place?: Place): string {
    const value = this.around.parameters[name.toLowerCase()];
    if (value === undefined) throw invalidQuery(`Query parameter '${name}' not found`, place);
    return value;
  }

  relation(alias: string): Relation | undefined {
    for (const scope of this.scopes.toReversed()) {
      const found = scope.relations.get(alias.toLowerCase());
      if (found) return found;
    }
    return undefined;
  }

  /** The columns of a query. @throws NeedsDescription when DuckDB has to be asked first. */
  describe(sql: string): Field[] {
    const known = this.around.described(sql);
    if (!known) throw new NeedsDescription(sql);
    return known;
  }

  /** The BigQuery type of an expression over the names now in scope. */
  typeOf(expression: string): Field {
    const from = [...new Map(this.scopes.flatMap((scope) => [...scope.relations])).values()].map(({ text }) => text);
    return this.describe(
      this.within(`SELECT ${expression} AS value${from.length ? ` FROM ${from.join(', ')}` : ''}`),
    )[0]!;
  }

  /** A query of the same columns that stands alone, with the FROM clauses around it beside it. */
  alone(query: string): string {
    const around = this.scopes.filter(({ relations }) => relations.size > 0);
    const text = around.reduceRight((inner, { relations }) => {
      const from = [...relations.values()].map((relation) => relation.text);
      return `SELECT described.* FROM ${from.join(', ')}, LATERAL (${inner}) AS described`;
    }, query);
    return this.within(text);
  }

  /** A query after the WITH clauses that it stands in. */
  within(query: string): string {
    const withs = this.ctes.filter(({ text }) => text).map(({ text }) => text);
    const recursive = this.ctes.some((frame) => frame.recursive) ? 'RECURSIVE ' : '';
    return `${withs.length ? `WITH ${recursive}${withs.join(', ')} ` : ''}${query}`;
  }

  /** Runs `emit` on the tree of a view, guarding against views of views without end. */
  insideView<T>(emit: () => T): T {
    if (++this.viewDepth > 16)
      throw invalidQuery(
        'Too many nested views/persistent user-defined functions or possible circular reference: maximum nesting depth is 16',
      );
    try {
      return emit();
    } finally {
      this.viewDepth--;
    }
  }
}
