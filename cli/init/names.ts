/** Names: which columns BigQuery can hold, and what a source, a column and a prompt's field are called in SQL. */
import { sourceOfPath } from '../../operations/drop/batch';
import { forbiddenCharacter, isKeptName, longestColumnName } from '../../core/column-names';

/** BigQuery's reserved words (cloud.google.com/bigquery/docs/reference/standard-sql/lexical#reserved_keywords). */
const reserved = new Set(
  `all and any array as asc assert_rows_modified at between by case cast collate contains create cross cube current default
  define desc distinct else end enum escape except exclude exists extract false fetch following for from full group grouping
  groups hash having if ignore in inner intersect interval into is join lateral left like limit lookup merge natural new no
  not null nulls of on or order outer over partition preceding proto qualify range recursive respect right rollup rows select
  set some struct tablesample then to treat true unbounded union unnest using when where window with within`.split(
    /\s+/,
  ),
);

/** Why a column of this name cannot be one of the warehouse's, or undefined when it can. */
export function whyUnusable(name: string, earlier: string[]): string | undefined {
  if (name.trim() === '') return 'it has no name';
  if (earlier.includes(name)) return 'another column before it has the same name';
  const bad = forbiddenCharacter(name);
  if (bad) return `no column of BigQuery has a name with ${/\p{Cc}/u.test(bad) ? 'a control character' : bad}`;
  if (name.length > longestColumnName) return `in BigQuery a name has at most ${longestColumnName} characters`;
  if (isKeptName(name)) return 'BigQuery keeps this name for itself';
  const same = earlier.find((other) => other.toLowerCase() === name.toLowerCase());
  return same && `to BigQuery it is the same name as ${JSON.stringify(same)}`;
}

/** A name near this one that is usable and not taken by the others. */
export function usableName(name: string, others: string[], position: number): string {
  const letters = lettersOf(name);
  const begun = letters === '' ? `column_${position}` : /^\d/.test(letters) ? `c_${letters}` : letters;
  const isTaken = (candidate: string): boolean => others.some((other) => other.toLowerCase() === candidate);
  for (let copy = 1; ; copy++) {
    const candidate = (copy === 1 ? begun : `${begun}_${copy}`).slice(0, longestColumnName);
    if (!isTaken(candidate) && !isKeptName(candidate)) return candidate;
  }
}

/** What a name has of English letters and digits, in lower case, with "_" for everything between. */
const lettersOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toLowerCase();

/** The source that a file is: its name up to the first dot, as pipeline.yaml allows it. */
export function sourceName(path: string, others: string[]): string {
  const stem = usableName(sourceOfPath(path), [], 1)
    .replace(/^column_1$/, 'rows_')
    .replace(/_+$/, '');
  const begun = stem.slice(0, 36);
  for (let copy = 1; ; copy++) {
    const candidate = copy === 1 ? begun : `${begun}_${copy}`;
    if (!others.includes(candidate)) return candidate;
  }
}

/** A name as an identifier of GoogleSQL. */
export const identifier = (name: string): string =>
  isPlainName(name) && !reserved.has(name.toLowerCase()) ? name : `\`${name}\``;

/** English letters, digits and "_": a name that needs no quotes anywhere. */
export const isPlainName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

/** What training.sql may select besides the prompt's fields. */
const columnsWithMeaning = ['key', 'target', 'group_key', 'history', 'references', '_origin'];

/** The prompt's field for a column: a lower-case name that means nothing else in training.sql. */
export function fieldName(column: string, others: string[]): string {
  const lower = lettersOf(column).replace(/^[^a-z]+/, '') || 'input';
  const begun = columnsWithMeaning.includes(lower) || reserved.has(lower) ? `${lower}_text` : lower;
  for (let copy = 1; ; copy++) {
    const candidate = copy === 1 ? begun : `${begun}_${copy}`;
    if (!others.includes(candidate)) return candidate;
  }
}

/** The words of a name: customerId and customer_id are "customer" and "id". */
export const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
