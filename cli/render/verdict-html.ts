/** Verdicts on a page: every comparison with its interval drawn, and below them what decides. */
import type { Verdicts } from '../../operations/runs/verdicts';
import { forestPlot } from './forest-plot';
import { cell, element, row, table, text } from './html';
import { verdictCells, verdictColumns, verdictWords } from './verdict-lines';

export function verdictHtml(verdicts: Verdicts): string {
  const drawn = forestPlot(verdicts.all);
  const titles = verdictColumns.map(({ title }) => text(title));
  const rows = verdicts.all.map((each, i) =>
    row(
      [
        ...verdictCells(each).map((value, at) => cell(value, verdictColumns[at]!.isNumber ? 'number' : '')),
        element('td', drawn.rows[i]!),
      ],
      each.verdict.replace(' ', '-'),
    ),
  );
  const axis = row([...titles.map(() => cell('')), element('td', drawn.axis)]);
  return table([...titles, ''], [...rows, axis], 'verdicts') + element('p', text(verdictWords(verdicts)));
}
