/** The sections of a run as a terminal shows them. */
import colors from 'picocolors';
import type { HeldOutAnswer } from '../held-out-answer';
import { formatError } from '../output';
import type { Section } from '../run-sections';
import { leaderInShort } from '../../operations/runs/verdicts';
import { checkLines } from './check-lines';
import { metricsTable } from './metrics-table';
import { quarantineLines } from './report-lines';
import { columnsFor, indented, labelled, labelledProse, runLines } from './run-lines';
import { inColumns } from './text';
import { verdictLines } from './verdict-lines';

/** @param terminalColumns without them nothing is cut or wrapped */
export function sectionLines(sections: Section[], terminalColumns?: number): string[] {
  return sections.flatMap((section) => linesOf(section, terminalColumns));
}

function linesOf(section: Section, terminalColumns?: number): string[] {
  switch (section.kind) {
    case 'text':
      return [(section.isCode ? labelled : labelledProse)(section.label, section.text)];
    case 'stages':
      return ['', ...runLines(section.view, { terminalColumns }), ''];
    case 'rows':
      return [
        labelled(section.label, [...inColumns(section.rows, { room: columnsFor() }), ...section.more].join('\n')),
      ];
    case 'quarantine':
      return [
        ...section.objects.map((object, i) =>
          labelled(i === 0 ? 'Quarantine' : '', quarantineLines(object).join('\n')),
        ),
        ...section.more.map((text) => labelled('', text)),
      ];
    case 'checks':
      return [
        labelled('Checks', checkLines(section.checks, { batch: section.batch, columns: columnsFor() }).join('\n')),
      ];
    case 'metrics':
      return ['', indented(metricsTable(section.evaluated, section.champion, columnsFor()))];
    case 'verdict':
      return [
        '',
        ...(section.isWhole
          ? verdictLines(section.verdicts, terminalColumns)
          : [labelledProse('Verdict', leaderInShort(section.verdicts))]),
      ];
    case 'answer':
      return ['', sideBySide(section.answer)];
    case 'ending':
      return ['', formatError(section.message, section, terminalColumns ?? Infinity)];
    case 'next':
      return ['', labelled('Next', section.commands.join('\n'))];
  }
}

export const answeredBy = ({ isPrompted }: HeldOutAnswer): string => (isPrompted ? 'Prompted' : 'Tuned');

export function sideBySide(answer: HeldOutAnswer): string {
  const { input, base, candidate, reference } = answer;
  return [
    labelledProse('Held out', `"${input}"`),
    labelledProse('Base', base || '(nothing)', colors.dim),
    labelledProse(answeredBy(answer), candidate || '(nothing)', colors.green),
    labelledProse('Reference', reference),
  ].join('\n');
}
