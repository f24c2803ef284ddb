/** What Cloud Run makes of a line that a function prints: https://docs.cloud.google.com/run/docs/logging#container-logs */
import type { Log } from '../log';

/** https://docs.cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry */
export interface LogEntry {
  insertId: string;
  logName: string;
  resource: { type: 'cloud_run_revision'; labels: Record<string, string> };
  timestamp: string;
  receiveTimestamp: string;
  severity?: string;
  labels?: Record<string, string>;
  /** `projects/P/traces/ID` */
  trace?: string;
  spanId?: string;
  traceSampled?: boolean;
  /** Of a line that is a JSON object. */
  jsonPayload?: Record<string, unknown>;
  textPayload?: string;
}

export interface Place {
  project: string;
  region: string;
}

type Printed = Parameters<Log['write']>[0];

/** Fields of a line that are fields of its entry, and not of the payload. */
const ofEntry = ['severity', 'time', 'timestamp', 'httpRequest'];
const isOfEntry = (field: string): boolean => ofEntry.includes(field) || field.startsWith('logging.googleapis.com/');

/** @param now when it is received, ISO 8601 */
export function logEntryOf(printed: Printed, insertId: string, place: Place, now: string): LogEntry {
  const { severity, time = now, ...fields } = printed;
  const stage = fields['stage'] as string;
  const labels = fields['logging.googleapis.com/labels'] as Record<string, string> | undefined;
  const trace = fields['logging.googleapis.com/trace'] as string | undefined;
  const spanId = fields['logging.googleapis.com/spanId'] as string | undefined;
  const payload = Object.fromEntries(
    Object.entries(fields).filter(([field]) => field !== 'stage' && !isOfEntry(field)),
  );
  // A message alone is a text.
  const isText = Object.keys(payload).join() === 'message';
  return {
    insertId,
    logName: `projects/${place.project}/logs/run.googleapis.com%2Fstdout`,
    resource: {
      type: 'cloud_run_revision',
      labels: {
        configuration_name: stage,
        location: place.region,
        project_id: place.project,
        revision_name: `${stage}-00001`,
        service_name: stage,
      },
    },
    timestamp: time,
    receiveTimestamp: now,
    ...(severity && { severity }),
    ...(labels && { labels }),
    ...(trace && { trace, traceSampled: fields['logging.googleapis.com/trace_sampled'] === true }),
    ...(spanId && { spanId }),
    ...(isText ? { textPayload: String(payload['message']) } : { jsonPayload: payload }),
  };
}
