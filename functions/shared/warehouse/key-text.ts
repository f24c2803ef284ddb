/** The columns that name a row as one text, in SQL: no window and no join goes by fractions or JSON. */
import type { Column } from '../../../core/row-schema';
import { quotedIdentifier } from '../../../core/quoted-identifier';

/** One text for several values, another for each other combination; NULL, which names nothing, when one of them is. */
export const keyText = (columns: Column[]): string =>
  inOne(columns.map(({ name, type }) => textOf(quotedIdentifier(name), type)));

/** Text can stand for every type. */
const textOf = (column: string, type: string): string =>
  type === 'STRING' ? column : type === 'JSON' ? `TO_JSON_STRING(${column})` : `CAST(${column} AS STRING)`;

const inOne = ([first = '', ...more]: string[]): string =>
  more.length === 0 ? first : `CONCAT(CAST(LENGTH(${first}) AS STRING), ':', ${first}, ${inOne(more)})`;
