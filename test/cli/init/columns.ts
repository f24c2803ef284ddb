/** Columns for tests, as if a file had been measured. */
import type { SourceColumn } from '../../../cli/init/guess';
import type { ColumnProfile, Kinds } from '../../../cli/init/profile';

const none: Kinds = { text: 0, integer: 0, number: 0, boolean: 0, list: 0, object: 0, null: 0, missing: 0 };

/** Of 1,000 rows, all texts unless told otherwise. */
export function profile(
  name: string,
  { kinds = { text: 1000 }, ...more }: Partial<Omit<ColumnProfile, 'kinds'>> & { kinds?: Partial<Kinds> } = {},
): ColumnProfile {
  return {
    name,
    kinds: { ...none, ...kinds },
    empty: 0,
    blank: 0,
    dates: 0,
    dateTimes: 0,
    distinct: 500,
    isUnique: false,
    longest: 40,
    length: 10,
    longestTokens: 10,
    broken: 0,
    worded: 0,
    ...more,
  };
}

export const column = (source: string, of: ColumnProfile): SourceColumn => ({ source, rows: 1000, profile: of });

/** A column of long texts, of labels, of unique names. */
export const text = (name: string): ColumnProfile =>
  profile(name, { worded: 1000, length: 120, longest: 600, longestTokens: 150, distinct: 990 });
export const label = (name: string): ColumnProfile => profile(name, { distinct: 12 });
export const unique = (name: string): ColumnProfile =>
  profile(name, { distinct: 1000, isUnique: true, length: 6, longest: 6 });
