/**
 * The spans of one exchange, as OpenTelemetry means them. By hand: its SDK would be 267 KB of a bundle and 110 ms of a start, and takes
 * 29 µs for the two spans of an answer. What is exported is OTLP all the same.
 */
import { randomUUID } from 'node:crypto';
import type { Attributes } from '../../../core/tracing/conventions';
import { formatTraceparent } from '../../../core/tracing/traceparent';
import type { EventData } from '../../../schemas/generated/types';

export type EndedSpan = EventData['landfall.exchange.traced.v1']['spans'][number];

/** What the spans of an exchange share. */
export interface Trace {
  traceId: string;
  /** Whether its spans are kept. What is measured is kept of every exchange. */
  isSampled: boolean;
  /** Milliseconds since 1970, to the microsecond. */
  now: () => number;
  spans: EndedSpan[];
  /** Of the log, each with its end: what is to be written before the caller has the end of the answer. */
  lines: string[];
}

/** The digits of a UUID, of which Node has some ready: 122 of their bits are random, and never all are zero. */
function digits(): string {
  const uuid = randomUUID();
  return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(14, 18) + uuid.slice(19, 23) + uuid.slice(24);
}
export const newTraceId = digits;
const newSpanId = (): string => digits().slice(16);

export class TraceSpan {
  readonly spanId = newSpanId();
  private readonly start: number;

  /** @param attributes are its own from now on. @param parentSpanId absent of a span that nothing is before */
  constructor(
    readonly trace: Trace,
    private readonly name: string,
    private readonly kind: EndedSpan['kind'],
    public attributes: Attributes,
    private readonly parentSpanId?: string,
  ) {
    this.start = trace.now();
  }

  begin(name: string, kind: EndedSpan['kind'], attributes: Attributes = {}): TraceSpan {
    return new TraceSpan(this.trace, name, kind, attributes, this.spanId);
  }

  /** Since it has begun. */
  get seconds(): number {
    return Math.round((this.trace.now() - this.start) * 1000) / 1e6;
  }

  /** The header that says to whoever is called that this span is before theirs. */
  get traceparent(): string {
    return formatTraceparent(this.trace, this.spanId);
  }

  end(): void {
    const { trace, spanId, parentSpanId, name, kind, start } = this;
    if (!trace.isSampled) return;
    const attributes = this.attributes as EndedSpan['attributes'];
    trace.spans.push({ traceId: trace.traceId, spanId, parentSpanId, name, kind, start, end: trace.now(), attributes });
  }
}
