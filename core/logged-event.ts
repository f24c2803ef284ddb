/** An event as a line of a function's log: how it is written, which entries a sink finds, and how Pub/Sub makes an event of one again. */
import type { Event } from './event';
import type { EventType } from './stages';

/**
 * Bytes of a line that Cloud Run hands to Cloud Logging as one structured entry. Cloud Logging takes 256 KB (limit "Size of a
 * LogEntry", docs.cloud.google.com/logging/quotas, read on 2026-11-29); of lines users report some 100 KB that come as JSON
 * (github.com/GoogleCloudPlatform/buildpacks/issues/510, 2025-05-20), and Google documents none: so this is well below both.
 */
export const longestLoggedEvent = 64 * 1024;

/** One line, its end included. The event is a field, since Cloud Logging takes `time` and others out of an entry itself. */
export const loggedEvent = (event: Event): string => `${JSON.stringify({ message: event.type, event })}\n`;

/** Events of the type that a function logs, in Cloud Logging's query language. Nothing that a caller says becomes a line of its own. */
export const entriesOf = (type: EventType, functionName: string): string =>
  [...ofFunction(functionName), `jsonPayload.event.type="${type}"`].join(' AND ');

/** Entries in which a function says that an event is not on record: the field names the event's type. */
export const unrecordedBy = (functionName: string): string =>
  [...ofFunction(functionName), 'jsonPayload.unrecorded:"landfall."'].join(' AND ');

/** A function of the second generation is a service of Cloud Run. */
export const ofFunction = (name: string): string[] => [
  'resource.type="cloud_run_revision"',
  `resource.labels.service_name="${name}"`,
];

/**
 * Pub/Sub's transform of what a topic has, be it published as an event or routed there as a log entry, to the event's data.
 * https://docs.cloud.google.com/pubsub/docs/smts/udfs-overview
 */
export const eventOfEntry = {
  functionName: 'eventOfEntry',
  code: `function eventOfEntry(message, metadata) {
  if (message.attributes['ce-type'] !== undefined) return message;
  return { data: JSON.stringify(JSON.parse(message.data).jsonPayload.event.data), attributes: message.attributes };
}
`,
};
