/** What the first lines of a CSV file say: what stands between fields, and what the columns are called. */
import { isUtf8 } from 'node:buffer';
import { PermanentError } from '../../core/errors';
import type { RowSchema } from '../../core/row-schema';
import { createRecordCutter, splitFields, type Dialect } from './csv';
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
  /** Records before the first row: the header, and what a spreadsheet says of the delimiter. */
  skip: number;
}

const candidates = [',', ';', '\t', '|'];

/** Records that a delimiter is judged by. */
const sampleSize = 20;

/** Records that tell whether quotes are escaped by a backslash: not each has one. */
const longSample = 1000;

/** @throws PermanentError when there is no header, or none whose columns can be read as the row schema's. */
export function readCsvHeader(
  head: Head,
  file: string,
  { delimiter, rowSchema = {} }: { delimiter?: string; rowSchema?: RowSchema },
): CsvHeader {
  if (delimiter !== undefined) checkDelimiter(delimiter);
  const said = readFirstLine(head.bytes);
  const below = { ...head, bytes: head.bytes.subarray(said.length) };
  const chosen = delimiter ?? said.delimiter ?? detectDelimiter(below);
  const dialect = { delimiter: chosen, ...(isBackslashed(below, chosen) && { escape: '\\' as const }) };
  const [first] = firstRecords(below, dialect, { file, most: 1, line: said.length > 0 ? 2 : 1 });
  const skip = said.length > 0 ? 2 : 1;
  if (!first && !head.isWhole)
    throw new PermanentError('the header has no end', {
      where: `${file}, line 1`,
      fix: 'begin the file with one line that names its columns, its quotes closed',
    });
  if (!first) return { ...dialect, header: [], headerText: '', skip };
  const header = withRowNames(first.fields ?? [], sample(below, dialect, sampleSize));
  const place: ColumnsPlace = {
    what: 'header',
    where: `${file}, line ${first.line}: ${header.join(', ').slice(0, 200)}`,
  };
  if (!first.isUtf8)
    throw new PermanentError('the header is not UTF-8', {
      where: place.where,
      fix: 'save the file as UTF-8 and drop it again (iconv -f WINDOWS-1252 -t UTF-8, if it comes from Windows)',
    });
  checkNames(header, place);
  checkColumns(header, rowSchema, place);
  return { ...dialect, header, headerText: first.text, skip };
}

/** R's write.table numbers the rows, and has no name for that column: "1" stands first in one field more than there are names. */
function withRowNames(header: string[], [, ...others]: FirstRecord[]): string[] {
  const isNumbered = ({ fields }: FirstRecord, index: number): boolean =>
    fields?.length === header.length + 1 && fields[0] === String(index + 1) && fields.at(-1) !== '';
  return others.length > 1 && others.every(isNumbered) ? ['', ...header] : header;
}

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
export function detectDelimiter(head: Head): string {
  let best = { delimiter: ',', agreement: 0, width: 1 };
  for (const delimiter of candidates) {
    const { width, agreeing, others } = agreement(head, { delimiter }, sampleSize);
    if (width < 2) continue;
    const share = others === 0 ? 1 : agreeing / others;
    if (share > best.agreement || (share === best.agreement && width > best.width) || best.width === 1)
      best = { delimiter, agreement: share, width };
  }
  return best.delimiter;
}

/** True when reading backslashes before quotes as escapes lets more records, and nearly all, be as wide as the header. */
function isBackslashed(head: Head, delimiter: string): boolean {
  if (!head.bytes.includes('\\"')) return false;
  const [usual, escaped] = ([undefined, '\\'] as const).map((escape) =>
    agreement(head, { delimiter, escape }, longSample),
  );
  return escaped!.agreeing > usual!.agreeing && escaped!.agreeing >= 0.95 * escaped!.others;
}

/** How many records behind the header are as wide as it is. */
function agreement(head: Head, dialect: Dialect, most: number): { width: number; agreeing: number; others: number } {
  const [header, ...others] = sample(head, dialect, most);
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

interface FirstRecord {
  text: string;
  fields: string[] | undefined;
  line: number;
  isUtf8: boolean;
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
