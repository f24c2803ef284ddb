/** landfall drift: whether questions and answers are as they were, what has moved, and the end of an alarm. */
import colors from 'picocolors';
import { signals } from '../../core/drift/signals';
import { percent, plural, thousands, inline } from '../../core/wording';
import { connect } from '../cloud';
import { readDrift, settleDrift, type Drift } from '../../operations/warehouse/drift';
import { print, printJson } from '../output';
import { labelled, labelledProse } from '../render/run-lines';
import { tableLines, type TableColumn } from '../render/table';
import { formatTime } from '../../core/quantities';
import { terminalWidth } from '../render/text';

interface DriftOptions {
  settle?: 'mistaken' | 'usual';
  json?: boolean;
}

export async function drift(pipeline: string, { settle, json }: DriftOptions): Promise<void> {
  const cloud = await connect();
  if (settle) await settleDrift(cloud, pipeline, settle);
  const found = await readDrift(cloud, pipeline);
  if (json) return printJson(found);
  for (const line of driftLines(found, terminalWidth(process.stdout))) print(line);
}

export function driftLines({ pipeline, until, quietWeeks, signals: all, alarm }: Drift, columns?: number): string[] {
  const promise = `at most one false alarm in ${quietWeeks} quiet weeks, over all signals together`;
  const standing = alarm ? colors.yellow('an alarm stands') : colors.green('no drift');
  return [
    labelledProse('Drift', `${standing} in ${pipeline}, until ${formatTime(until)} (${promise})`),
    ...(alarm ? alarmLines(pipeline, alarm, columns) : []),
    '',
    ...tableLines(signalColumns, all.map(signalRow), {
      ...(columns !== undefined && { terminalColumns: columns }),
      paint: colors.bold,
    }),
  ];
}

const signalColumns: TableColumn[] = [
  { title: 'signal' },
  { title: 'votes', isNumber: true },
  { title: 'state', isText: true },
];

function signalRow({ name, votes, needs, held }: Drift['signals'][number]): string[] {
  const state =
    needs === undefined
      ? `watched: its bets hold ${percent(Number((held ?? 0).toFixed(4)))} of an alarm`
      : votes === 0
        ? 'nothing of it was seen'
        : `not measurable, needs ${Number.isFinite(needs) ? `${thousands(needs)} votes` : 'more votes'}`;
  return [signals[name].title, thousands(votes), state];
}

const movedColumns: TableColumn[] = [
  { title: 'of' },
  { title: 'before', isNumber: true },
  { title: 'since', isNumber: true },
  { title: '95 %', leftOut: 1 },
  { title: 'what', isText: true },
];

function alarmLines(
  pipeline: string,
  { from, at, moved, examples }: NonNullable<Drift['alarm']>,
  columns?: number,
): string[] {
  const share = (value: number): string => percent(Number(value.toFixed(3)));
  const rows = moved.map(({ signal, category, mostly = category, expected, observed, interval }) => [
    signals[signal].title,
    share(expected),
    share(observed),
    interval.map(share).join(' to '),
    inline(mostly),
  ]);
  return [
    labelledProse(
      'Since',
      `about ${formatTime(from)}, seen ${formatTime(at)}, in ${plural(moved[0]?.votes ?? 0, 'vote')}`,
    ),
    '',
    ...tableLines(movedColumns, rows, {
      ...(columns !== undefined && { terminalColumns: columns }),
      paint: colors.bold,
    }),
    '',
    ...examples.flatMap(({ id, input, text }) => [
      labelledProse('Example', inline(`${input} → ${text ?? '(no answer)'}`)),
      labelled('', `npx landfall why ${id}`),
    ]),
    labelled(
      'Next',
      [
        `npx landfall retrain ${pipeline} --why TEXT`,
        `npx landfall drift ${pipeline} --settle usual      (so it is from now on: learnt anew)`,
        `npx landfall drift ${pipeline} --settle mistaken   (it was no change: as before)`,
      ].join('\n'),
    ),
  ];
}
