/** Measures every column of a table that the reader has loaded, in one pass for some forty of them. */
import { characterWithoutSpacesInRe2 } from '../../core/words';
import type { ColumnProfile } from './profile';
import type { Reader, Table } from './reader';

const columnsAtOnce = 40;
const kinds = ['text', 'integer', 'number', 'boolean', 'list', 'object', 'null'] as const;

const date = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const time = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])';

export async function readProfile(reader: Reader, { name, columns, rows }: Table): Promise<ColumnProfile[]> {
  const measured: Record<string, unknown> = {};
  for (let first = 0; first < columns.length; first += columnsAtOnce) {
    const few = columns.slice(first, first + columnsAtOnce).map((_, i) => first + i);
    const found = await reader.query(`SELECT ${few.flatMap(measures).join(', ')} FROM ${name}`);
    Object.assign(measured, found[0]);
  }
  const profiles = columns.map((column, i) => profileOf(column, i, rows, measured));
  for (const [i, profile] of profiles.entries()) {
    // The first count is an estimate. Short values that may be names or labels are counted exactly.
    const mayBeName = profile.blank === 0 && profile.distinct > rows * 0.6;
    if (profile.longest > 200 || (!mayBeName && profile.distinct > 5000)) continue;
    const [counted] = await reader.query(`SELECT COUNT(DISTINCT c${i}) AS distinct_values FROM ${name}`);
    profile.distinct = Number(counted?.['distinct_values']);
    profile.isUnique = rows > 0 && profile.blank === 0 && profile.distinct === rows;
  }
  return profiles;
}

/** Of a script without spaces it takes more characters than a label has. */
const severalWords = ` |${characterWithoutSpacesInRe2}{5}`;

const measures = (i: number): string[] => [
  ...kinds.map((kind) => `COUNT_IF(k${i} = '${kind}') AS ${kind}_${i}`),
  `COUNT(k${i}) AS present_${i}`,
  `COUNT_IF(c${i} = '' OR c${i} IS NULL) AS empty_${i}`,
  `COUNT_IF(c${i} IS NULL OR REGEXP_FULL_MATCH(c${i}, '[\\s\\p{Z}]*')) AS blank_${i}`,
  `COUNT_IF(k${i} = 'text' AND REGEXP_FULL_MATCH(c${i}, '${date}') AND TRY_CAST(c${i} AS DATE) IS NOT NULL) AS dates_${i}`,
  `COUNT_IF(k${i} = 'text' AND REGEXP_FULL_MATCH(c${i}, '${date}T${time}') AND TRY_CAST(c${i}[1:10] AS DATE) IS NOT NULL) AS times_${i}`,
  `APPROX_COUNT_DISTINCT(c${i}) AS distinct_${i}`,
  `MAX(LENGTH(c${i})) AS longest_${i}`,
  `AVG(LENGTH(c${i})) AS length_${i}`,
  `MAX(STRLEN(c${i}) + 3 * LENGTH(REGEXP_REPLACE(c${i}, '[\\p{L}\\s]+', '', 'g'))) / 4 AS tokens_${i}`,
  `COUNT_IF(CONTAINS(c${i}, CHR(10))) AS broken_${i}`,
  `COUNT_IF(REGEXP_MATCHES(TRIM(c${i}), '${severalWords}')) AS worded_${i}`,
];

function profileOf(name: string, i: number, rows: number, measured: Record<string, unknown>): ColumnProfile {
  const figure = (measure: string): number => Number(measured[`${measure}_${i}`] ?? 0);
  const counts = Object.fromEntries(kinds.map((kind) => [kind, figure(kind)])) as Record<
    (typeof kinds)[number],
    number
  >;
  return {
    name,
    kinds: { ...counts, missing: rows - figure('present') },
    empty: figure('empty') - counts.null - (rows - figure('present')),
    blank: figure('blank'),
    dates: figure('dates'),
    dateTimes: figure('times'),
    distinct: figure('distinct'),
    isUnique: false,
    longest: figure('longest'),
    length: figure('length'),
    longestTokens: Math.ceil(figure('tokens')),
    broken: figure('broken'),
    worded: figure('worded'),
  };
}
