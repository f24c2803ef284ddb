/** Spans as OTLP has them in JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
import { errorType } from '../../core/tracing/conventions';
import type { EventData } from '../../schemas/generated/types';

type Traced = EventData['landfall.exchange.traced.v1'];
type SpanAttributes = Traced['spans'][number]['attributes'];

export interface Place {
  project: string;
  region: string;
}

const kinds = { internal: 1, server: 2, client: 3 } as const;

/** Without gcp.project_id Google takes no span: it says whose they are. */
export const otlpOf = ({ service, version, spans }: Traced, { project, region }: Place) => ({
  resourceSpans: [
    {
      resource: {
        attributes: attributesOf({
          'gcp.project_id': project,
          'service.name': service,
          'service.version': version,
          'cloud.provider': 'gcp',
          'cloud.region': region,
        }),
      },
      scopeSpans: [{ scope: { name: 'landfall', version }, spans: spans.map(spanOf) }],
    },
  ],
});

function spanOf({ kind, start, end, attributes, ...span }: Traced['spans'][number]) {
  const error = attributes[errorType];
  return {
    ...span,
    kind: kinds[kind],
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(end),
    attributes: attributesOf(attributes),
    ...(error !== undefined && { status: { code: 2, message: String(error) } }),
  };
}

/** As text: a number of JavaScript's is exact to a quarter of a microsecond there. */
const nanoseconds = (milliseconds: number): string => `${Math.round(milliseconds * 1000)}000`;

const attributesOf = (attributes: SpanAttributes) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));

function valueOf(value: SpanAttributes[string]): object {
  if (Array.isArray(value)) return { arrayValue: { values: value.map(valueOf) } };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'string') return { stringValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
