/** A trace as Cloud Trace's API tells it: docs.cloud.google.com/trace/docs/reference/v1/rest/v1/projects.traces#Trace */
import type { StoredSpan } from './otlp';

/** A span's id as that API has it: a number of 64 bits, in decimal digits. */
const decimal = (spanId: string): string => BigInt(`0x${spanId}`).toString();

const kinds: Record<number, string> = { 2: 'RPC_SERVER', 3: 'RPC_CLIENT' };

const timeOf = (nanoseconds: string): string =>
  `${new Date(Number(nanoseconds.slice(0, -6))).toISOString().slice(0, -1)}${nanoseconds.slice(-6)}Z`;

export const tracedAs = (projectId: string, traceId: string, spans: StoredSpan[]) => ({
  projectId,
  traceId,
  spans: spans
    .toSorted((a, b) => Number(BigInt(a.start) - BigInt(b.start)))
    .map(({ spanId, parentSpanId, name, kind, start, end, labels }) => ({
      spanId: decimal(spanId),
      ...(parentSpanId && { parentSpanId: decimal(parentSpanId) }),
      kind: kinds[kind] ?? 'SPAN_KIND_UNSPECIFIED',
      name,
      startTime: timeOf(start),
      endTime: timeOf(end),
      labels,
    })),
});
