/** Whether somebody has to be told of something, by the conditions that Cloud Monitoring tells of. */
import { alertConditions } from '../../core/alerts/conditions';
import { judge, type AlertState, type Signal } from '../../core/alerts/judge';
import { signalsStatement } from '../../core/alerts/signals';
import type { Cloud } from '../cloud';

const minute = 60_000;

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
