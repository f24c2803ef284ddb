/** How a file of text is read: where its rows end, and what is to be made of them. */
import type { SourceSpec } from '../../schemas/generated/types';
import type { Limits } from './blocks';
import type { BlockWork } from './check-block';
import { createRecordCutter } from './csv';
import { readCsvHeader } from './csv-header';
import { createElementCutter, createLineCutter, type Cutter } from './cutters';
import { headBytes } from '../recognise';

export interface TextPlan {
  work: BlockWork;
  /** @param line on which reading begins, when that is not the file's beginning. */
  createCutter: (line?: number) => Cutter;
  /** Rows at the beginning that are none. */
  skip: number;
}

export interface TextArgs {
  file: string;
  source: string;
  spec: Pick<SourceSpec, 'delimiter' | 'form'>;
  rowSchema: object;
  maxFieldCharacters: number;
  format: BlockWork['format'];
  /** Where the text begins, behind a byte order mark. */
  textAt: number;
}

/** @param head the file's first bytes. @throws PermanentError when a CSV file has no usable header. */
export function readText(
  head: Buffer,
  { file, source, spec, rowSchema, maxFieldCharacters, format, textAt }: TextArgs,
  { longestRow }: Limits,
): TextPlan {
  const form = spec.form;
  const work = { source, format, form, rowSchema, maxFieldCharacters, header: [], delimiter: ',', longestRow };
  if (format === 'jsonl') return { work, createCutter: createLineCutter, skip: 0 };
  if (format === 'json') return { work, createCutter: (line) => createElementCutter(file, line), skip: 0 };

  const beginning = { bytes: head.subarray(textAt), isWhole: head.length < headBytes };
  // A conversation's columns are not those of the file.
  const columns = form === 'conversations' ? {} : rowSchema;
  const { header, delimiter } = readCsvHeader(beginning, file, { delimiter: spec.delimiter, rowSchema: columns });
  const createCutter = (line?: number) => createRecordCutter(file, delimiter, line);
  return { work: { ...work, header, delimiter }, createCutter, skip: 1 };
}
