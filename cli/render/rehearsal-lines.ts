/** A rehearsal as lines: what happens in which week, the money of each month, what is to be decided, and what is assumed. */
import colors from 'picocolors';
import { week } from '../../core/drift/signal';
import { signals } from '../../core/drift/signals';
import type { Rehearsal } from '../../core/rehearsal/rehearse';
import { plural, thousands, inline } from '../../core/wording';
import { tableLines, type TableOptions } from './table';
import { formatDay, formatDollars } from '../../core/quantities';
import { wrap } from './text';

/** @param terminalColumns absent in a pipe: tables are tab-separated then, and no line is wrapped */
export function rehearsalLines(rehearsal: Rehearsal, terminalColumns?: number): string[] {
  const { pipeline, from, until, requests } = rehearsal;
  const options = { terminalColumns, paint: colors.bold };
  const unanswered = requests.unanswered > 0 ? `, ${thousands(requests.unanswered)} of them without an answer` : '';
  return [
    `${pipeline} from ${formatDay(from)} to ${formatDay(until)}: ${thousands(requests.asked)} requests${unanswered}`,
    '',
    ...(rehearsal.happenings.length > 0 ? timeline(rehearsal, options) : ['Nothing happens but answers.']),
    '',
    ...tableLines(
      ['month', 'runs', 'budget', 'requests', 'serving', 'together'].map((title, at) => ({ title, isNumber: at > 0 })),
      rehearsal.months.map(({ month, runs, budget, requests: asked, serving }) => [
        month,
        formatDollars(runs),
        formatDollars(budget),
        thousands(asked),
        serving === undefined ? 'not known' : formatDollars(serving),
        serving === undefined ? 'not known' : formatDollars(runs + serving),
      ]),
      options,
    ),
    ...paragraph('Drift', driftSentences(rehearsal), terminalColumns),
    ...paragraph('To decide now', rehearsal.decide, terminalColumns),
    ...paragraph('Assumed', rehearsal.assumed, terminalColumns),
    '',
    'Nothing was started, and no model was asked.',
  ];
}

const timeline = ({ happenings, from }: Rehearsal, options: TableOptions): string[] =>
  tableLines(
    [{ title: 'week', isNumber: true }, { title: 'day' }, { title: 'what happens', isText: true }],
    happenings.map(({ at, text }) => [weekOf(at, from), at.slice(0, 10), inline(text)]),
    options,
  );

const weekOf = (at: string, from: string): string => String(Math.floor((Date.parse(at) - Date.parse(from)) / week) + 1);

function driftSentences({ from, until, drift }: Rehearsal): string[] {
  const { quietWeeks, alarms, requestsSinceShift, signals: watched } = drift;
  const weeks = (Date.parse(until) - Date.parse(from)) / week;
  const seen = alarms.find(({ requests }) => requests !== undefined);
  const early = watched.filter(({ needs }) => needs !== undefined);
  return [
    `false alarms: at most one in ${quietWeeks} quiet weeks on average, ${Number((weeks / quietWeeks).toFixed(2))} in these ${weeks}`,
    ...(requestsSinceShift === undefined
      ? []
      : [
          seen
            ? `the shift is seen after ${plural(seen.requests!, 'request')}`
            : `the shift is not seen in ${plural(requestsSinceShift, 'request')}`,
        ]),
    ...early.map(
      ({ name, votes, needs }) =>
        `not measurable by the end: ${signals[name].title}, of ${thousands(votes)} votes and ${Number.isFinite(needs) ? thousands(needs!) : 'no number that is known'} needed`,
    ),
  ];
}

function paragraph(title: string, sentences: string[], terminalColumns?: number): string[] {
  if (sentences.length === 0) return [];
  const room = terminalColumns === undefined ? Infinity : Math.max(20, terminalColumns - 3);
  const items = sentences.flatMap((each) =>
    wrap(inline(each), room).map((line, at) => `${at === 0 ? '- ' : '  '}${line}`),
  );
  return ['', colors.bold(title), ...items];
}
