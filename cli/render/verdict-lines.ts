/** Verdicts as a table and in words: the rivals that matter on a terminal, all of them in a pipe. */
import colors from 'picocolors';
import { subjectTitle } from '../../core/naive';
import type { PairedComparison } from '../../core/verdict/comparison';
import { differenceInPoints } from '../../core/verdict/in-short';
import { thousands, visible } from '../../core/wording';
import { decisive, saysNo, weightiest, type Verdicts } from '../../operations/runs/verdicts';
import { labelledProse } from './run-lines';
import { tableLines, type TableColumn } from './table';

export const verdictColumns: TableColumn[] = [
  { title: 'candidate' },
  { title: 'against' },
  { title: 'verdict' },
  { title: 'points (95 % interval)', isNumber: true },
  { title: 'n', isNumber: true, leftOut: 1 },
];

export const verdictCells = (comparison: PairedComparison): string[] => [
  visible(comparison.candidate),
  subjectTitle(comparison.rival),
  comparison.verdict,
  comparison.method === 'none' ? '–' : differenceInPoints(comparison),
  thousands(comparison.n),
];

/** What decides, and what goes for all. */
export const verdictWords = (verdicts: Verdicts): string =>
  [...(verdicts.isRefused ? [] : [decisive(verdicts)]), ...verdicts.notes].join('\n');

export function verdictLines(verdicts: Verdicts, terminalColumns?: number): string[] {
  const isPiped = terminalColumns === undefined;
  const shown = isPiped ? verdicts.all : weightiest(verdicts);
  const rows = shown.map((each) =>
    verdictCells(each).map((cell, i) => (i === 2 ? painted(each, verdicts.gate) : cell)),
  );
  const indent = isPiped ? '' : '  ';
  const room = isPiped ? undefined : terminalColumns - indent.length;
  const words = verdictWords(verdicts);
  return [
    ...tableLines(verdictColumns, rows, { terminalColumns: room, paint: colors.bold }).map((line) => indent + line),
    ...(words === '' ? [] : ['', labelledProse('Verdict', words)]),
  ];
}

const painted = (comparison: PairedComparison, gate: Verdicts['gate']): string => {
  const { verdict } = comparison;
  return !saysNo(comparison, gate)
    ? colors.green(verdict)
    : verdict === 'worse'
      ? colors.red(verdict)
      : colors.yellow(verdict);
};
