/** The header by which a trace goes on from one service to the next: https://www.w3.org/TR/trace-context-2/#traceparent-header */

export interface TraceContext {
  /** 32 hex digits. */
  traceId: string;
  /** Of the span that goes on, 16 hex digits. */
  spanId: string;
  /** Somebody before keeps the trace. */
  isSampled: boolean;
}

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const zeros = /^0+$/;

/** Undefined of one that is to be ignored: malformed, of the version ff, with an id of zeros. A later version may have more at its end. */
export function parseTraceparent(header: unknown): TraceContext | undefined {
  const [, version, traceId, spanId, flags, more] = (typeof header === 'string' && form.exec(header)) || [];
  if (!version || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (zeros.test(traceId!) || zeros.test(spanId!)) return undefined;
  return { traceId: traceId!, spanId: spanId!, isSampled: (Number.parseInt(flags!, 16) & 1) === 1 };
}

export const formatTraceparent = ({ traceId, isSampled }: Omit<TraceContext, 'spanId'>, spanId: string): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;

/** Whether a trace that nobody has decided on is among this share of all; any service that asks so by the same ratio says the same. */
export const isDrawn = (traceId: string, ratio: number): boolean =>
  Number.parseInt(traceId.slice(-13), 16) / 2 ** 52 >= 1 - ratio;
