/** The trace of one exchange: begun with its request, written as lines of the log before its caller has the end of the answer. */
import { loggedEvent } from '../../../core/logged-event';
import { attribute } from '../../../core/tracing/conventions';
import { isDrawn, parseTraceparent } from '../../../core/tracing/traceparent';
import type { Log } from '../../shared/stage/log';
import { newTraceId, TraceSpan, type EndedSpan } from '../../shared/tracing/span';
import type { ServeDeps } from '../deps';
import type { Request } from '../http/requests';
import type { Route } from '../routes';

export interface ExchangeTrace {
  span: TraceSpan;
  /** Whose lines Cloud Logging shows with the trace. */
  log: Log;
  /** Once: what comes later is not of the exchange. Resolves when the platform has the lines. */
  end(status: number): Promise<void>;
}

/** Spans of a line: a long chain with all of its questions has a few hundred, and a line has its limit. */
const mostInLine = 50;

export function beginTrace(
  { headers }: Pick<Request, 'headers'>,
  { method, operation }: Pick<Route, 'method' | 'operation'>,
  { tracing, clock, print, log }: Pick<ServeDeps, 'tracing' | 'clock' | 'print' | 'log'>,
): ExchangeTrace {
  const { project, version, ratio } = tracing;
  const { traceId, isSampled, parentSpanId } = contextOf(headers, ratio);
  const [began, from] = [clock.now().getTime(), performance.now()];
  const trace = { traceId, isSampled, now: () => began + performance.now() - from, spans: [], measured: [] };
  const span = new TraceSpan(
    trace,
    `${method} ${operation.path}`,
    'server',
    { [attribute.method]: method, [attribute.route]: operation.path },
    parentSpanId,
  );
  let hasEnded = false;
  return {
    span,
    log: log.with({
      'logging.googleapis.com/trace': `projects/${project}/traces/${traceId}`,
      'logging.googleapis.com/spanId': span.spanId,
      'logging.googleapis.com/trace_sampled': isSampled,
    }),
    async end(status) {
      // What only asks for what there is is no exchange: a probe of the health would be most of the traces.
      if (hasEnded || method === 'GET') return;
      hasEnded = true;
      span.set({ [attribute.status]: status, [attribute.errorType]: status >= 500 ? String(status) : undefined });
      span.end();
      const lines = [...trace.measured, ...linesOf(trace.spans, version, clock.now())];
      // Who cannot print can say so nowhere: the record of the answer has failed, too, and is missed.
      if (lines.length > 0) await print(lines.join('')).catch(() => undefined);
    },
  };
}

/**
 * The trace that a request goes on with, or a new one. Who keeps the trace before has it kept here; who does not, has it not, but for
 * Google's front end: it says 00 of all but a tenth of a request in a second, whether or not its caller has said anything, and is known by
 * its older header (docs.cloud.google.com/run/docs/trace, 2026-11-29).
 */
function contextOf(headers: Request['headers'], ratio: number) {
  const before = parseTraceparent(headers['traceparent']);
  const traceId = before?.traceId ?? newTraceId();
  const isUndecided = !before || (!before.isSampled && headers['x-cloud-trace-context'] !== undefined);
  const isSampled = isUndecided ? isDrawn(traceId, ratio) : before.isSampled;
  return { traceId, isSampled, ...(before && { parentSpanId: before.spanId }) };
}

function linesOf(spans: EndedSpan[], version: string, now: Date): string[] {
  const lines: string[] = [];
  for (let at = 0; at < spans.length; at += mostInLine) {
    const some = spans.slice(at, at + mostInLine);
    lines.push(
      loggedEvent({
        id: `${some[0]!.traceId}/${some[0]!.spanId}`,
        source: '/landfall/serve',
        type: 'landfall.exchange.traced.v1',
        time: now.toISOString(),
        data: { service: 'serve', version, spans: some },
      }),
    );
  }
  return lines;
}
