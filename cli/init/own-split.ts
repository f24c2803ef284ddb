/** A column by which a data set says itself what is trained on and what is held out. */
import { splitNames } from '../../core/splits';
import type { SourceColumn } from './guess';

const usualNames = /^(data_?)?(split|part|partition|subset|fold|set)$/i;
const mostNames = 10;
const known: string[] = Object.values(splitNames).flat();
const means = (split: keyof typeof splitNames, value: string): boolean =>
  (splitNames[split] as readonly string[]).includes(value);

export interface OwnSplit {
  column: SourceColumn;
  /** What rows say that is no split, with how many rows; with any the column is not taken. */
  others: [value: string, rows: number][];
}

/**
 * The first column that is called as such columns are, and says of rows that they are trained on, and of others that they are
 * held out; one that says nothing else comes first.
 * @param countValues the different values of a column, each with its rows
 */
export async function findOwnSplit(
  columns: SourceColumn[],
  countValues: (column: SourceColumn) => Promise<[value: string | null, rows: number][]>,
): Promise<OwnSplit | undefined> {
  let missed: OwnSplit | undefined;
  for (const column of columns) {
    const { name, distinct } = column.profile;
    if (!usualNames.test(name) || distinct > mostNames) continue;
    const counted = (await countValues(column)).map(([value, rows]): [string, number] => [(value ?? '').trim(), rows]);
    const names = counted.map(([value]) => value.toLowerCase());
    if (!names.some((value) => means('train', value)) || !names.some((value) => means('evaluation', value))) continue;
    const others = counted.filter(([value]) => !known.includes(value.toLowerCase()));
    if (others.length === 0) return { column, others };
    missed ??= { column, others };
  }
  return missed;
}
