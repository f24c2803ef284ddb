/** Examples of a file, chosen by hash, such as the held-out ones to ask: the same file gives the same choice, whatever the order of its lines. */
import { text as textOf } from 'node:stream/consumers';
import type { ModelRequest } from '../../../core/contents';
import { chosenLines } from '../../../core/chosen-lines';
import { readTrainingLine } from '../../../core/formats/training-line';
import { placedLines } from '../../../core/lines';
import type { LineageLine } from '../../../schemas/generated/types';
import type { ByteRange, Objects } from '../stage/objects';

export interface HeldOut {
  /** Line of the evaluation file, counted from 1. */
  line: number;
  request: ModelRequest;
  /** What the model should have said. */
  target: string;
  /** What would have been as right: the target first. */
  references: string[];
}

/** Where one stands in the evaluation file; and in the lineage, where that knows of more right answers than one. */
export type Place = ByteRange & { line: number; lineage?: ByteRange };

/** Those chosen, each read when it is needed: thousands of the longest that a model reads are more than fits into memory. */
export interface HeldOutExamples {
  places: Place[];
  read: (place: Place) => Promise<HeldOut>;
}

/** Where the examples with the smallest hashes stand, at most `maximum`. @param uri gs:// address of a file that is written once */
export const chooseExamples = (uri: string, maximum: number, objects: Pick<Objects, 'openRead'>): Promise<Place[]> =>
  chosenLines(placedLines(objects.openRead(uri)), maximum, ({ line, start, end }) => ({ line, start, end }));

/** Reads one by where it stands in the files. @param lineageUri of a dataset that has a lineage */
export function readerOf(
  uri: string,
  objects: Pick<Objects, 'openRead'>,
  lineageUri?: string,
): HeldOutExamples['read'] {
  const read = (file: string, range: ByteRange) => textOf(objects.openRead(file, undefined, range));
  return async ({ line, lineage, ...range }) => {
    const example = readExample(await read(uri, range));
    if (!lineage || lineageUri === undefined) return { line, ...example, references: [example.target] };
    const { references = [] } = JSON.parse(await read(lineageUri, lineage)) as LineageLine;
    return { line, ...example, references: [example.target, ...references] };
  };
}

/** A line of a training or evaluation file. @throws PermanentError for a line that is no conversation */
export function readExample(line: string): Pick<HeldOut, 'request' | 'target'> {
  const { system, history, prompt, completion } = readTrainingLine(line);
  const turns = [...history, { role: 'user' as const, text: prompt }];
  return { request: { ...(system !== undefined && { system }), turns }, target: completion };
}
