/** What a translation knows while it walks the tree: parameters, tables, names in scope, and what it has met. */
import { invalidQuery, type Place } from '../errors';
import { emptyQuery, fieldOf, quote, type Column } from '../rows/duck-types';
import type { Field } from '../rows/schema';
import type { TableName } from '../table-name';
import type { Fields, Node } from './ast';
import { selecting, type Claim, type Standing } from './claims';
import { literalOf, type StringLiteral } from './string-literals';
import { NeedsDescription, type KnownTable, type Surroundings } from './surroundings';

/** One mention of a table in a FROM clause. */
export interface TableRead {
  alias: string;
  /** DuckDB's condition on the partitioning column, qualified by the alias; undefined when all rows are read. */
  filter?: string;
}

/** One FROM clause: its relations by lower-case alias, with which expressions over them can be typed. */
export interface Scope {
  relations: Map<string, Relation>;
  /** Aliases of the SELECT list, which GROUP BY, HAVING and ORDER BY see before columns: lower-case name to DuckDB text. */
  substitutions?: Map<string, string>;
  /** Columns that it joins by, quoted, those of the last join first. */
  using?: string[];
  /** Its partitioned tables: the WHERE clause sets their reads' filters. */
  partitioned?: { read: TableRead; name: TableName; table: KnownTable }[];
}

export interface Relation {
  text: string;
  /** Set when the alias alone means this expression (a row of UNNEST). */
  row?: string;
  /** Columns that the query text does not name, quoted: arrays that are unnested, and their rows; set also where there may be. */
  hidden?: string[];
  /** The column of UNNEST's offsets, quoted, which is no part of a row. */
  offset?: string;
}

/** One WITH clause: its queries so far, in order. */
export interface WithClause {
  /** Lower-case names to the names as written. */
  names: Map<string, string>;
  queries: { name: string; text: string }[];
  recursive: boolean;
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
  readonly claims: Claim[] = [];
  /** In how many queries of WITH and views it is: what selects from them may filter their rows. */
  embedded = 0;
  readonly ctes: WithClause[] = [];
  /** The fields of the statement's own query, and that query with empty ones in place of its WITH clauses', if it has any. */
  whole?: Fields;
  outline?: string;
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

  /** What a string or bytes literal says; undefined for any other node. */
  stringLiteral(node: Node | undefined): StringLiteral | undefined {
    return node?.literal && literalOf(String(node.literal.value), this.literals);
  }

  /** Names a relation of the FROM clause that is read. @returns its text */
  declare(alias: string, text: string, row?: string): string {
    const { relations } = this.scopes.at(-1)!;
    if (relations.has(alias.toLowerCase()))
      throw invalidQuery(`Duplicate table alias ${alias} in the same FROM clause`);
    relations.set(alias.toLowerCase(), { text, row });
    return text;
  }

  /** Runs `body` where the SELECT list's aliases stand for what they name, or, without any, where names mean columns. */
  withAliases<T>(aliases: Map<string, string> | undefined, body: () => T): T {
    const scope = this.scopes.at(-1);
    if (!scope) return body();
    const before = scope.substitutions;
    scope.substitutions = aliases;
    try {
      return body();
    } finally {
      scope.substitutions = before;
    }
  }

  /** The columns of a query. @throws NeedsDescription when DuckDB has to be asked first. */
  describe(sql: string): Field[] {
    return this.columnsOf(sql).map(fieldOf);
  }

  private columnsOf(sql: string): Column[] {
    const known = this.around.columns(sql);
    if (!known) throw new NeedsDescription(sql);
    return known;
  }

  /** The BigQuery type of an expression over the names now in scope. */
  typeOf(expression: string): Field {
    return this.describe(selecting([expression], this.standing()))[0]!;
  }

  /** Notes what has to hold of the types of expressions over the names now in scope. */
  claim(values: readonly string[], judge: Claim['judge']): void {
    if (values.length > 0) this.claims.push({ standing: this.standing(), values, judge });
  }

  private standing(): Standing {
    const relations = [...new Map(this.scopes.flatMap((scope) => [...scope.relations])).values()];
    const from = relations.map(({ text }) => text).join(', ');
    return { withs: this.within(''), from: from && ` FROM ${from}` };
  }

  /** A query of the same columns that can be described by itself: the FROM clauses around it stand beside it. */
  alone(query: string): string {
    const around = this.scopes.filter(({ relations }) => relations.size > 0);
    const text = around.reduceRight((inner, { relations }) => {
      const from = [...relations.values()].map((relation) => relation.text);
      return `SELECT described.* FROM ${from.join(', ')}, LATERAL (${inner}) AS described`;
    }, query);
    return this.within(text);
  }

  /**
   * A query after the WITH clauses that it stands in, to be described. What they select is there as empty queries of the same
   * columns: else every question would have DuckDB bind the whole chain before it once more.
   */
  within(query: string): string {
    const before: string[] = [];
    const recursive = this.ctes.some((clause) => clause.recursive) ? 'RECURSIVE ' : '';
    const after = (text: string) => `${before.length ? `WITH ${recursive}${before.join(', ')} ` : ''}${text}`;
    for (const clause of this.ctes)
      for (const { name, text } of clause.queries) {
        const empty = clause.recursive ? undefined : emptyQuery(this.columnsOf(after(`SELECT * FROM (${text})`)));
        before.push(`${quote(name)} AS (${empty ?? text})`);
      }
    return after(query);
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
