/** Rows that validate will put aside, in its own words. */
import { plural } from '../../core/wording';
import type { QuarantineReason } from '../../schemas/generated/types';
import { shellWord } from '../render/text';
import type { DataFile } from './data-file';
import type { ExaminedSource } from './examine';

/** Reasons that are told of one file. */
const most = 5;
/** Places that are told of one reason. */
const mostPlaces = 3;

/** A line for each reason, with how many rows it concerns and where the first of them stand. */
export function describeReasons(reasons: QuarantineReason[], { format }: Pick<DataFile, 'format'>): string[] {
  const told = reasons.slice(0, most).map(({ reason, count, rows, lines }) => {
    // A Parquet file has no lines.
    const [what, places] = format === 'parquet' ? ['row', rows] : ['line', lines];
    const more = count > mostPlaces ? ', …' : '';
    return `${plural(count, 'row')}: ${reason} (${what}${count > 1 ? 's' : ''} ${places.slice(0, mostPlaces).join(', ')}${more})`;
  });
  const others = reasons.length - most;
  return others > 0 ? [...told, `and ${plural(others, 'other reason')}`] : told;
}

/** What to do about a file of which no row can be read. */
export function cureOf({ path, reasons }: DataFile): string {
  const [, encoding] = /^the text is not UTF-8, perhaps ([\w-]+)/.exec(reasons[0]?.reason ?? '') ?? [];
  return encoding === undefined
    ? 'correct the file as it says there'
    : `iconv -f ${encoding.toUpperCase()} -t UTF-8 ${shellWord(path)} > utf8.txt   (look whether it reads well, then name that file)`;
}

/** Of all files, each reason with its file. */
export function describePutAside(sources: ExaminedSource[]): string[] {
  return sources.flatMap(({ files, conversations }) => {
    const ofFiles = files.flatMap((file) =>
      describeReasons(file.reasons, file).map((text) =>
        sources.length + files.length > 2 ? `${file.path}: ${text}` : text,
      ),
    );
    return [...ofFiles, ...describeReasons(conversations?.reasons ?? [], files[0]!)];
  });
}

/** Columns that are there and cannot be read. */
export const describeUnreadable = (sources: ExaminedSource[]): string[] =>
  sources.flatMap(({ name: source, files }) =>
    files.flatMap(({ unreadable }) =>
      unreadable.map(({ name, why }) => `column ${name} of ${source} ${why}: write it as a text or a number to use it`),
    ),
  );
