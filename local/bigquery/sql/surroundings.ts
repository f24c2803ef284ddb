/** The world outside a query's text, and what a translation has to ask of it. */
import type { Column } from '../rows/duck-types';
import type { Field } from '../rows/schema';
import type { TableName } from '../table-name';

export interface KnownTable {
  fields: Field[];
  /** A view's GoogleSQL, in place of rows. */
  view?: string;
  /** The column that its rows are partitioned by, in lower case. */
  partitionedBy?: string;
  /** Whether it is refused to read it without a filter on its partitions. */
  requiresPartitionFilter?: boolean;
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
  /** Whether NUMERIC values may be about: only then is it asked what operators are applied to. */
  hasNumeric(): boolean;
  /** Whether an array that is unnested may be a hidden column of the relation beside it. */
  arraysAsColumns?: boolean;
  /** The columns of a DuckDB query, or undefined when it has to be asked: the translation is then run again. */
  columns(sql: string): Column[] | undefined;
}

/** Thrown when a relation with hidden columns is used as a value: the translation is then run again without such. */
export class NeedsWholeRows extends Error {}

/** Thrown to ask for the columns of a query; the translation starts over once they are known. */
export class NeedsDescription extends Error {
  constructor(readonly sql: string) {
    super('the columns of a query are needed');
  }
}
