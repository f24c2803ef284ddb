/** How a table's rows lie: in partitions by ranges of a number or by time, and in clusters. */
import { BigQueryError } from '../errors';
import { quote } from './duck-types';
import type { Field } from './schema';

export interface Partitioning {
  /** The column's name, in lower case. */
  field: string;
  /** DuckDB's expression of the partition that a row is in; NULL for what is in none. */
  of: string;
}

export interface RangePartitioning {
  field: string;
  /** int64s, as texts. */
  range: { start: string; end: string; interval: string };
}

export interface TimePartitioning {
  type?: string;
  field?: string;
  expirationMs?: string;
  /** The older place of a table's requirePartitionFilter. */
  requirePartitionFilter?: boolean;
}

interface Clustering {
  fields?: string[];
}

export interface Layout {
  rangePartitioning?: RangePartitioning;
  timePartitioning?: TimePartitioning;
  clustering?: Clustering;
  requirePartitionFilter?: boolean;
}

export const requiresPartitionFilter = ({ requirePartitionFilter, timePartitioning }: Layout): boolean =>
  (requirePartitionFilter ?? timePartitioning?.requirePartitionFilter) === true;

/** Undefined for a table that is not partitioned by a column. */
export function partitioningOf(settings: Layout): Partitioning | undefined {
  const { rangePartitioning: byRange, timePartitioning: byTime } = settings;
  if (byRange) {
    const column = quote(byRange.field);
    const [start, end, interval] = [byRange.range.start, byRange.range.end, byRange.range.interval].map(Number);
    const of = `CASE WHEN ${column} >= ${start} AND ${column} < ${end} THEN (${column} - ${start}) // ${interval} END`;
    return { field: byRange.field.toLowerCase(), of };
  }
  if (!byTime?.field) return undefined;
  return {
    field: byTime.field.toLowerCase(),
    of: `date_trunc('${(byTime.type ?? 'DAY').toLowerCase()}', ${quote(byTime.field)})`,
  };
}

/** @throws BigQueryError invalid when a table of these columns cannot lie so */
export function checkLayout(fields: readonly Field[], settings: Layout): void {
  const refuse = (message: string): never => {
    throw new BigQueryError('invalid', message);
  };
  const { rangePartitioning: byRange, timePartitioning: byTime, clustering } = settings;
  if (byRange && byTime) refuse('Only one of timePartitioning and rangePartitioning can be specified.');
  const find = (name: string, use: string): Field =>
    fields.find((field) => field.name.toLowerCase() === name.toLowerCase()) ??
    refuse(`The field specified for ${use} cannot be found in the schema. Field: ${name}.`);
  if (byRange) {
    const { type, mode } = find(byRange.field ?? '', 'partitioning');
    if (type !== 'INTEGER' || mode === 'REPEATED')
      refuse(`The field specified for range partitioning can only be of type INTEGER. The type found is: ${type}.`);
    const [start, end, interval] = [byRange.range?.start, byRange.range?.end, byRange.range?.interval].map(Number);
    if (![start, end, interval].every(Number.isSafeInteger) || interval! <= 0 || start! >= end!)
      refuse('Range partitioning needs integers start, end and interval, with start below end and interval above 0.');
    if ((end! - start!) / interval! > 10_000) refuse('A table has at most 10000 partitions.');
  }
  if (byTime) {
    if (!['DAY', 'HOUR', 'MONTH', 'YEAR'].includes(byTime.type ?? 'DAY'))
      refuse(`Invalid time partitioning type ${byTime.type}.`);
    if (byTime.field) {
      const { type } = find(byTime.field, 'partitioning');
      if (!['DATE', 'TIMESTAMP', 'DATETIME'].includes(type))
        refuse(
          `The field specified for time partitioning can only be of type DATE, TIMESTAMP or DATETIME. The type found is: ${type}.`,
        );
    }
  }
  const clusters = clustering?.fields ?? [];
  if (clusters.length > 4) refuse('A table has at most 4 clustering fields.');
  for (const name of clusters) {
    const { type, mode } = find(name, 'clustering');
    if (mode === 'REPEATED' || ['RECORD', 'FLOAT', 'JSON', 'BYTES', 'TIME'].includes(type))
      refuse(`Clustering is not supported on a field of type ${mode === 'REPEATED' ? 'ARRAY' : type}. Field: ${name}.`);
  }
}

/** The part of a job's configuration, or of a table, that says how rows lie. */
export const layoutOf = ({ rangePartitioning, timePartitioning, clustering }: Layout): Layout => ({
  ...(rangePartitioning && { rangePartitioning }),
  ...(timePartitioning && { timePartitioning }),
  ...(clustering && { clustering }),
});
