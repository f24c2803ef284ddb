/** What a file is, by its first bytes: its name is never asked. */
import type { SourceSpec, StagedObject } from '../schemas/generated/types';
import { wideEncoding } from './encoding';
import { foreignBytes, foreignText, isBinary } from './foreign';
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
  const encoding = wideEncoding(head);
  if (encoding !== undefined)
    return refuse(
      `is ${encoding.slice(0, 6)}, not UTF-8`,
      `save the file as UTF-8 and drop it again (iconv -f ${encoding} -t UTF-8 FILE)`,
    );
  const binary = foreignBytes(head);
  if (binary) return { refusal: binary };
  const isParquet = head.subarray(0, 4).equals(Buffer.from('PAR1'));

  let textAt = 0;
  // Programs put one before another's.
  while (head.subarray(textAt, textAt + 3).equals(mark)) textAt += 3;
  const text = head
    .subarray(textAt, textAt + headBytes)
    .toString('latin1')
    .trimStart();
  const document = foreignText(text);
  if (document) return { refusal: document };
  const format = isParquet ? 'parquet' : formatOf(text, declared);
  if (format !== 'jsonl' && format !== 'json') {
    if (format !== 'parquet' && isBinary(head))
      return refuse('is binary, of a format that is not read', 'save it as CSV, JSONL or Parquet');
    return matching({ format, textAt }, formatNames[format], declared);
  }
  const behind = behindComments(text);
  if (behind !== text && /^(\[|\{\s*\n)/.test(behind))
    return refuse('begins with a comment, and JSON has none', 'delete the comment');
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

/** People write them above their data. */
const behindComments = (text: string): string => text.replace(/^(((#|\/\/)[^\n]*\n|\/\*[^]*?\*\/)\s*)+/, '');

/** @param text without blanks at its beginning */
function formatOf(text: string, declared: SourceSpec['format']): Format {
  // Nothing contradicts what is declared of a file without rows.
  if (text === '') return declared === 'auto' || declared === 'parquet' ? 'jsonl' : declared;
  // Comments above JSON Lines are told one by one.
  if (behindComments(text) !== text && /^[[{]\s*["{[]/.test(behindComments(text))) return 'jsonl';
  // A quote, a bare word or nothing: what Python and JavaScript print is no JSON, but meant to be.
  if (/^\{\s*("|'|\}|[A-Za-z_$][\w$]*\s*:|$)/.test(text)) return 'jsonl';
  if (/^\[\s*([[{\]"\d-]|\/[/*]|$)/.test(text))
    return declared === 'jsonl' && !/^\[\s*[{\]]/.test(text) ? 'jsonl' : 'json';
  // Lines that are no JSON at all are no rows, and told one by one, where JSONL is declared.
  return declared === 'jsonl' ? 'jsonl' : 'csv';
}
