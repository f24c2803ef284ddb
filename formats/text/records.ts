/** A row out of the text of one CSV record. */
import { isConversationField } from '../../core/formats/conversations';
import { isTextual, typesOf, type Row, type RowSchema } from '../../core/row-schema';
import { isNameless } from '../columns';
import { isKeptExactly, isNumeral, whyNotKept } from '../json/numbers';
import { whyNotJson } from '../json/why-not-json';
import type { Parsed } from '../json/object';
import type { SourceSpec } from '../../schemas/generated/types';
import { delimiters, splitFields, type Dialect } from './csv';
import { plural } from '../../core/wording';

export interface RecordWork {
  header: string[];
  dialect: Dialect;
  rowSchema: RowSchema;
  form: SourceSpec['form'];
}

/** How MySQL, PostgreSQL, Hive and Snowflake write that there is no value. */
export const noValue = '\\N';

/** An empty cell is an empty text in a column of texts, and no value in any other. */
export function createRecordParser({ header, dialect, rowSchema, form }: RecordWork): (text: string) => Parsed {
  const isText = header.map((name) => isTextual(rowSchema, name));
  const columns = header.map((name) => (isNameless(name) ? '' : name));
  const numbers = header.flatMap((name, at) => {
    const types = typesOf(rowSchema.properties?.[name]);
    return types.length > 0 && types.every((type) => type === 'integer' || type === 'number')
      ? [{ name, at, types }]
      : [];
  });

  return (record) => {
    const text = record.charCodeAt(0) === 0xfeff ? record.slice(1) : record;
    const fields = splitFields(text, dialect);
    if (!fields) return { problem: ofLines(text, text.includes('\\"') ? backslashed : textBehindQuote) };
    if (fields.length !== header.length && !isPadded(fields, header.length)) {
      const other = whatElse(text);
      if (other !== undefined) return { problem: other };
      const problem = `the row has ${plural(fields.length, 'field')}, the header ${header.length}${splitOtherwise(text, dialect, header.length)}`;
      return {
        problem: ofLines(text, text.includes('\\"') && !dialect.escape ? `${problem}: ${backslashed}` : problem),
      };
    }
    if (header.every((name, at) => name === fields[at])) return { problem: 'the row repeats the header' };
    for (const { name, at, types } of numbers) {
      const why = whyNoNumber(fields[at]!, types);
      if (why !== undefined) return { problem: `${name} ${why}` };
    }
    const value: Row = {};
    for (let at = 0; at < header.length; at++) {
      const name = columns[at]!;
      const field = fields[at]!;
      if (field === noValue) continue;
      if (field !== '' || (isText[at] && name !== '')) value[name] = field;
    }
    return form === 'conversations' ? withLists(value) : { value };
  };
}

/** A cell is a text, whatever it holds: lists of turns, and parts, are written in it as JSON. */
export function withLists(row: Row): Parsed {
  for (const [name, cell] of Object.entries(row)) {
    if (typeof cell !== 'string' || !isConversationField(name)) continue;
    if (name === 'prompt' || name === 'completion') continue;
    if (cell.trim() === '') delete row[name];
    if (!/^\s*[[{]/.test(cell)) continue;
    try {
      row[name] = JSON.parse(cell);
    } catch (error) {
      // A system prompt may well begin with a bracket.
      if (['messages', 'contents', 'conversations'].includes(name)) return { problem: whyNotJson(cell, name, error) };
    }
  }
  return { value: row };
}

/** By another delimiter than the file's the row may have as many fields as the header. */
function splitOtherwise(record: string, dialect: Dialect, width: number): string {
  const other = delimiters.find((delimiter) => splitFields(record, { ...dialect, delimiter })?.length === width);
  if (width < 2 || other === undefined) return '';
  return `: it is split by ${JSON.stringify(other)}, the header by ${JSON.stringify(dialect.delimiter)}`;
}

/** Programs write these among the rows. */
function whatElse(record: string): string | undefined {
  if (/^\0+$/.test(record)) return 'the row is nothing but NUL characters: the file was not written to its end';
  if (/^\s*(#|\/\/)/.test(record)) return 'the row is a comment';
  if (/^\s*\(?\d+ rows?( affected| selected| in set.*)?\.?\)?\s*$/i.test(record))
    return 'the row is the number of rows, as a query prints it';
  return undefined;
}

/** A quote that is not closed takes the rows below into its own: they are not lost without a word. */
const ofLines = (record: string, problem: string): string =>
  /[\r\n]/.test(record) ? `${problem}; it goes over several lines, perhaps because a quote is not closed` : problem;

const textBehindQuote = 'text follows the closing quote of a field: a quote inside of quotes is written twice';
const backslashed = `a quote is escaped by a backslash: a quote inside of quotes is written twice (Spark: escape='"')`;

/** Spreadsheets end records with empty cells for columns that have no name. */
function isPadded(fields: string[], width: number): boolean {
  if (fields.length < width) return false;
  for (let at = width; at < fields.length; at++) if (fields[at] !== '') return false;
  return true;
}

/** 1,234.50 and 1.234,50 and 1 234, with a currency or without. */
const separated = /^\s*[-+]?\p{Sc}?\s?[-+]?\d{1,3}(([,.'’\s]\d{3})+([.,]\d+)?|,\d+)\s?[\p{Sc}%]?\s*$/u;

/** Of a cell that JavaScript takes for a number and would round, or that is none in decimal digits. */
function whyNoNumber(cell: string, types: string[]): string | undefined {
  if (separated.test(cell) && Number.isNaN(Number(cell)))
    return 'has separators between its digits: write it without them, a point before decimals, or make it a string';
  if ((cell.length < 16 && !/[a-z]/i.test(cell)) || Number.isNaN(Number(cell))) return undefined;
  if (isNumeral(cell)) return isKeptExactly(cell) ? undefined : whyNotKept(cell);
  return types.includes('number') ? 'is not a number' : 'is not an integer';
}
