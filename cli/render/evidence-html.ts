/** What a candidate said, on a page: labels that it takes for others as a matrix, and examples beside its rivals'. */
import { thousands } from '../../core/wording';
import type { Mistake, SideBySide, Evidence } from '../evidence';
import { cell, element, row, table, text } from './html';
import { metricTitle } from './metrics-table';

/** Rows are what was to be said, columns what was; of many labels those in the most frequent mistakes. */
export function mistakesHtml(mistakes: Mistake[]): string {
  const targets = [...new Set(mistakes.map(({ target }) => target))];
  const said = [...new Set(mistakes.map((mistake) => mistake.said))];
  const countOf = (target: string, label: string): string => {
    const found = mistakes.find((mistake) => mistake.target === target && mistake.said === label);
    return found ? thousands(found.count) : '';
  };
  const rows = targets.map((target) =>
    row([cell(target), ...said.map((label) => cell(countOf(target, label), 'number'))]),
  );
  return table([text('should be, across what was said'), ...said.map((label) => text(label))], rows, 'metrics');
}

export function examplesHtml({ candidate, metric, sideBySide }: Evidence): string {
  return sideBySide.map((each) => exampleHtml(each, candidate, metric)).join('\n');
}

function exampleHtml({ rival, outcome, example }: SideBySide, candidate: string, metric: string): string {
  const { prompt, target, references = [], answers } = example;
  const said = (subject: string): string[] => {
    const { text: answer, scores } = answers[subject]!;
    return [subject, answer || '(nothing)', scores[metric]?.toFixed(2) ?? '–'];
  };
  const rows = [
    ['asked', prompt, ''],
    ...[target, ...references].map((each) => ['reference', each, '']),
    said(rival),
    said(candidate),
  ];
  const cells = rows.map(([who, what, score]) => row([cell(who!, 'quiet'), cell(what!), cell(score!, 'number')]));
  const head = `${outcome} against ${rival} on line ${thousands(example.line)}, by ${metricTitle(metric)}`;
  return element('p', text(head), `example ${outcome}`) + table([], cells);
}
