/** What is known of a column when all its rows have been seen, and the row schema that follows from it. */
import type { Property, RowSchema } from '../../core/row-schema';
import { plural } from '../../core/wording';

/** How often each kind of value stands in a column; `missing` counts rows without the field, `null` those where it is null (CSV: empty). */
export interface Kinds {
  text: number;
  integer: number;
  number: number;
  boolean: number;
  list: number;
  object: number;
  null: number;
  missing: number;
}

export interface ColumnProfile {
  /** As the file spells it. */
  name: string;
  kinds: Kinds;
  /** Values of no characters. */
  empty: number;
  /** Values that are missing, null, or nothing but blanks. */
  blank: number;
  /** Texts that are dates or times as RFC 3339 writes them. */
  dates: number;
  dateTimes: number;
  /** Distinct values, about. */
  distinct: number;
  /** No value stands twice and none is blank. */
  isUnique: boolean;
  longest: number;
  /** Mean, in characters. */
  length: number;
  /** Of the longest value, by estimate: a token for four bytes of words, and one for each digit and mark, which tokenizers seldom join. */
  longestTokens: number;
  /** Values with a line break. */
  broken: number;
  /** Values of several words, or of several characters of a script that puts no space between them. */
  worded: number;
}

/** Digits that are names and not quantities: as integers they would lose their leading zeros. */
const codes = /(^|_)(zip|zipcode|postcode|postal|plz|phone|mobile|telephone|iban|isbn|ean|sku|ssn|account|card)(_|$)/i;

/** A few odd rows are better put aside, with row and reason, than a schema that lets everything through. */
const tolerated = (count: number, rows: number): boolean => count <= rows * 0.005;

/**
 * The schema of a column: its type, and what all its values have in common. No enum of labels: a label that is new next month
 * is news, which the checks of a run tell (labelBalance, distributionShift), and no broken row.
 * @param isNeeded rows without a value of it are of no use
 */
export function propertyOf(column: ColumnProfile, format: string, isNeeded = false): Property {
  const types = typesFor(column, format, isNeeded);
  if (types.length > 1 || types[0] !== 'string') return { type: types.length === 1 ? types[0]! : types };
  const { text, integer, number, boolean } = column.kinds;
  const values = text + (format === 'csv' ? integer + number + boolean : 0);
  const empty = column.empty + (format === 'csv' ? column.kinds.null : 0);
  if (values === 0 || (empty > 0 && !(isNeeded && tolerated(empty, rowsOf(column))))) return { type: 'string' };
  if (column.dateTimes === values) return { type: 'string', format: 'date-time' };
  if (column.dates === values) return { type: 'string', format: 'date' };
  return { type: 'string', minLength: 1 };
}

function typesFor(column: ColumnProfile, format: string, isNeeded: boolean): string[] {
  const { name, kinds } = column;
  const found = (
    [
      ['string', kinds.text],
      // Whole numbers among fractions are numbers.
      [kinds.number > 0 ? 'number' : 'integer', kinds.number + kinds.integer],
      ['boolean', kinds.boolean],
      ['array', kinds.list],
      ['object', kinds.object],
    ] as const
  )
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a);
  const types = found.map(([type]) => type);
  // All of a CSV file is text: it stays that unless every value says otherwise.
  if (format === 'csv') return types.length === 1 && !codes.test(name) ? types : ['string'];
  const rows = rowsOf(column);
  const odd = found.slice(1).reduce((sum, [, count]) => sum + count, 0);
  const kept = found.length > 1 && tolerated(odd, rows) ? types.slice(0, 1) : types;
  const isNullable = kinds.null > 0 && !(isNeeded && tolerated(kinds.null, rows));
  return [...(kept.length > 0 ? kept : ['string']), ...(isNullable ? ['null'] : [])];
}

/** Every row with the field, without, or with null in it is counted once. */
const rowsOf = ({ kinds }: ColumnProfile): number => Object.values(kinds).reduce((sum, count) => sum + count, 0);

/** Present in every row, neither null nor blank: validate takes a required text that is blank for none. */
export const isRequired = (column: ColumnProfile, isNeeded = false): boolean =>
  column.blank === 0 || (isNeeded && tolerated(column.blank, rowsOf(column)));

/** How many rows of the file will be put aside for this column, and why, in words. */
export function oddRows(column: ColumnProfile, format: string, isNeeded: boolean): string[] {
  const { type } = propertyOf(column, format, isNeeded);
  const { kinds, blank } = column;
  const types = [type ?? []].flat();
  const other = types.includes('string')
    ? kinds.integer + kinds.number + kinds.boolean + kinds.list + kinds.object
    : kinds.text;
  const without = kinds.missing + kinds.null;
  const reasons: [number, string][] = [
    [format !== 'csv' && types.length === 1 ? other : 0, `is no ${types[0]}`],
    ...(isRequired(column, isNeeded)
      ? ([
          [kinds.missing, 'is missing'],
          [kinds.null, format === 'csv' ? 'is empty' : 'is null'],
          [blank - without, 'is empty or blank'],
        ] as [number, string][])
      : []),
  ];
  return reasons
    .filter(([count]) => count > 0)
    .map(([count, reason]) => `${column.name} ${reason} in ${plural(count, 'row')}`);
}

/**
 * @param title what one row is, in words
 * @param needed names of the columns that a row is of no use without
 */
export function rowSchema(columns: ColumnProfile[], format: string, title: string, needed: Set<string>): RowSchema {
  const required = columns.filter((column) => isRequired(column, needed.has(column.name))).map(({ name }) => name);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    type: 'object',
    ...(required.length > 0 && { required }),
    // What is not listed here is not looked at: a new column at the source breaks no row.
    additionalProperties: true,
    properties: Object.fromEntries(
      columns.map((column) => [column.name, propertyOf(column, format, needed.has(column.name))]),
    ),
  };
}
