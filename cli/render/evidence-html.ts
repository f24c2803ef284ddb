/** What a candidate said, on a page: which labels it takes for which, and examples beside its rivals'. */
import { thousands } from '../../core/wording';
import type { Confusion } from '../../operations/runs/confusion';
import type { Mistake, SideBySide, Evidence } from '../../operations/runs/evidence';
import { cell, element, row, table, text } from './html';
import { metricTitle } from '../../core/metrics/titles';

/** Rows are what was wanted, columns what was said; a cell is the darker, the more of its row it has. */
export function confusionHtml({ wanted, said, counts, others }: Confusion): string {
  const rows = wanted.map((label, at) => {
    const all = counts[at]!.reduce((sum, count) => sum + count, 0);
    const cells = counts[at]!.map((count, place) => {
      // What is right among all others is not told apart.
      const isTold = others === 0 || at < wanted.length - 1 || place !== at;
      const kind = count === 0 || !isTold ? '' : place === at ? ' right' : ' wrong';
      return `<td class="number${kind}" style="--share: ${((100 * count) / Math.max(all, 1)).toFixed(0)}%">${count === 0 ? '' : thousands(count)}</td>`;
    });
    return row([cell(label), ...cells, cell(thousands(all), 'number quiet')]);
  });
  const head = ['wanted, across what was said', ...said, 'all'].map(text);
  const note = others === 0 ? '' : element('p', text(`(other) is ${thousands(others)} labels together`), 'quiet');
  return table(head, rows, 'confusion') + note;
}

/** The most frequent ones, where not every label has a row of its own. */
export function mistakesHtml(mistakes: Mistake[]): string {
  const rows = mistakes.map(({ target, said, count }) =>
    row([cell(target), cell(said), cell(thousands(count), 'number')]),
  );
  return table(['wanted', 'said', 'examples'], rows);
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
