/** The one decoder of messages: CloudEvents in Pub/Sub's binary mode, Cloud Storage's notifications, and events that come by a log. */
import { eventValidators } from '../../../schemas/generated/event-validators';
import { saidBefore, type Event } from '../../../core/event';
import type { EventType } from '../../../core/stages';

export { encodeEvent, type Event } from '../../../core/event';

/** A message as the Functions Framework hands it over from a wrapped push. */
export interface PushedMessage {
  messageId?: string;
  publishTime?: string;
  /** Base64. */
  data?: string;
  attributes?: Record<string, string>;
}

export class UndecodableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UndecodableError';
  }
}

/** @throws UndecodableError when the message is no event of Landfall's, or its data does not fit the event's schema. */
export function decodeEvent({ data, attributes = {}, messageId = '', publishTime = '' }: PushedMessage): Event {
  if (attributes['eventType'] === 'OBJECT_FINALIZE') return fromNotification(attributes, messageId, publishTime);

  if (attributes['logging.googleapis.com/timestamp'] !== undefined) return checked(loggedIn(parse(data)));

  const type = attributes['ce-type'] as EventType;
  if (!type) throw new UndecodableError('the message has neither a ce-type nor an eventType attribute');
  return checked({
    // A scheduler cannot make ids: Pub/Sub's own stands in.
    id: attributes['ce-id'] ?? messageId,
    source: attributes['ce-source'] ?? '',
    type,
    time: attributes['ce-time'] ?? publishTime,
    subject: attributes['ce-subject'],
    ...(attributes[saidBefore] && { again: true as const }),
    data: parse(data),
  });
}

/** Everything needed is in the attributes; the payload is the object's whole metadata, or absent. */
function fromNotification(attributes: Record<string, string>, messageId: string, publishTime: string): Event {
  const { bucketId, objectId, objectGeneration, eventTime } = attributes;
  return checked({
    id: messageId,
    source: `//storage.googleapis.com/projects/_/buckets/${bucketId}`,
    type: 'landfall.dataset.landed.v1',
    time: eventTime ?? publishTime,
    subject: objectId,
    data: { bucket: bucketId, name: objectId, generation: objectGeneration },
  });
}

/** Of a log entry that a sink has sent on. */
function loggedIn(entry: unknown): Event {
  const { event } = (entry as { jsonPayload?: { event?: Event } }).jsonPayload ?? {};
  if (!event) throw new UndecodableError('the log entry has no event');
  return event;
}

function parse(data = ''): unknown {
  try {
    return JSON.parse(Buffer.from(data, 'base64').toString('utf8') || '{}');
  } catch (error) {
    throw new UndecodableError(`the message's data is not JSON: ${(error as Error).message}`);
  }
}

function checked(event: {
  type: EventType;
  data: unknown;
  id: string;
  source: string;
  time: string;
  subject?: string;
  again?: true;
}) {
  const isValid = eventValidators[event.type];
  if (!isValid) throw new UndecodableError(`unknown event type ${event.type}`);
  if (!isValid(event.data)) {
    const reasons = isValid.errors?.map(({ instancePath, message }) => `${instancePath || 'data'} ${message}`);
    throw new UndecodableError(`the data of ${event.type} does not fit its schema: ${reasons?.join('; ')}`);
  }
  return event as Event;
}
