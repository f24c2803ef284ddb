/** The trace of one exchange: begun with its request, written as lines of the log before its caller has the end of the answer. */
import { loggedEvent } from '../../../core/logged-event';
import { errorType, request as requestSpan, statusCode } from '../../../core/tracing/conventions';
import { isDrawn, parseTraceparent } from '../../../core/tracing/traceparent';
import type { Log } from '../../shared/stage/log';
import { newTraceId, TraceSpan, type EndedSpan, type Trace } from '../../shared/tracing/span';
import type { ServeDeps } from '../deps';
import type { Request } from '../../shared/http/body';
import type { Route } from '../routes';

/** Spans of a line: a long chain with all of its questions has a few hundred, and a line has its limit. */
const mostInLine = 50;

type Deps = Pick<ServeDeps, 'tracing' | 'clock' | 'print' | 'log'>;

export class ExchangeTrace {
  readonly span: TraceSpan;
  private readonly trace: Trace;
  private hasEnded = false;

  constructor(
    { headers }: Pick<Request, 'headers'>,
    private readonly route: Pick<Route, 'method' | 'operation'>,
    private readonly deps: Deps,
  ) {
    const { tracing, clock } = deps;
    const before = parseTraceparent(headers['traceparent']);
    const traceId = before?.traceId ?? newTraceId();
    const isSampled = isUndecided(before, headers) ? isDrawn(traceId, tracing.ratio) : before!.isSampled;
    const began = clock.now().getTime() - performance.now();
    this.trace = {
      traceId,
      isSampled,
      now: () => Math.round((began + performance.now()) * 1000) / 1000,
      spans: [],
      lines: [],
    };
    const { name, attributes } = requestSpan(route.method, route.operation.path);
    this.span = new TraceSpan(this.trace, name, 'server', attributes, before?.spanId);
  }

  /** Whose lines Cloud Logging shows with the trace. */
  get log(): Log {
    const { traceId, isSampled } = this.trace;
    return this.deps.log.with({
      'logging.googleapis.com/trace': `projects/${this.deps.tracing.project}/traces/${traceId}`,
      'logging.googleapis.com/spanId': this.span.spanId,
      'logging.googleapis.com/trace_sampled': isSampled,
    });
  }

  /** Once: what comes later is not of the exchange. Resolves when the platform has all of its lines. */
  async end(status: number): Promise<void> {
    if (this.hasEnded) return;
    this.hasEnded = true;
    // What only asks for what there is is no exchange: probes of the health would be most of the traces.
    if (this.route.method === 'GET') return;
    const { span, trace } = this;
    span.attributes[statusCode] = status;
    if (status >= 500) span.attributes[errorType] = String(status);
    span.end();
    for (let at = 0; at < trace.spans.length; at += mostInLine)
      trace.lines.push(this.lineOf(trace.spans.slice(at, at + mostInLine)));
    await this.flush();
  }

  /** Writes what is to be on record of the exchange so far, with one call: the system's are dearer than all else of a line. */
  async flush(): Promise<void> {
    const { lines } = this.trace;
    if (lines.length === 0) return;
    const text = lines.join('');
    lines.length = 0;
    try {
      await this.deps.print(text);
    } catch (error) {
      // The caller has the answer all the same.
      const unrecorded = 'landfall.prediction.made.v1';
      this.log.error(`an exchange could not be put on record: ${(error as Error).message}`, { unrecorded });
    }
  }

  private lineOf(spans: EndedSpan[]): string {
    const { tracing, clock } = this.deps;
    return loggedEvent({
      id: `${this.trace.traceId}/${spans[0]!.spanId}`,
      source: '/landfall/serve',
      type: 'landfall.exchange.traced.v1',
      time: clock.now().toISOString(),
      data: { service: 'serve', version: tracing.version, spans },
    });
  }
}

/**
 * Who keeps the trace before has it kept here; who does not, has it not. But Google's front end says 00 of all but a tenth of a request in
 * a second, whether or not its caller has said anything, and is known by its older header (docs.cloud.google.com/run/docs/trace, 2026-11-29).
 */
const isUndecided = (before: ReturnType<typeof parseTraceparent>, headers: Request['headers']): boolean =>
  !before || (!before.isSampled && headers['x-cloud-trace-context'] !== undefined);
