/** landfall alerts: whether somebody has to be told of something, by the conditions that Cloud Monitoring tells of. */
import colors from 'picocolors';
import { alertConditions, commandOf } from '../../core/alerts/conditions';
import type { AlertState } from '../../core/alerts/judge';
import { connect } from '../cloud';
import { readAlerts } from '../../operations/warehouse/alerts';
import { print, printJson } from '../output';
import { tableLines, type TableColumn } from '../render/table';
import { inline } from '../../core/wording';
import { terminalWidth } from '../render/text';

export async function alerts({ json }: { json?: boolean }): Promise<void> {
  const found = await readAlerts(await connect());
  if (json) return printJson(found);
  print(alertLines(found, terminalWidth(process.stdout)).join('\n'));
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
