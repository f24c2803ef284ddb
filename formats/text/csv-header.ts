/** What the first lines of a CSV file say: what stands between fields, and what the columns are called. */
import { isUtf8 } from 'node:buffer';
import { PermanentError } from '../../core/errors';
import type { RowSchema } from '../../core/row-schema';
import { likelyEncodings } from '../encoding';
import { countAbove, isUnderline, type FirstRecord } from './above-header';
import { delimiters, createRecordCutter, splitFields, type Dialect } from './csv';
import { checkColumns, checkNames, type ColumnsPlace } from '../columns';

/** The beginning of a file's text. */
export interface Head {
  bytes: Buffer;
  /** When they are all of it. */
  isWhole: boolean;
}

export interface CsvHeader extends Dialect {
  /** Empty when the file has no records at all. */
  header: string[];
  /** The header's record as it stands. */
  headerText: string;
  /** On which it begins, counted from 1. */
  headerLine: number;
  /** Records before the first row: the header, and what stands above it and is none. */
  skip: number;
}

/** Such files are few, and their signs frequent in texts: they are looked at where none of the others cuts. Hive writes \x01. */
const rareCandidates = ['^', '~', '\x01', '\x1f', '\x1e'];

/** Records that a delimiter is judged by. */
const sampleSize = 30;

/** Records that tell whether quotes are escaped by a backslash: not each has one. */
const longSample = 1000;

/** @throws PermanentError when there is no header, or none whose columns can be read as the row schema's. */
export function readCsvHeader(
  head: Head,
  file: string,
  { delimiter, rowSchema = {} }: { delimiter?: string; rowSchema?: RowSchema },
): CsvHeader {
  if (delimiter !== undefined) checkDelimiter(delimiter);
  const told = readFirstLine(head.bytes);
  const below = { ...head, bytes: head.bytes.subarray(told.length) };
  const chosen = delimiter ?? told.delimiter ?? detectDelimiter(below);
  const dialect = dialectOf(below, chosen);
  const beginning = sample(below, dialect, sampleSize);
  const above = isDeclared(beginning[0], rowSchema) ? 0 : countAbove(beginning, dialect);
  const first = firstRecords(below, dialect, { file, most: above + 1, line: told.length > 0 ? 2 : 1 })[above];
  const underline = isUnderline(beginning[above + 1]) ? 1 : 0;
  const skip = (told.length > 0 ? 1 : 0) + above + 1 + underline;
  if (!first && !head.isWhole)
    throw new PermanentError('the header has no end', {
      where: `${file}, line 1`,
      fix: 'begin the file with one line that names its columns, its quotes closed',
    });
  if (!first) return { ...dialect, header: [], headerText: '', headerLine: 1, skip };
  const header = withRowNames(first.fields ?? [], beginning.slice(above));
  const place: ColumnsPlace = {
    what: 'header',
    where: `${file}, line ${first.line}: ${header.join(', ').slice(0, 200)}`,
  };
  if (!first.isUtf8) {
    const encodings = likelyEncodings(below.bytes.subarray(0, enoughBytes));
    const perhaps = encodings.length > 0 ? `, perhaps ${encodings.join(' or ')}` : '';
    const [encoding = 'Windows-1252'] = encodings;
    throw new PermanentError(`the header is not UTF-8${perhaps}`, {
      where: place.where,
      fix: `save the file as UTF-8, look whether it reads well, and drop it again (iconv -f ${encoding.toUpperCase()} -t UTF-8 FILE)`,
    });
  }
  if (isQuotedWhole(header, beginning.slice(above)))
    throw new PermanentError('each line stands in quotes as a whole', {
      where: place.where,
      fix: 'save the file anew with one field in each cell, or take away the outer quotes and write each doubled one once',
    });
  checkNames(header, place);
  checkColumns(header, rowSchema, place);
  return { ...dialect, header, headerText: first.text, headerLine: first.line, skip };
}

/** R's write.table numbers the rows, and has no name for that column: "1" stands first in one field more than there are names. */
function withRowNames(header: string[], [, ...others]: FirstRecord[]): string[] {
  const isNumbered = ({ fields }: FirstRecord, index: number): boolean =>
    fields?.length === header.length + 1 && fields[0] === String(index + 1) && fields.at(-1) !== '';
  return others.length > 1 && others.every(isNumbered) ? ['', ...header] : header;
}

/** Bytes that an encoding is told by. */
const enoughBytes = 1 << 14;

/** A spreadsheet that took each line for one cell, and was saved so. */
const isQuotedWhole = ([name = '', ...others]: string[], records: FirstRecord[]): boolean =>
  others.length === 0 &&
  records.length > 1 &&
  delimiters.some((each) => name.includes(each)) &&
  records.every(({ text, fields }) => fields?.length === 1 && /^".*"$/s.test(text) && /[,;\t|]/.test(fields[0]!));

/** Whoever has described a column of the first record takes it for the header, whatever it looks like. */
const isDeclared = (record: FirstRecord | undefined, { properties = {} }: RowSchema): boolean =>
  record?.fields?.some((name) => Object.hasOwn(properties, name)) === true;

function checkDelimiter(delimiter: string): void {
  if (delimiter.charCodeAt(0) < 128 && !'"\r\n'.includes(delimiter)) return;
  throw new PermanentError(`the delimiter ${JSON.stringify(delimiter)} cannot be read`, {
    where: 'pipeline.yaml',
    fix: 'set one ASCII character that is neither a quote nor a line end',
  });
}

/**
 * A first line that is no header: `sep=;`, by which spreadsheets tell each other, or the type that PowerShell names. Its length
 * in bytes, 0 without one.
 */
function readFirstLine(bytes: Buffer): { delimiter?: string; length: number } {
  const type = /^#TYPE [^\r\n]*(\r\n|\r|\n)/.exec(bytes.toString('latin1', 0, 1024));
  if (type) return { length: type[0].length };
  const found = /^"?sep=(\\t|[\x20-\x7e\t])"?(\r\n|\r|\n)/i.exec(bytes.toString('latin1', 0, 16));
  if (!found) return { length: 0 };
  return { delimiter: found[1] === '\\t' ? '\t' : found[1], length: found[0].length };
}

/** The one that cuts most of the first records into as many fields as the header has; a comma when none cuts it. */
export const detectDelimiter = (head: Head): string =>
  likeliest(delimiters, head) ?? likeliest(rareCandidates, head) ?? delimiters[0]!;

function likeliest(tried: string[], head: Head): string | undefined {
  let best: { delimiter: string; agreement: number; width: number } | undefined;
  for (const delimiter of tried) {
    // With blanks beside the delimiter, quotes may not close where they seem to.
    const readings = [{ delimiter }, { delimiter, isSpaced: true as const }];
    for (const { width, agreeing, others } of readings.map((dialect) => agreement(head, dialect, sampleSize))) {
      if (width < 2) continue;
      const share = others === 0 ? 1 : agreeing / others;
      if (!best || share > best.agreement || (share === best.agreement && width > best.width))
        best = { delimiter, agreement: share, width };
    }
  }
  return best?.delimiter;
}

/** How quotes are escaped, and whether blanks stand beside delimiters. */
function dialectOf(head: Head, delimiter: string): Dialect {
  const spaced = withEscape(head, { delimiter, isSpaced: true });
  return isSpaced(head, spaced) ? spaced : withEscape(head, { delimiter });
}

/** Backslashes before quotes are escapes when read so more records, and nearly all, are as wide as the header. */
function withEscape(head: Head, dialect: Dialect): Dialect {
  if (!head.bytes.includes('\\"')) return dialect;
  const backslashed: Dialect = { ...dialect, escape: '\\' };
  const [usual, escaped] = [dialect, backslashed].map((each) => agreement(head, each, longSample));
  const isEscaped = escaped!.agreeing > usual!.agreeing && escaped!.agreeing >= 0.95 * escaped!.others;
  return isEscaped ? backslashed : dialect;
}

/**
 * True when a blank stands behind each delimiter of the first records, the header included; or beside one of the header's,
 * where a line is drawn below it.
 */
function isSpaced(head: Head, dialect: Dialect): boolean {
  const records = sample(head, dialect, sampleSize);
  const above = countAbove(records, dialect);
  const table = records.slice(above).filter(({ fields }) => (fields?.length ?? 0) > 1);
  if (table.length < 2) return false;
  const quoted = dialect.escape ? /"(?:\\[^]|[^"\\])*"/g : /"(?:[^"]|"")*"/g;
  const pieces = table.map(({ text }) => text.replace(quoted, '""').split(dialect.delimiter));
  return (
    pieces.every(([, ...others]) => others.every((piece) => /^( |$)/.test(piece))) ||
    (isUnderline(records[above + 1]) && pieces[0]!.some((piece) => piece.endsWith(' ')))
  );
}

/** How many records behind the header are as wide as it is. */
function agreement(head: Head, dialect: Dialect, most: number): { width: number; agreeing: number; others: number } {
  const records = sample(head, dialect, most);
  const [header, ...others] = records.slice(countAbove(records, dialect)).filter((record) => !isUnderline(record));
  const width = header?.fields?.length ?? 0;
  return { width, agreeing: others.filter(({ fields }) => fields?.length === width).length, others: others.length };
}

function sample(head: Head, dialect: Dialect, most: number): FirstRecord[] {
  try {
    return firstRecords(head, dialect, { most });
  } catch {
    // A quote that is never closed is told by whoever reads the file.
    return firstRecords({ ...head, isWhole: false }, dialect, { most });
  }
}

function firstRecords(
  { bytes, isWhole }: Head,
  dialect: Dialect,
  { file = '', most, line = 1 }: { file?: string; most: number; line?: number },
): FirstRecord[] {
  const cutter = createRecordCutter(file, dialect, line);
  const found: FirstRecord[] = [];
  const put = () => {
    const record = bytes.subarray(cutter.begin, cutter.end);
    const text = record.toString('utf8');
    found.push({ text, fields: splitFields(text, dialect), line: cutter.line, isUtf8: isUtf8(record) });
  };
  let at = 0;
  while (found.length < most && at >= 0) {
    at = cutter.next(bytes, at);
    if (at >= 0) put();
    else if (isWhole && cutter.finish(bytes)) put();
  }
  return found;
}
