/** A trace as Cloud Trace tells it. */
import type { LocalCloud } from './cloud';
import { OperationError, exitCodes } from '../operations/errors';

/** docs.cloud.google.com/trace/docs/reference/v1/rest/v1/projects.traces#TraceSpan */
export interface ToldSpan {
  /** Decimal digits. */
  spanId: string;
  parentSpanId?: string;
  kind: string;
  name: string;
  /** ISO 8601, to the nanosecond. */
  startTime: string;
  endTime: string;
  labels: Record<string, string>;
}

/** Its spans, in the order in which they began. @throws OperationError (usage) for an id of none */
export async function readTrace({ status }: LocalCloud, id: string): Promise<ToldSpan[]> {
  const unknown = (why: string): OperationError =>
    new OperationError(`There is no trace "${id}".`, {
      exitCode: exitCodes.usage,
      why,
      next: 'npx landfall why ID has the trace of an answer',
    });
  if (!/^[0-9a-f]{32}$/.test(id)) throw unknown('it has not the form of one: 32 hex digits');
  const response = await fetch(`${status.endpoints.telemetry}/v1/projects/${status.project}/traces/${id}`);
  if (response.status === 404)
    throw unknown('nothing is kept of it: one that is kept (landfall:traceRatio) is there seconds after its answer');
  if (!response.ok) throw new OperationError(`The trace cannot be read: ${await response.text()}`);
  return ((await response.json()) as { spans: ToldSpan[] }).spans;
}
