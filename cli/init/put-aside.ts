/** Rows that validate will put aside, in its own words, and where they are too many for it to go on. */
import { percent, plural, portion } from '../../core/wording';
import type { QuarantineReason } from '../../schemas/generated/types';
import { shellWord } from '../../core/shell-word';
import type { DataFile } from './data-file';
import type { ExaminedSource } from './examine';
import { maxInvalidShare, type PipelinePlan } from './plan';

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
export const cureOf = (file: DataFile): string => encodingCure(file) ?? 'correct the file as it says there';

/** Undefined where every row is UTF-8, or nothing tells what else. */
function encodingCure({ path, reasons }: DataFile): string | undefined {
  const found = reasons.map(({ reason }) => /^the text is not UTF-8, perhaps ([\w-]+)/.exec(reason)?.[1]);
  const encoding = found.find((name) => name !== undefined);
  return (
    encoding &&
    `iconv -f ${encoding.toUpperCase()} -t UTF-8 ${shellWord(path)} > utf8.txt   (look whether it reads well, then name that file)`
  );
}

/** For each source of which more rows are put aside than its run allows: how many, why the first are, and what to do. */
export function describeTooMany({ sources: used, isLabels }: PipelinePlan, sources: ExaminedSource[]): string[] {
  return sources.flatMap(({ name, files, table, conversations }) => {
    const unread = files.reduce((sum, { quarantined }) => sum + quarantined, 0);
    const aside = unread + (conversations?.unreadable ?? 0);
    const rows = table.rows + unread;
    if (aside <= rows * maxInvalidShare || used.every((source) => source.name !== name)) return [];
    const worst = files.find(({ reasons }) => reasons.length > 0);
    const [reason] = worst?.reasons ?? conversations?.reasons ?? [];
    return [
      `${portion(aside, rows, 'row')} of ${name} ${aside === 1 ? 'is' : 'are'} put aside, and a run fails above ${percent(maxInvalidShare)}: ${reason?.reason ?? 'the rows say why'}.`,
      ...(isLabels ? ['A label that stands in those rows alone is not known here, and would be lost with them.'] : []),
      (worst && encodingCure(worst)) ??
        'Correct them, and make the pipeline anew with --force; or allow them: maxInvalidShare of pipeline.yaml.',
    ];
  });
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
