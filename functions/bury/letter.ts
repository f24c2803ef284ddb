/** A dead letter: the message, and the stage that could not handle it. */
import { evaluationShard } from '../../core/functions';
import { stageNames, type StageName } from '../../core/stages';
import { decodeEvent, UndecodableError, type Event, type PushedMessage } from '../shared/stage/events';

export interface Letter {
  stage: StageName;
  deliveries: number;
  event: Event;
  /** When it was first published. */
  publishedAt: string;
}

/**
 * Pub/Sub says in attributes where a message has died (cloud.google.com/pubsub/docs/handling-failures); a stage's subscription
 * is called like the stage.
 * @throws UndecodableError when it is no stage's message, or none that can be read
 */
export function readLetter(message: PushedMessage): Letter {
  const { attributes = {} } = message;
  const subscription = attributes['CloudPubSubDeadLetterSourceSubscription'];
  if (subscription === evaluationShard.name)
    throw new UndecodableError(`it has died at ${subscription}, whose work evaluate does itself by then`);
  const stage = stageNames.find((name) => name === subscription);
  if (!stage) throw new UndecodableError(`it has died at ${subscription ?? 'no subscription'}, which is no stage's`);
  return {
    stage,
    deliveries: Number(attributes['CloudPubSubDeadLetterSourceDeliveryCount'] ?? 0),
    event: decodeEvent(message),
    publishedAt: attributes['CloudPubSubDeadLetterSourceTopicPublishTime'] ?? '',
  };
}
