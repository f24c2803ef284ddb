/** What differs between two dataset versions, for a person: examples first, then figures, checks, settings and texts. */
import colors from 'picocolors';
import type { Change, ChangedExample, Changes } from '../../operations/warehouse/changes';
import type { Comparison, Pair, Side } from '../../operations/runs/comparison';
import { formatMeasure, signOf } from './check-lines';
import { columnsFor, labelled, labelledProse } from './run-lines';
import { plural, quoted, thousands, visible, inline } from '../../core/wording';
import { cut, inColumns, inert, width, wrap } from './text';
import { formatAge } from '../../core/quantities';
import type { Check } from '../../schemas/generated/types';

export function diffLines(
  before: Side,
  after: Side,
  changes: Changes,
  comparison: Comparison,
  now = Date.now(),
): string[] {
  return [
    labelledProse('Before', describeVersion(before, now)),
    labelledProse('After', describeVersion(after, now)),
    '',
    ...exampleParagraphs(before, changes),
    '',
    labelled('Figures', figureLines(comparison.figures).join('\n')),
    labelled('Checks', checkPairs(comparison.checks).join('\n')),
    labelled('Settings', settingLines(comparison).join('\n')),
  ];
}

export function describeVersion({ card }: Side, now = Date.now()): string {
  const { version, pipeline, madeByRun, createdAt } = card;
  return inline(
    `${version} of ${pipeline}, made by run ${madeByRun} ${formatAge(Math.max(0, now - Date.parse(createdAt)))}`,
  );
}

const titles: Record<Change['change'], [label: string, what: string]> = {
  added: ['Added', 'in the newer version only'],
  removed: ['Removed', 'in the older version only'],
  prompt: ['Prompt', 'with another prompt'],
  target: ['Target', 'with another target'],
  split: ['Split', 'in another split'],
  leftOut: ['Left out', 'used in one version only, or left out for another reason'],
};

/** A paragraph per kind of change, with its first examples. */
function exampleParagraphs({ card }: Side, { changes, changed }: Changes): string[] {
  const removed = changes.find(({ change }) => change === 'removed')?.count ?? 0;
  const same = card.selected - removed - changed;
  const some = same === 0 ? 'no example is the same' : `${plural(same, 'example')} the same`;
  const head = changes.length === 0 ? 'every example is the same' : some;
  return [labelled('Examples', head), ...changes.map(changeParagraph)];
}

function changeParagraph({ change, count, examples }: Change): string {
  const [label, what] = titles[change];
  const more = count - examples.length;
  return labelled(
    label,
    [
      ...wrap(`${plural(count, 'example')} ${what}`, columnsFor()).map(colors.bold),
      ...examples.flatMap((example) => exampleLines(change, example)),
      ...(more > 0 ? [colors.dim(`  and ${thousands(more)} more`)] : []),
    ].join('\n'),
  );
}

function exampleLines(change: Change['change'], { key, before = '', after = '', target = '' }: ChangedExample) {
  const room = columnsFor() - 4;
  const name = `  ${inert(key)}`;
  if (change === 'added' || change === 'removed') {
    const sign = change === 'added' ? colors.green('+') : colors.red('-');
    const text =
      after === '' && target === '' ? 'its text is not kept' : `${quoted(after, 200)} → ${quoted(target, 80)}`;
    return [cut(`${name}   ${colors.dim(placeOf(before))}`, room + 4), `    ${sign} ${cut(text, room - 2)}`];
  }
  if (change === 'split' || change === 'leftOut')
    return [cut(`${name}   ${placeOf(before)} → ${placeOf(after)}`, room + 4)];
  const from = firstDifference(before, after);
  const shown = (text: string): string => cut(quoted(around(text, from), 200), room - 2);
  return [cut(name, room + 4), `    ${colors.red('-')} ${shown(before)}`, `    ${colors.green('+')} ${shown(after)}`];
}

const placeOf = (place: string): string =>
  ['train', 'evaluation', 'validation'].includes(place) ? place : `left out: ${inline(place)}`;

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

/** The text from a little before this place on. */
function around(text: string, at: number): string {
  const begin = Math.max(0, at - 24);
  return begin === 0 ? text : `…${text.slice(begin)}`;
}

/** Beyond these, figures that are the same are only counted. */
const mostFigures = 40;

function figureLines(figures: Pair<number>[]): string[] {
  const isShort = figures.length <= mostFigures;
  const shown = figures.filter(({ isSame }) => isShort || !isSame).slice(0, mostFigures);
  const rows = shown.map(({ name, before, after, isSame }) => [
    isSame ? ' ' : colors.yellow('≠'),
    inline(name),
    count(before),
    count(after),
    difference(before, after),
  ]);
  const more = figures.length - shown.length;
  return [
    ...pairLines(rows, { right: [2, 3, 4] }).flatMap((lines, i) => (shown[i]!.isSame ? lines.map(colors.dim) : lines)),
    ...(more > 0
      ? [colors.dim(`  and ${plural(more, 'more figure')}${isShort ? '' : ', most of them the same'}`)]
      : []),
  ];
}

/**
 * Of each row [sign, name, values …] its lines: a name that leaves its values no room stands above them, so that all values are
 * in their columns.
 */
function pairLines(rows: string[][], { right = [] }: { right?: number[] } = {}): string[][] {
  const room = columnsFor();
  const values = inColumns(
    rows.map(([, , ...rest]) => rest),
    { right: right.map((i) => i - 2), gap: 2 },
  );
  const roomForName = room - '≠'.length - 4 - Math.max(0, ...values.map(width));
  const isLong = ([, name = '']: string[]): boolean => width(name) > roomForName;
  const lines = inColumns(
    rows.map((row) => (isLong(row) ? row.with(0, ' ').with(1, '') : row)),
    { right, gap: 2 },
  );
  return rows.map((row, i) => [...(isLong(row) ? [cut(`${row[0]}  ${row[1]}`, room)] : []), lines[i]!]);
}

const count = (value?: number): string => (value === undefined ? '–' : thousands(value));

function difference(before = 0, after = 0): string {
  if (before === after) return '';
  return after > before ? `+${thousands(after - before)}` : `−${thousands(before - after)}`;
}

function checkPairs(checks: Pair<Check>[]): string[] {
  if (checks.length === 0) return ['none'];
  const show = (check?: Check): string =>
    check ? `${signOf(check)} ${formatMeasure(check.measured, check.unit)}` : 'not made';
  const rows = checks.map(({ name, before, after, isSame }) => [
    isSame ? ' ' : colors.yellow('≠'),
    inline(name),
    show(before),
    show(after),
  ]);
  return pairLines(rows).flatMap((lines, i) => (checks[i]!.isSame ? lines.map(colors.dim) : lines));
}

function settingLines({ settings, texts }: Comparison): string[] {
  if (settings.length === 0 && texts.length === 0) return ['the same'];
  // Both of them beside an indent, a sign and an arrow.
  const most = Math.min(40, Math.floor((columnsFor() - 8) / 2));
  const rows = settings.map(({ name, before = '–', after = '–' }) => [
    colors.yellow('≠'),
    inline(name),
    `${cut(inline(before), most)} → ${cut(inline(after), most)}`,
  ]);
  return [...pairLines(rows).flat(), ...texts.flatMap(({ name, patch }) => [name, ...patchLines(patch)])];
}

/** Indented; what is gone in red, what is new in green. */
export function patchLines(patch: string): string[] {
  return patch.split('\n').map((line) => {
    const text = `  ${visible(line)}`;
    if (line.startsWith('+')) return colors.green(text);
    return line.startsWith('-') ? colors.red(text) : colors.dim(text);
  });
}
