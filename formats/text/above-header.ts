/** What stands above the header of a CSV file and is no row: titles of a report, and comments. */

import type { Dialect } from './csv';

/** A record of a file's beginning. */
export interface FirstRecord {
  text: string;
  /** Undefined when text follows a closing quote. */
  fields: string[] | undefined;
  /** On which it begins, counted from 1. */
  line: number;
  isUtf8: boolean;
}

/** A report's titles are few; behind more of them nobody looks for a header. */
const mostTitles = 10;

/**
 * How many of the first records stand above the header. A title is a line narrower than the rows, and tells itself from a
 * header by a blank line between the two, or by its words where all rows below are as wide as the header. Where blanks stand
 * behind commas, these may be the commas of a text, such as Doe, John: a blank line and three columns are asked for.
 */
export function countAbove(records: FirstRecord[], { delimiter, isSpaced }: Partial<Dialect> = {}): number {
  const width = widthOfMost(records);
  let comments = 0;
  while (isComment(records[comments], width)) comments += 1;
  if (comments === records.length) return 0;
  const at = records.findIndex((record, index) => index >= comments && isHeader(record, width));
  if (at <= comments || at - comments > mostTitles) return comments;
  const titles = records.slice(comments, at);
  const [header, ...below] = records.slice(at);
  if (!titles.every((record) => isTitle(record, width)) || below.length === 0) return comments;
  const hasBlanks = (isSpaced === true && delimiter === ',') || header!.fields!.some((name) => /^\s/.test(name));
  if (isApart(titles.at(-1)!, header!)) return hasBlanks && width < 3 ? comments : at;
  return !hasBlanks && titles.every(isOfWords) && areRows(below, width) ? at : comments;
}

/** `#name` may be the first of the header's names; what has a blank behind the sign is none. */
const isComment = (record: FirstRecord | undefined, width: number): boolean =>
  record !== undefined &&
  (/^(#|\/\/)([\s#/*=-]|$)/.test(record.text) ||
    (/^(#|\/\/)/.test(record.text) && width > 1 && record.fields?.length !== width));

function isHeader({ fields = [] }: FirstRecord, width: number): boolean {
  const isName = (name: string, index: number) => /\p{L}/u.test(name) && fields.indexOf(name) === index;
  return width > 1 && fields.length === width && fields.every(isName);
}

/** Spreadsheets write a title into the first cell, and as many empty ones behind it as the table has columns. */
function isTitle({ fields }: FirstRecord, width: number): boolean {
  const filled = (fields ?? []).filter((field) => field.trim() !== '').length;
  return filled === 0 || (filled < width && fields![0]!.trim() !== '');
}

const isApart = (title: FirstRecord, header: FirstRecord): boolean =>
  (title.fields ?? []).every((field) => field.trim() === '') ||
  header.line > title.line + title.text.split(/\r\n|\r|\n/).length;

const isOfWords = ({ fields }: FirstRecord): boolean => /\S\s+\S/.test(fields?.[0] ?? '');

const areRows = (records: FirstRecord[], width: number): boolean =>
  records.length > 1 && records.every(({ fields }) => fields?.length === width);

function widthOfMost(records: FirstRecord[]): number {
  const counts = new Map<number, number>();
  for (const { fields } of records) if (fields) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  const [most] = [...counts].toSorted(([a, countA], [b, countB]) => countB - countA || b - a);
  return most?.[0] ?? 0;
}

/** What sqlcmd prints below the names of its columns. */
export const isUnderline = (record: FirstRecord | undefined): boolean =>
  record?.fields?.every((field) => /^\s*-+\s*$/.test(field)) === true;
