/** What a file is, by its first bytes: its name is never asked. */
import type { SourceSpec, StagedObject } from '../schemas/generated/types';
import { shapeOf, type Layout, type Seen } from './json/shape';
import type { Refusal } from './refusal';

export type Format = StagedObject['format'];

/** Bytes that are looked at; a header must end within them. */
export const headBytes = 1 << 16;

/** What people call them. */
export const formatNames: Record<Format, string> = {
  jsonl: 'JSONL',
  json: 'JSON',
  csv: 'CSV',
  parquet: 'Parquet',
};

/** What people call JSON that is not JSONL. */
const layoutNames: Record<Layout, string> = {
  lines: 'JSONL',
  array: 'a JSON array',
  objects: 'JSON objects that are not on a line each',
  wrapped: 'a JSON object around its rows',
};

const signatures: [bytes: string | number[], name: string, fix: string][] = [
  [[0x50, 0x4b, 3, 4], 'a ZIP archive or an Excel workbook', 'unpack it, or save the sheet as CSV'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook or Word document', 'save the sheet as CSV'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'packed with Zstandard', 'unpack it, or pack it with gzip'],
  ['BZh', 'packed with bzip2', 'unpack it, or pack it with gzip'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'packed with xz', 'unpack it, or pack it with gzip'],
  [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 'a 7-Zip archive', 'unpack it, or pack it with gzip'],
  [[0x04, 0x22, 0x4d, 0x18], 'packed with LZ4', 'unpack it, or pack it with gzip'],
  [[0x4f, 0x62, 0x6a, 1], 'Avro', 'save it as Parquet or JSONL'],
  ['PARE', 'encrypted Parquet', 'write it without encryption'],
  ['ORC', 'ORC', 'save it as Parquet or JSONL'],
  ['ARROW1', 'Arrow', 'save it as Parquet or JSONL'],
  ['FEA1', 'Feather', 'save it as Parquet or JSONL'],
  [[0x89, 0x48, 0x44, 0x46], 'HDF5', 'save it as Parquet or JSONL'],
  ['SQLite format 3', 'an SQLite database', 'export the table as CSV (sqlite3 -csv -header FILE "SELECT * FROM …")'],
  [[0x80, 2], 'a Python pickle', 'save it as Parquet or JSONL'],
  [[0x80, 3], 'a Python pickle', 'save it as Parquet or JSONL'],
  [[0x80, 4, 0x95], 'a Python pickle', 'save it as Parquet or JSONL'],
  [[0x80, 5, 0x95], 'a Python pickle', 'save it as Parquet or JSONL'],
  ['%PDF', 'a PDF document', 'save its rows as CSV or JSONL'],
  ['{\\rtf', 'an RTF document', 'save it as plain text: CSV or JSONL'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG image', 'drop a file of rows: CSV, JSONL or Parquet'],
  [[0xff, 0xd8, 0xff], 'a JPEG image', 'drop a file of rows: CSV, JSONL or Parquet'],
];

/** Documents that are text. */
const documents: [beginning: RegExp, name: string, fix: string][] = [
  [/^\s*(<!doctype html|<html|<head|<body|<table)/i, 'an HTML page', 'download the file itself, not the page about it'],
  [/^\s*<(\?xml|[A-Za-z][\w:.-]*[\s>])/, 'XML', 'save it as CSV, JSONL or Parquet'],
  [/^"\s*[[{]\s*\{?\s*\\"/, 'JSON inside a text', 'write its rows without json.dumps around what is JSON already'],
  [
    /^(export\s+default|module\.exports\s*=|(const|let|var)\s+[\w$]+\s*=|[\w$.]+\()\s*[[{]/,
    'JavaScript around JSON',
    'keep what stands between the outermost brackets, with both of them',
  ],
  [
    /^(--[^\n]*\n|\s)*(PRAGMA \w+\s*=|CREATE (TABLE|DATABASE) |DROP TABLE |INSERT INTO |COPY [^\n]*FROM stdin|SET \w+\s*=|\/\*!)/i,
    'a dump in SQL',
    'export the table as CSV, with a header',
  ],
  [
    /^(\+-[-+]*\+\r?\n|\|[^\n]*\|\s*\n\|[ :|-]+\|\s*\n|[^\n]*\n-+\+[-+]+\s*\n)/,
    'a table as it is printed',
    'export it as CSV',
  ],
  [/^version https:\/\/git-lfs/, 'a pointer of Git LFS', 'fetch the file itself with git lfs pull'],
];

/** A byte order mark in UTF-8. */
const mark = Buffer.from([0xef, 0xbb, 0xbf]);

export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** The format, where its text begins, and how the rows of JSON stand in it. */
export type Recognised = { format: Format; textAt: number; layout?: Layout } | { refusal: Refusal };

/**
 * The format of a file that begins so, unless it is none that is read here, or another than the source declares; undefined
 * when that cannot be told before more of it is seen.
 */
export function recognise(head: Buffer, declared: SourceSpec['format'], seen: Seen): Recognised | undefined {
  const refuse = (what: string, fix: string): Recognised => ({ refusal: { what, fix } });
  if (isGzip(head)) return refuse('is packed twice', 'pack it with gzip once');
  const encoding = encodingOf(head);
  if (encoding !== undefined)
    return refuse(
      `is ${encoding}, not UTF-8`,
      `save the file as UTF-8 and drop it again (iconv -f ${encoding} -t UTF-8 FILE)`,
    );
  const binary = signatures.find(([bytes]) => head.subarray(0, bytes.length).equals(Buffer.from(bytes as string)));
  if (binary && !isText(head)) return refuse(`is ${binary[1]}`, binary[2]);
  const isParquet = head.subarray(0, 4).equals(Buffer.from('PAR1'));

  let textAt = 0;
  // Programs put one before another's.
  while (head.subarray(textAt, textAt + 3).equals(mark)) textAt += 3;
  const text = head
    .subarray(textAt, textAt + headBytes)
    .toString('latin1')
    .trimStart();
  const document = documents.find(([beginning]) => beginning.test(text));
  if (document) return refuse(`is ${document[1]}`, document[2]);
  const format = isParquet ? 'parquet' : formatOf(text, declared);
  if (format !== 'jsonl' && format !== 'json') {
    if (format !== 'parquet' && isBinary(head))
      return refuse('is binary, of a format that is not read', 'save it as CSV, JSONL or Parquet');
    return matching({ format, textAt }, formatNames[format], declared);
  }
  if (text === '' || !/^[[{]/.test(text))
    return matching({ format, textAt, layout: 'lines' }, formatNames[format], declared);
  const isLines = format === 'jsonl' && text.startsWith('[');
  const shape = isLines ? ({ layout: 'lines', at: textAt } as const) : shapeOf(head, textAt, seen);
  if (!shape || 'refusal' in shape) return shape;
  const { layout, at } = shape;
  const found = { format: layout === 'lines' ? ('jsonl' as const) : ('json' as const), layout };
  // But for a wrapper, which is passed over, blanks belong to the text: its lines are counted.
  return matching({ ...found, textAt: layout === 'wrapped' ? at : textAt }, layoutNames[layout], declared);
}

function matching(
  found: Exclude<Recognised, { refusal: Refusal }>,
  name: string,
  declared: SourceSpec['format'],
): Recognised {
  if (declared === 'auto' || found.format === declared) return found;
  return {
    refusal: {
      what: `is ${name}, the pipeline says ${formatNames[declared]}`,
      fix: `drop a file of that format, or set format: ${found.format} (or auto) for this source in pipeline.yaml`,
    },
  };
}

/** @param text without blanks at its beginning */
function formatOf(text: string, declared: SourceSpec['format']): Format {
  // Nothing contradicts what is declared of a file without rows.
  if (text === '') return declared === 'auto' || declared === 'parquet' ? 'jsonl' : declared;
  // A quote, a bare word or nothing: what Python and JavaScript print is no JSON, but meant to be.
  if (/^\{\s*("|'|\}|[A-Za-z_$][\w$]*\s*:|$)/.test(text)) return 'jsonl';
  if (/^\[\s*([[{\]"\d-]|\/[/*]|$)/.test(text))
    return declared === 'jsonl' && !/^\[\s*[{\]]/.test(text) ? 'jsonl' : 'json';
  // Lines that are no JSON at all are no rows, and told one by one, where JSONL is declared.
  return declared === 'jsonl' ? 'jsonl' : 'csv';
}

/** Text that happens to begin like something else has line ends and no NUL soon after. */
const isText = (head: Buffer) =>
  !head.subarray(0, 512).includes(0) && /^[\x20-\x7e\t]*\r?\n/.test(head.toString('latin1', 0, 4096));

/** NUL and what else no text has are a tenth of the first bytes. */
function isBinary(head: Buffer): boolean {
  const first = head.subarray(0, 512);
  const odd = first.filter((byte) => byte < 32 && ![9, 10, 12, 13, 27].includes(byte)).length;
  return first.includes(0) && odd * 10 > first.length;
}

/** By its mark, or by the zeros between plain letters. */
function encodingOf(head: Buffer): 'UTF-16' | 'UTF-32' | undefined {
  const zeros = [...head.subarray(0, 8)].map((byte) => byte === 0);
  const begins = (...pattern: boolean[]) =>
    zeros.length >= pattern.length && pattern.every((zero, at) => zero === zeros[at]);
  const [a, b] = head;
  const marked = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
  if (marked && head.length >= 4 && zeros[2] && zeros[3]) return 'UTF-32';
  if (head.length >= 4 && head.readUInt32BE(0) === 0xfeff) return 'UTF-32';
  if (
    begins(false, true, true, true, false, true, true, true) ||
    begins(true, true, true, false, true, true, true, false)
  )
    return 'UTF-32';
  return marked || begins(false, true, false, true) || begins(true, false, true, false) ? 'UTF-16' : undefined;
}
