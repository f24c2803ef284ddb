/** Checks as lines: what failed and what warns in full, what passed in one line each. */
import colors from 'picocolors';
import type { Check, RowFinding } from '../../schemas/generated/types';
import { describeOrigin } from '../../operations/runs/places';
import { limitOf } from '../../core/checks';
import { amount, quoted, thousands, inline } from '../../core/wording';
import { cut, inert, width, wrap } from './text';

export interface CheckLineOptions {
  /** Address of the batch that the rows are of: left out of the places of its rows. */
  batch?: string;
  /** Room for a line. */
  columns: number;
  /** Rows shown of each finding. */
  rows?: number;
}

const rank: Record<Check['outcome'], number> = { failed: 0, warned: 1, passed: 2 };

/** The gravest first; checks of one outcome stay in their order. */
export const gravestFirst = (checks: Check[]): Check[] => checks.toSorted((a, b) => rank[a.outcome] - rank[b.outcome]);

export function checkLines(checks: Check[], options: CheckLineOptions): string[] {
  const sorted = gravestFirst(checks);
  const passed = sorted.filter(({ outcome }) => outcome === 'passed');
  const longest = Math.min(widestName, Math.max(0, ...passed.map((check) => width(nameOf(check)))));
  return [
    ...sorted.filter(({ outcome }) => outcome !== 'passed').flatMap((check) => findingLines(check, options)),
    ...passed.flatMap((check) => passedLines(check, longest, options.columns)),
  ];
}

/** Names that are longer than this stand out of line, so that reasons keep their room. */
const widestName = 26;

/** A check that found nothing to measure has passed, but has shown nothing. */
export const signOf = ({ outcome, measured }: Pick<Check, 'outcome' | 'measured'>): string =>
  outcome === 'passed' && measured === null ? '–' : { passed: '✔', warned: '!', failed: '✖' }[outcome];

/** "uniqueness of emails" */
export function nameOf({ name, subject }: Check): string {
  return inline(subject ? `${name} of ${subject}` : name);
}

/** What a check measured, in its unit: "0.34 %", "1,189 rows", "5 times". */
export const formatMeasure = (value: number | null, unit: Check['unit']): string =>
  value === null ? 'not measured' : amount(value, unit);

/** "at most 5 %", "none is allowed" */
export function formatThreshold(check: Check): string {
  const limit = limitOf(check);
  if (check.bound === 'minimum') return `at least ${amount(limit, check.unit)}`;
  return limit === 0 ? 'none is allowed' : `at most ${amount(limit, check.unit)}`;
}

/** Its reason stands beside its name, or below it where there is little room for it; all of it, but for words that are longer. */
function passedLines(check: Check, longest: number, columns: number): string[] {
  const head = `${signOf(check)} ${nameOf(check)}`;
  const beside = Math.max(longest + 2, width(head)) + 3;
  const isBeside = columns - beside >= narrowestReason;
  const indent = isBeside ? beside : 2;
  const reason = wrap(inert(check.reason), columns - indent).map(
    (line) => ' '.repeat(indent) + cut(line, columns - indent),
  );
  const lines = isBeside ? [head + reason[0]!.slice(width(head)), ...reason.slice(1)] : [cut(head, columns), ...reason];
  return lines.map(colors.dim);
}

const narrowestReason = 26;

function findingLines(check: Check, { batch, columns, rows = 5 }: CheckLineOptions): string[] {
  const sign = (check.outcome === 'failed' ? colors.red : colors.yellow)(signOf(check));
  const reason = wrap(`${inert(check.reason)} (${formatThreshold(check)})`, Math.max(20, columns - 2));
  const shown = check.rows.slice(0, rows);
  const more = furtherRows(check, shown.length);
  return [
    `${sign} ${colors.bold(nameOf(check))}`,
    ...reason.map((line) => `  ${line}`),
    ...(isTold.has(check.name) ? detailLines(check.details, columns) : []),
    ...shown.map((row) => `    ${cut(describeRow(row, batch), columns - 4)}`),
    ...(shown.length > 0 && more > 0 ? [colors.dim(`    and ${thousands(more)} more`)] : []),
  ];
}

/** How many rows a check has found beyond those that are shown. What counts towards a minimum is no row found wanting. */
export const furtherRows = ({ bound, count, rows }: Check, shown: number): number =>
  (bound === 'minimum' ? rows.length : count) - shown;

/** "emails.jsonl, line 17   "e0007"": a line of the file when the check knows it, else the example and the row behind it. */
export function describeRow({ where, origin, what }: RowFinding, batch?: string): string {
  const place = origin === undefined || /, (line|row) \d+$/.test(where) ? '' : ` (${describeOrigin(origin, batch)})`;
  return `${inert(where)}${inline(place)}   ${inert(what)}`;
}

/** Checks whose figures say more than their reason. */
const isTold = new Set(['labelBalance', 'languageMix', 'distributionShift']);

const mostDetails = 6;

/** The largest figures behind a measure and the smallest: "card_arrival" 153 · … · "lost_card" 1. */
function detailLines(details: Check['details'], columns: number): string[] {
  const entries = Object.entries(details ?? {}).toSorted(([, a], [, b]) => b - a);
  if (entries.length === 0) return [];
  const figure = ([name, value]: [string, number]): string =>
    `${quoted(name, 30)} ${thousands(Number(value.toPrecision(4)))}`;
  const texts =
    entries.length <= mostDetails
      ? entries.map(figure)
      : [...entries.slice(0, mostDetails - 2).map(figure), '…', ...entries.slice(-2).map(figure)];
  return wrap(texts.join(' · '), Math.max(20, columns - 4)).map((line) => colors.dim(`    ${line}`));
}
