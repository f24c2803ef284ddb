/** Spans as OTLP's JSON has them, held against what Google takes. */
import { RpcError } from '../rpc/errors';

export interface StoredSpan {
  project: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  /** Nanoseconds since 1970, in digits: they are more than a number has. */
  start: string;
  end: string;
  /** Of the resource, too: as text, as Cloud Trace tells them. */
  labels: Record<string, string>;
}

/** One of them is set. */
interface AnyValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string | number;
  doubleValue?: number;
  arrayValue?: { values?: AnyValue[] };
}

interface KeyValue {
  key: string;
  value?: AnyValue;
}

interface OtlpSpan {
  traceId?: string;
  spanId?: string;
  parentSpanId?: string;
  name?: string;
  kind?: number;
  startTimeUnixNano?: string;
  endTimeUnixNano?: string;
  attributes?: KeyValue[];
}

interface ExportRequest {
  resourceSpans?: { resource?: { attributes?: KeyValue[] }; scopeSpans?: { spans?: OtlpSpan[] }[] }[];
}

/** docs.cloud.google.com/stackdriver/quotas, limits for ingestion of traces, 2026-11-29. Bytes, but for the number of attributes. */
const most = { key: 512, value: 64 * 1024, name: 1024, attributes: 1024 };

const refuse = (message: string): never => {
  throw new RpcError('INVALID_ARGUMENT', message);
};

/** @throws RpcError (INVALID_ARGUMENT) for the first that Google would not take: then none is kept */
export function readSpans({ resourceSpans = [] }: ExportRequest): StoredSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const shared = labelsOf(resource?.attributes);
    const project = shared['gcp.project_id'] ?? refuse('Resource is missing required attribute "gcp.project_id"');
    return scopeSpans.flatMap(({ spans = [] }) => spans.map((span) => readSpan(span, project, shared)));
  });
}

function readSpan(span: OtlpSpan, project: string, shared: Record<string, string>): StoredSpan {
  const { name = '', kind = 0, attributes = [] } = span;
  const traceId = idIn('trace_id', span.traceId, 32);
  const spanId = idIn('span_id', span.spanId, 16);
  if (name === '' || Buffer.byteLength(name) > most.name)
    refuse(`span ${spanId} has no name of 1 to ${most.name} bytes`);
  if (attributes.length > most.attributes) refuse(`span ${spanId} has more than ${most.attributes} attributes`);
  const { startTimeUnixNano: start = '', endTimeUnixNano: end = '' } = span;
  const areTimes = [start, end].every((time) => /^[1-9]\d{0,18}$/.test(time));
  if (!areTimes || BigInt(end) < BigInt(start)) refuse(`span ${spanId} does not end at or after its start`);
  return {
    project,
    traceId,
    spanId,
    ...(span.parentSpanId && { parentSpanId: idIn('parent_span_id', span.parentSpanId, 16) }),
    name,
    kind,
    start,
    end,
    labels: { ...shared, ...labelsOf(attributes) },
  };
}

function idIn(field: string, id: string | undefined, digits: number): string {
  const isOne = id !== undefined && id.length === digits && /^[0-9a-f]+$/i.test(id) && !/^0+$/.test(id);
  return isOne
    ? id.toLowerCase()
    : refuse(`${field} ${JSON.stringify(id)} is not of ${digits} hex digits, not all zero`);
}

function labelsOf(attributes: KeyValue[] = []): Record<string, string> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const text = textOf(value);
      if (!key || Buffer.byteLength(key) > most.key) refuse(`an attribute has no key of 1 to ${most.key} bytes`);
      if (Buffer.byteLength(text) > most.value) refuse(`the attribute ${key} has more than ${most.value} bytes`);
      return [key, text];
    }),
  );
}

function textOf(value: AnyValue = {}): string {
  const { arrayValue, ...plain } = value;
  if (arrayValue) return (arrayValue.values ?? []).map(textOf).join(',');
  return String(Object.values(plain)[0] ?? '');
}
