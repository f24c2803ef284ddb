/** How a file of text is read: where its rows end, and what is to be made of them. */
import type { SourceSpec } from '../../schemas/generated/types';
import type { Cutter } from '../cutter';
import { createElementCutter } from '../json/element-cutter';
import type { Layout } from '../json/shape';
import type { Keep } from '../rows/row-output';
import type { Limits } from './blocks';
import type { BlockWork } from './check-block';
import { createRecordCutter } from './csv';
import { readCsvHeader } from './csv-header';
import { createLineCutter } from './line-cutter';

export interface TextPlan {
  work: BlockWork;
  /** @param line on which reading begins, when that is not the file's beginning. */
  createCutter: (line?: number) => Cutter;
  /** Rows at the beginning that are none. */
  skip: number;
  /** Of CSV: the line on which the header begins, counted from 1. */
  headerLine?: number;
  /** Where the text begins: behind a byte order mark, or what stands around the rows. */
  textAt: number;
}

export interface TextArgs {
  file: string;
  source: string;
  spec: Pick<SourceSpec, 'delimiter' | 'form'>;
  rowSchema: object;
  maxFieldCharacters: number;
  keep: Keep;
  format: BlockWork['format'];
  layout?: Layout;
  textAt: number;
}

/**
 * @param head the file's first bytes; @param isWhole when they are all of it
 * @throws PermanentError when a CSV file has no usable header.
 */
export function readText(
  { head, isWhole }: { head: Buffer; isWhole: boolean },
  { file, spec, format, layout = 'lines', textAt, ...rules }: TextArgs,
  { longestRow }: Limits,
): TextPlan {
  const { form } = spec;
  const { source, rowSchema, maxFieldCharacters, keep } = rules;
  const ofRows = { source, rowSchema, maxFieldCharacters, keep, longestRow, format, form };
  const work = { ...ofRows, header: [], headerText: '', dialect: { delimiter: ',' } };
  if (format === 'csv') {
    const beginning = { bytes: head.subarray(textAt), isWhole };
    // A conversation's columns are not those of the file.
    const columns = form === 'conversations' ? {} : rowSchema;
    const read = readCsvHeader(beginning, file, { delimiter: spec.delimiter, rowSchema: columns });
    const { header, headerText, headerLine, skip, ...dialect } = read;
    const createCutter = (line?: number) => createRecordCutter(file, dialect, line);
    return { work: { ...work, header, headerText, dialect }, createCutter, headerLine, skip, textAt };
  }
  if (layout === 'lines') return { work, createCutter: createLineCutter, skip: 0, textAt };
  const firstLine = 1 + head.subarray(0, textAt).filter((byte) => byte === newline).length;
  const createCutter = (line?: number) =>
    createElementCutter({ file, layout, line: line ?? firstLine, isRow: line !== undefined });
  return { work, createCutter, skip: 0, textAt };
}

const newline = 10;
