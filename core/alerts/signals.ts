/** The statement that reads signals, for whoever judges them. */
import type { Statement } from '../statement';
import { daysRead } from './conditions';

/** Rows are Signals. A filter on day reads those days' answers alone. @param now milliseconds since 1970 */
export const signalsStatement = (project: string, dataset: string, now: number): Statement => ({
  sql: `SELECT measure, subject, UNIX_MILLIS(at) AS at, total, bad
FROM \`${project}.${dataset}.signals\`
WHERE day >= DATE_SUB(DATE(TIMESTAMP_MILLIS(@now)), INTERVAL ${daysRead} DAY) AND at <= TIMESTAMP_MILLIS(@now)`,
  params: { now },
});
