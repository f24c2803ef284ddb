/** A column by which a data set says itself what is trained on and what is held out. */
import { splitNames } from '../../core/splits';
import type { SourceColumn } from './guess';

const usualNames = /^(data_?)?(split|part|partition|subset|fold|set)$/i;
const mostNames = 10;
const known: string[] = Object.values(splitNames).flat();
const means = (split: keyof typeof splitNames, value: string): boolean =>
  (splitNames[split] as readonly string[]).includes(value);

/**
 * The first column that is called as such columns are, and says of every row a split that is known by name, of some that they
 * are trained on, and of others that they are held out.
 * @param distinctValues the different values of a column
 */
export async function findOwnSplit(
  columns: SourceColumn[],
  distinctValues: (column: SourceColumn) => Promise<(string | null)[]>,
): Promise<SourceColumn | undefined> {
  for (const column of columns) {
    const { name, distinct, blank } = column.profile;
    if (!usualNames.test(name) || distinct > mostNames || blank > 0) continue;
    const values = (await distinctValues(column)).map((value) => (value ?? '').trim().toLowerCase());
    if (!values.every((value) => known.includes(value))) continue;
    if (values.some((value) => means('train', value)) && values.some((value) => means('evaluation', value)))
      return column;
  }
  return undefined;
}
