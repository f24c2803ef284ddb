/** What a statement does to which table: what the jobs carry out. */
import type { RangePartitioning, TimePartitioning } from '../rows/partitions';
import type { Field } from '../rows/schema';
import type { TableName } from '../table-name';

export type Plan =
  | {
      type: 'SELECT';
      sql: string;
      /** A query of the same columns, for which DuckDB does not look at what is before the last step. */
      outline: string;
    }
  | { type: 'EXPORT_DATA'; sql: string; sorted?: Sorted; options: Record<string, string | boolean> }
  | {
      type: 'CREATE_TABLE' | 'CREATE_TABLE_AS_SELECT';
      target: TableName;
      sql?: string;
      fields?: Field[];
      orReplace: boolean;
      ifNotExists: boolean;
      properties: TableProperties;
    }
  | { type: 'CREATE_VIEW'; target: TableName; sql: string; orReplace: boolean; ifNotExists: boolean }
  | { type: 'DROP_TABLE' | 'DROP_VIEW'; target: TableName; ifExists: boolean }
  | {
      type: 'CREATE_SCHEMA' | 'DROP_SCHEMA';
      project: string;
      dataset: string;
      ifExists: boolean;
      ifNotExists: boolean;
      cascade: boolean;
    }
  | {
      type: 'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE' | 'TRUNCATE_TABLE';
      target: TableName;
      sql: string;
      ambiguous?: string;
    };

/** A query whose last step, a sort, may wait until its rows have become something else that is sorted faster. */
export interface Sorted {
  unsorted: string;
  by: { column: string; direction: string }[];
  /** The columns that are sorted by and are not in the result. */
  hidden: string[];
}

export interface TableProperties {
  /** As in a table's resource. */
  partitioning?: { rangePartitioning: RangePartitioning } | { timePartitioning: TimePartitioning };
  clusterFields?: string[];
  /** Fields of its resource: description, friendlyName, labels, requirePartitionFilter. */
  options?: Record<string, unknown>;
  /** When it ends: a DuckDB expression of milliseconds since 1970. */
  expiration?: string;
}
