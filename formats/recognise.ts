/** What a file is, by its first bytes: its name is never asked. */
import type { SourceSpec, StagedObject } from '../schemas/generated/types';

export type Format = StagedObject['format'];

/** Bytes that are looked at; a header must end within them. */
export const headBytes = 1 << 16;

/** What people call them. */
export const formatNames: Record<Format, string> = {
  jsonl: 'JSONL',
  json: 'a JSON array',
  csv: 'CSV',
  parquet: 'Parquet',
};

const signatures: [bytes: string | number[], name: string, fix: string][] = [
  [[0x50, 0x4b, 3, 4], 'a ZIP archive or an Excel workbook', 'unpack it, or save the sheet as CSV'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'packed with Zstandard', 'unpack it, or pack it with gzip'],
  ['BZh', 'packed with bzip2', 'unpack it, or pack it with gzip'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'packed with xz', 'unpack it, or pack it with gzip'],
  [[0x4f, 0x62, 0x6a, 1], 'Avro', 'save it as Parquet or JSONL'],
  ['ORC', 'ORC', 'save it as Parquet or JSONL'],
  ['%PDF', 'a PDF document', 'save its rows as CSV or JSONL'],
];

export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** Why a file is not read, said of it: "is packed twice"; and what to do about it. */
export interface Refusal {
  what: string;
  fix: string;
}

/** The format, and where the text begins. */
export type Recognised = { format: Format; textAt: number } | { refusal: Refusal };

/** The format of a file that begins so, unless it is none that is read here, or another than the source declares. */
export function recognise(head: Buffer, declared: SourceSpec['format']): Recognised {
  const refuse = (what: string, fix: string): Recognised => ({ refusal: { what, fix } });
  if (isGzip(head)) return refuse('is packed twice', 'pack it with gzip once');
  const binary = signatures.find(([bytes]) => head.subarray(0, bytes.length).equals(Buffer.from(bytes as string)));
  if (binary && !isText(head)) return refuse(`is ${binary[1]}`, binary[2]);
  if (isUtf16(head)) return refuse('is UTF-16, not UTF-8', 'save the file as UTF-8 and drop it again');

  const textAt = head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
  const format = formatOf(head, textAt, declared);
  if (declared === 'auto' || format === declared) return { format, textAt };
  return refuse(
    `is ${formatNames[format]}, the pipeline says ${formatNames[declared]}`,
    `drop a file of that format, or set format: ${format} (or auto) for this source in pipeline.yaml`,
  );
}

function formatOf(head: Buffer, textAt: number, declared: SourceSpec['format']): Format {
  if (head.subarray(0, 4).equals(Buffer.from('PAR1'))) return 'parquet';
  const text = head.subarray(textAt).toString('latin1').trimStart();
  // Nothing contradicts what is declared of a file without rows.
  if (text === '') return declared === 'auto' || declared === 'parquet' ? 'jsonl' : declared;
  if (/^\{\s*("|\})/.test(text)) return 'jsonl';
  if (/^\[\s*([[{\]"\d-]|$)/.test(text)) return declared === 'jsonl' && !/^\[\s*[{\]]/.test(text) ? 'jsonl' : 'json';
  // Lines that are no JSON at all are no rows, and told one by one, where JSONL is declared.
  return declared === 'jsonl' ? 'jsonl' : 'csv';
}

/** Text that happens to begin like something else has line ends and no NUL soon after. */
const isText = (head: Buffer) =>
  !head.subarray(0, 512).includes(0) && /^[\x20-\x7e\t]*\r?\n/.test(head.toString('latin1'));

/** By its mark, or by the zero in every other byte of plain letters. */
function isUtf16(head: Buffer): boolean {
  const [a, b, c, d] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  return head.length >= 4 && ((a === 0 && b !== 0 && c === 0 && d !== 0) || (a !== 0 && b === 0 && c !== 0 && d === 0));
}
