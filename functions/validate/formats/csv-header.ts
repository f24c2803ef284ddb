/** What the first lines of a CSV file say: what stands between fields, and what the columns are called. */
import { isUtf8 } from 'node:buffer';
import type { SourceSpec } from '../../../schemas/generated/types';
import { PermanentError } from '../../../core/errors';
import { createRecordCutter, splitFields } from './csv';
import { isOwnName } from '../../../core/column-names';
import type { RowSchema } from '../../../core/row-schema';

export interface CsvHeader {
  delimiter: string;
  /** Empty when the file has no records at all. */
  header: string[];
}

const candidates = [',', ';', '\t', '|'];

/** Records that a delimiter is judged by. */
const sampleSize = 20;

/** @param head the file's first bytes; @param isWhole when they are all of it. @throws PermanentError */
export function readCsvHeader(
  head: Buffer,
  isWhole: boolean,
  { delimiter }: Pick<SourceSpec, 'delimiter'>,
  rowSchema: RowSchema,
  file: string,
): CsvHeader {
  if (delimiter !== undefined && (delimiter.charCodeAt(0) > 127 || '"\r\n'.includes(delimiter)))
    throw new PermanentError(`the delimiter ${JSON.stringify(delimiter)} cannot be read`, {
      where: 'pipeline.yaml',
      fix: 'set one ASCII character that is neither a quote nor a line end',
    });
  const chosen = delimiter ?? detectDelimiter(head, isWhole);
  const [first] = records(head, isWhole, chosen, file, 1);
  if (!first && !isWhole)
    throw new PermanentError('the header has no end', {
      where: `${file}, line 1`,
      fix: 'begin the file with one line that names its columns, its quotes closed',
    });
  if (!first) return { delimiter: chosen, header: [] };
  const header = first.fields ?? [];
  const where = `${file}, line ${first.line}: ${header.join(', ').slice(0, 200)}`;
  if (!first.isUtf8)
    throw new PermanentError('the header is not UTF-8', { where, fix: 'save the file as UTF-8 and drop it again' });
  checkNames(header, where);
  checkColumns(header, rowSchema, where, 'header');
  return { delimiter: chosen, header };
}

interface SampledRecord {
  fields: string[] | undefined;
  line: number;
  isUtf8: boolean;
}

function records(head: Buffer, isWhole: boolean, delimiter: string, file: string, most: number): SampledRecord[] {
  const cutter = createRecordCutter(file, delimiter);
  const found: SampledRecord[] = [];
  const put = () => {
    const bytes = head.subarray(cutter.begin, cutter.end);
    found.push({ fields: splitFields(bytes.toString('utf8'), delimiter), line: cutter.line, isUtf8: isUtf8(bytes) });
  };
  let at = 0;
  while (found.length < most && at >= 0) {
    at = cutter.next(head, at);
    if (at >= 0) put();
    else if (isWhole && cutter.finish(head)) put();
  }
  return found;
}

/** The one that cuts most of the first records into as many fields as the header has; a comma when none cuts it. */
function detectDelimiter(head: Buffer, isWhole: boolean): string {
  let best = { delimiter: ',', agreement: 0, width: 1 };
  for (const delimiter of candidates) {
    const [header, ...others] = sample(head, isWhole, delimiter);
    const width = header?.fields?.length ?? 0;
    if (width < 2) continue;
    const agreeing = others.filter(({ fields }) => fields?.length === width).length;
    const agreement = others.length === 0 ? 1 : agreeing / others.length;
    if (agreement > best.agreement || (agreement === best.agreement && width > best.width) || best.width === 1)
      best = { delimiter, agreement, width };
  }
  return best.delimiter;
}

function sample(head: Buffer, isWhole: boolean, delimiter: string): SampledRecord[] {
  try {
    return records(head, isWhole, delimiter, '', sampleSize);
  } catch {
    // A quote that is never closed is told by whoever reads the file.
    return records(head, false, delimiter, '', sampleSize);
  }
}

function checkNames(names: string[], where: string): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined)
    throw new PermanentError(`the header names ${repeated || 'a column without a name'} twice`, {
      where,
      fix: 'give each column a name of its own',
    });
  const taken = names.find((name) => isOwnName(name) || name === '__proto__');
  if (taken !== undefined)
    throw new PermanentError(`the header names ${taken}, a name that Landfall keeps for itself`, {
      where,
      fix: 'give the column another name',
    });
}

/** What no row can be valid with, or without: said once of all of them. */
export function checkColumns(names: string[], schema: RowSchema, where: string, what: 'header' | 'file'): void {
  const missing = (schema.required ?? []).filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new PermanentError(`the ${what} has no column ${missing.join(', ')}`, {
      where,
      fix:
        names.length === 1 && what === 'header'
          ? 'begin the file with a header, its names and values separated by , ; | or tabs (or set delimiter in pipeline.yaml)'
          : `name the columns of the ${what} as the row schema does`,
    });
  const declared = Object.keys(schema.properties ?? {});
  if (declared.length > 0 && !declared.some((name) => names.includes(name)))
    throw new PermanentError(`the ${what} has none of the columns ${declared.join(', ').slice(0, 200)}`, {
      where,
      fix: `name the columns of the ${what} as the row schema does`,
    });
  if (schema.additionalProperties !== false) return;
  const unknown = names.filter((name) => !Object.hasOwn(schema.properties ?? {}, name));
  if (unknown.length === 0 || 'patternProperties' in schema) return;
  throw new PermanentError(
    `the ${what} has columns that the row schema does not know: ${unknown.join(', ').slice(0, 200)}`,
    {
      where,
      fix: 'remove the columns, or describe them in the row schema, or leave out its additionalProperties: false',
    },
  );
}
