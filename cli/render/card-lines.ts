/** A dataset version's card, and one example with what it was made of, for a terminal. */
import colors from 'picocolors';
import type { DatasetCard, SplitStatistics } from '../../schemas/generated/types';
import type { Example, LandedRow } from '../../operations/warehouse/examples';
import { checkLines } from './check-lines';
import { commonBatch, fileOf } from '../../operations/runs/places';
import { columnsFor, labelled, labelledProse } from './run-lines';
import { percent, plural, quoted, thousands, visible, inline } from '../../core/wording';
import { cut, inBlocks, inColumns, inert, wrap } from './text';
import { formatAge } from '../../core/quantities';

export function cardLines(card: DatasetCard, now = Date.now()): string[] {
  const { version, pipeline, madeByRun, createdAt, samples, checks } = card;
  const batch = commonBatch(card.sources.flatMap(({ objects }) => objects.map(({ uri }) => uri)));
  const age = formatAge(Math.max(0, now - Date.parse(createdAt)));
  return [
    labelledProse('Dataset', inline(`${version} of ${pipeline}, made by run ${madeByRun} ${age}`)),
    labelled('Examples', describeSizes(card)),
    ...leftOutParagraph(card),
    ...curatedParagraph(card),
    ...forgottenParagraph(card),
    labelled('Sources', sourceLines(card).join('\n')),
    ...(card.statistics.length > 0 ? [labelled('Statistics', statisticLines(card.statistics).join('\n'))] : []),
    ...labelParagraphs(card.statistics),
    ...(checks.length > 0 ? [labelled('Checks', checkLines(checks, { columns: columnsFor(), batch }).join('\n'))] : []),
    ...samples.slice(0, mostSamples).map((sample, i) => labelled(i === 0 ? 'Samples' : '', sampleText(sample))),
    labelled('Made with', madeWith(card)),
    labelled('Files', filesOf(card).map(visible).join('\n')),
    labelled('Table', inline(card.table)),
    labelled('Next', nextSteps(card)),
  ];
}

const mostSamples = 3;

/** "1,067 train · 118 evaluation, of 1,189 selected" */
function describeSizes({ train, evaluation, validation, selected }: DatasetCard): string {
  const splits = { train, evaluation, validation };
  const parts = countedIn(splits);
  return `${parts.join(' · ') || 'none'}, of ${thousands(selected)} selected`;
}

const leftOutNames: Record<string, string> = {
  exactDuplicates: 'exact duplicates',
  nearDuplicates: 'near duplicates',
  personalData: 'with personal data',
  leakage: 'too like a held-out example',
  sampling: 'beyond the caps',
  inBatch: 'that the batch has, too',
  newLabel: 'with a new label that one person alone has said',
  curatedShare: 'beyond the share of answers of production',
  repeated: 'repeated',
  perUser: 'beyond what one user may give',
  contradicted: 'contradicted',
  emptyPrompt: 'that ask nothing in one of the prompts',
};

const countedIn = (counts: Record<string, number>): string[] =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${thousands(count)} ${leftOutNames[name] ?? inline(name)}`);

function leftOutParagraph({ leftOut }: DatasetCard): string[] {
  const parts = countedIn(leftOut);
  return parts.length > 0 ? [labelledProse('Left out', parts.join(' · '))] : [];
}

/** "12 corrected · 3 rated: 13 train · 2 evaluation; left out: 4 contradicted" */
function curatedParagraph({ curated }: DatasetCard): string[] {
  if (!curated) return [];
  const { corrected, rated, leftOut, ...splits } = curated;
  const places = countedIn(splits);
  const missing = countedIn(leftOut);
  const joined = `${thousands(corrected)} corrected · ${thousands(rated)} rated`;
  return [
    labelledProse(
      'Production',
      [
        `answers of it: ${joined}${places.length > 0 ? `: ${places.join(' · ')}` : ''}`,
        ...(missing.length > 0 ? [`left out: ${missing.join(' · ')}`] : []),
      ].join('; '),
    ),
  ];
}

function forgottenParagraph({ forgotten = [] }: DatasetCard): string[] {
  const parts = forgotten.map(({ at, examples }) => `${plural(examples, 'example')} on ${at.slice(0, 10)}`);
  return parts.length > 0
    ? [labelledProse('Forgotten', `${parts.join(' · ')}: the files are no longer what the version is the digest of`)]
    : [];
}

const objectsShown = 5;

function sourceLines({ sources }: DatasetCard): string[] {
  const rows = sources.map(({ source, rows: count, objects }) => {
    const names = objects.slice(0, objectsShown).map(({ uri }) => inline(fileOf(uri)));
    const more = objects.length - names.length;
    return [inline(source), plural(count, 'row'), [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ')];
  });
  return inColumns(rows, { right: [1], room: columnsFor() });
}

const mostLanguages = 3;

/** A column per split. */
function statisticLines(statistics: SplitStatistics[]): string[] {
  const filled = statistics.filter(({ examples }) => examples > 0);
  const row = (name: string, of: (split: SplitStatistics) => string): string[] => [name, ...filled.map(of)];
  const tokens = (of: (split: SplitStatistics) => SplitStatistics['promptTokens']) => (split: SplitStatistics) => {
    const { median, p95, maximum } = of(split);
    return [median, p95, maximum].map(thousands).join(' / ');
  };
  const rows = [
    row('', ({ split }) => colors.bold(split)),
    row('examples', ({ examples }) => thousands(examples)),
    row('groups', ({ groups }) => thousands(groups)),
    row(
      'prompt tokens',
      tokens(({ promptTokens }) => promptTokens),
    ),
    row(
      'target tokens',
      tokens(({ targetTokens }) => targetTokens),
    ),
    row('all tokens', ({ promptTokens, targetTokens }) => thousands(promptTokens.total + targetTokens.total)),
    row('languages', ({ languages, examples }) => topOf(languages, examples, mostLanguages) || '–'),
  ];
  return [
    ...inBlocks(rows, columnsFor()),
    ...wrap('tokens: median / 95th percentile / most, by estimate (one per four bytes)', columnsFor()).map(colors.dim),
  ];
}

/** "en 98.2 %, de 1.8 %": the largest shares. */
function topOf(counts: Record<string, number>, total: number, most: number): string {
  const sorted = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return sorted
    .slice(0, most)
    .map(([name, count]) => `${inline(name)} ${percent(count / total)}`)
    .join(', ');
}

const mostLabels = 8;

/** Targets that are labels: how many there are in training, the most frequent and the rarest. */
function labelParagraphs(statistics: SplitStatistics[]): string[] {
  const labels = Object.entries(statistics.find(({ split }) => split === 'train')?.labels ?? {});
  if (labels.length === 0) return [];
  const sorted = labels.toSorted(([, a], [, b]) => b - a);
  const show = ([name, count]: [string, number]): string => `${quoted(name, 40)} ${thousands(count)}`;
  const isShort = sorted.length <= mostLabels;
  const shown = isShort
    ? sorted.map(show)
    : [...sorted.slice(0, mostLabels / 2).map(show), '…', ...sorted.slice(-mostLabels / 2).map(show)];
  return [labelledProse('Labels', `${thousands(sorted.length)} in training: ${shown.join(' · ')}`)];
}

function sampleText({ key, split, prompt, target }: DatasetCard['samples'][number]): string {
  const room = columnsFor();
  return [
    `${inert(key)}   ${colors.dim(inline(split))}`,
    `  ${cut(quoted(prompt, 300), room - 2)}`,
    `  ${colors.green(cut(`→ ${quoted(target, 300)}`, room - 2))}`,
  ].join('\n');
}

function madeWith({ sqlDigest, promptDigest, split }: DatasetCard): string {
  const { evaluationShare, validationShare = 0, stratifyBy, salt, column } = split;
  const made = `training.sql ${sqlDigest.slice(0, 12)}, prompt ${promptDigest.slice(0, 12)}`;
  if (column !== undefined) return `${made}\nsplit: as the column ${inline(column)} says`;
  const shares = [
    `${percent(evaluationShare)} evaluation`,
    validationShare > 0 ? `${percent(validationShare)} validation` : '',
    stratifyBy === undefined ? '' : `stratified by ${inline(stratifyBy)}`,
    `salt ${quoted(salt)}`,
  ];
  const settings = shares.filter((part) => part !== '').join(', ');
  return `${made}\nsplit: ${settings}`;
}

const filesOf = ({ trainUri, evaluationUri, validationUri, lineageUri }: DatasetCard): string[] =>
  [trainUri, evaluationUri, validationUri, lineageUri, trainUri.replace(/[^/]*$/, 'card.md')].filter(
    (uri) => uri !== undefined,
  );

function nextSteps({ version, train }: DatasetCard): string {
  return [
    ...(train > 0 ? [`npx landfall dataset ${version} --line train:1   (an example, and the rows behind it)`] : []),
    'npx landfall datasets   (other versions, to compare with: npx landfall diff)',
  ].join('\n');
}

/** An example as the model sees it, and each landed row that it was made of. */
export function exampleLines({ version, pipeline }: DatasetCard, example: Example, rows: LandedRow[]): string[] {
  const { key, split, line, leftOut, system, history, prompt, target, personalData } = example;
  const place =
    split === undefined ? `left out: ${leftOutNames[leftOut ?? ''] ?? leftOut}` : `line ${line} of ${split}`;
  const absent = '(not kept: it held personal data)';
  return [
    labelled('Example', inline(`${key}, ${place}, version ${version} of ${pipeline}`)),
    ...(personalData.length > 0 ? [labelled('Holds', inline(`personal data: ${personalData.join(', ')}`))] : []),
    '',
    ...(system === undefined ? [] : [labelledProse('System', prose(system), colors.dim)]),
    ...history.map(({ role, text }) => labelledProse(role === 'model' ? 'Model' : 'User', prose(text))),
    labelledProse('Prompt', prose(prompt ?? absent)),
    labelledProse('Target', prose(target ?? absent), colors.green),
    '',
    ...rows.slice(0, mostRows).map((row, i) => labelled(i === 0 ? 'Made of' : '', rowText(row))),
    ...(rows.length > mostRows ? [labelled('', `and ${plural(rows.length - mostRows, 'more row')} (--json)`)] : []),
  ];
}

const mostRows = 10;

/** Each line stands indented, and a tab, which would begin another cell of a spreadsheet, is shown. */
const prose = (text: string): string => text.replaceAll('\t', '\\t');

/** Where the row stands, then a line a field, its value as JSON. */
function rowText({ uri, generation, row, line, values, gone, answer }: LandedRow): string {
  if (answer !== undefined) return `an answer of production: npx landfall why ${inline(answer)}`;
  const place = `${uri}, row ${row}${line === undefined || line === row ? '' : `, line ${line}`}`;
  const fields = Object.entries(values ?? {}).map(([name, value]) => [inline(name), valueText(value)]);
  return [
    inline(place),
    colors.dim(`generation ${inline(generation)}`),
    ...inColumns(fields).map((field) => `  ${cut(field, columnsFor() - 2)}`),
    ...(gone === undefined ? [] : [colors.yellow(`  cannot be shown: ${inline(gone)}`)]),
  ].join('\n');
}

const valueText = (value: unknown): string =>
  typeof value === 'string' ? quoted(value, 1000) : inline(JSON.stringify(value));
