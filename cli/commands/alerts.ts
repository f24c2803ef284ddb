/** landfall alerts: whether somebody has to be told of something, by the conditions that Cloud Monitoring tells of. */
import colors from 'picocolors';
import { alertConditions, commandOf } from '../../core/alerts/conditions';
import { judge, type AlertState, type Signal } from '../../core/alerts/judge';
import { signalsStatement } from '../../core/alerts/signals';
import { connect } from '../cloud';
import type { Cloud } from '../../operations/cloud';
import { print, printJson } from '../output';
import { tableLines, type TableColumn } from '../render/table';
import { inline } from '../../core/wording';
import { terminalWidth } from '../render/text';

const minute = 60_000;

export async function alerts({ json }: { json?: boolean }): Promise<void> {
  const found = await readAlerts(await connect());
  if (json) return printJson(found);
  print(alertLines(found, terminalWidth(process.stdout)).join('\n'));
}

/** What is raised first; of a condition that nothing speaks of, that it is unknown. */
export async function readAlerts(cloud: Cloud): Promise<AlertState[]> {
  const now = Math.floor(cloud.now() / minute) * minute;
  const { sql: query, params } = signalsStatement(cloud.status.project, 'landfall', now);
  const [signals] = await (await cloud.bigquery()).query({ query, ...(params && { params }) });
  const judged = judge(signals as Signal[], now);
  const unmeasured = alertConditions
    .filter(({ id }) => !judged.some(({ alert }) => alert === id))
    .map(({ id }): AlertState => ({ alert: id, subject: '–', state: 'unknown', why: 'nothing to look at' }));
  const order = ['raised', 'unknown', 'quiet'];
  return [...judged, ...unmeasured].toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

const columns: TableColumn[] = [
  { title: 'alert' },
  { title: 'of' },
  { title: 'state' },
  { title: 'measured', leftOut: 1 },
  { title: 'what shows the cause', isText: true },
];

const paint = { raised: colors.red, unknown: colors.dim, quiet: colors.green };

export function alertLines(found: AlertState[], terminalColumns?: number): string[] {
  const rows = found.map(({ alert, subject, state, severity, why }) => {
    const condition = alertConditions.find(({ id }) => id === alert)!;
    const told = severity === undefined ? state : `${state} (${severity})`;
    return [alert, inline(subject), paint[state](told), why, state === 'raised' ? commandOf(condition, subject) : ''];
  });
  return tableLines(columns, rows, { ...(terminalColumns !== undefined && { terminalColumns }), paint: colors.bold });
}
