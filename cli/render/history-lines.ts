/** The history of a pipeline as a table, a run a line. */
import colors from 'picocolors';
import type { HistoryRun } from '../../operations/warehouse/history';
import { tableLines, type TableColumn } from './table';
import { formatDollars, formatSeconds } from '../../core/quantities';
import { inline, dotted } from '../../core/wording';

const columns: TableColumn[] = [
  { title: 'begun', leftOut: 1 },
  { title: 'run' },
  { title: 'triggered by', leftOut: 3 },
  { title: 'status' },
  { title: 'took', isNumber: true, leftOut: 4 },
  { title: 'cost', isNumber: true, leftOut: 2 },
  { title: 'in production' },
  { title: 'stages, verdict', isText: true },
];

export function historyLines(runs: HistoryRun[], terminalColumns?: number): string[] {
  const rows = runs.map((run) => [
    run.begunAt?.slice(0, 16).replace('T', ' ') ?? '–',
    run.run,
    inline(run.batch ?? '–'),
    run.status,
    run.begunAt && run.endedAt ? formatSeconds((Date.parse(run.endedAt) - Date.parse(run.begunAt)) / 1000) : '–',
    costText(run),
    run.production.map(({ since, until }) => `${day(since)} to ${until ? day(until) : 'now'}`).join(', ') || '–',
    inline(dotted(stagesText(run), run.reason ?? run.verdict ?? false)),
  ]);
  return tableLines(columns, rows, { ...(terminalColumns !== undefined && { terminalColumns }), paint: colors.bold });
}

const day = (at: string): string => at.slice(0, 10);

const costText = ({ cost }: HistoryRun): string =>
  cost === undefined
    ? '–'
    : cost.spent === undefined
      ? `≤ ${formatDollars(cost.committed)}`
      : formatDollars(cost.spent);

const stagesText = ({ stages }: HistoryRun): string =>
  stages.map(({ stage, seconds }) => (seconds === undefined ? stage : `${stage} ${formatSeconds(seconds)}`)).join(', ');
