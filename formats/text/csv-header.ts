/** What the first lines of a CSV file say: what stands between fields, and what the columns are called. */
import { isUtf8 } from 'node:buffer';
import { PermanentError } from '../../core/errors';
import type { RowSchema } from '../../core/row-schema';
import { createRecordCutter, splitFields } from './csv';
import { checkColumns, checkNames, type ColumnsPlace } from '../columns';

/** The beginning of a file's text. */
export interface Head {
  bytes: Buffer;
  /** When they are all of it. */
  isWhole: boolean;
}

export interface CsvHeader {
  delimiter: string;
  /** Empty when the file has no records at all. */
  header: string[];
}

const candidates = [',', ';', '\t', '|'];

/** Records that a delimiter is judged by. */
const sampleSize = 20;

/** @throws PermanentError when there is no header, or none whose columns can be read as the row schema's. */
export function readCsvHeader(
  head: Head,
  file: string,
  { delimiter, rowSchema = {} }: { delimiter?: string; rowSchema?: RowSchema },
): CsvHeader {
  if (delimiter !== undefined) checkDelimiter(delimiter);
  const chosen = delimiter ?? detectDelimiter(head);
  const [first] = firstRecords(head, chosen, file, 1);
  if (!first && !head.isWhole)
    throw new PermanentError('the header has no end', {
      where: `${file}, line 1`,
      fix: 'begin the file with one line that names its columns, its quotes closed',
    });
  if (!first) return { delimiter: chosen, header: [] };
  const header = first.fields ?? [];
  const place: ColumnsPlace = {
    what: 'header',
    where: `${file}, line ${first.line}: ${header.join(', ').slice(0, 200)}`,
  };
  if (!first.isUtf8)
    throw new PermanentError('the header is not UTF-8', {
      where: place.where,
      fix: 'save the file as UTF-8 and drop it again',
    });
  checkNames(header, place);
  checkColumns(header, rowSchema, place);
  return { delimiter: chosen, header };
}

function checkDelimiter(delimiter: string): void {
  if (delimiter.charCodeAt(0) < 128 && !'"\r\n'.includes(delimiter)) return;
  throw new PermanentError(`the delimiter ${JSON.stringify(delimiter)} cannot be read`, {
    where: 'pipeline.yaml',
    fix: 'set one ASCII character that is neither a quote nor a line end',
  });
}

/** The one that cuts most of the first records into as many fields as the header has; a comma when none cuts it. */
export function detectDelimiter(head: Head): string {
  let best = { delimiter: ',', agreement: 0, width: 1 };
  for (const delimiter of candidates) {
    const [header, ...others] = sample(head, delimiter);
    const width = header?.fields?.length ?? 0;
    if (width < 2) continue;
    const agreeing = others.filter(({ fields }) => fields?.length === width).length;
    const agreement = others.length === 0 ? 1 : agreeing / others.length;
    if (agreement > best.agreement || (agreement === best.agreement && width > best.width) || best.width === 1)
      best = { delimiter, agreement, width };
  }
  return best.delimiter;
}

function sample(head: Head, delimiter: string): FirstRecord[] {
  try {
    return firstRecords(head, delimiter, '', sampleSize);
  } catch {
    // A quote that is never closed is told by whoever reads the file.
    return firstRecords({ ...head, isWhole: false }, delimiter, '', sampleSize);
  }
}

interface FirstRecord {
  fields: string[] | undefined;
  line: number;
  isUtf8: boolean;
}

function firstRecords({ bytes, isWhole }: Head, delimiter: string, file: string, most: number): FirstRecord[] {
  const cutter = createRecordCutter(file, delimiter);
  const found: FirstRecord[] = [];
  const put = () => {
    const record = bytes.subarray(cutter.begin, cutter.end);
    const fields = splitFields(record.toString('utf8'), delimiter);
    found.push({ fields, line: cutter.line, isUtf8: isUtf8(record) });
  };
  let at = 0;
  while (found.length < most && at >= 0) {
    at = cutter.next(bytes, at);
    if (at >= 0) put();
    else if (isWhole && cutter.finish(bytes)) put();
  }
  return found;
}
