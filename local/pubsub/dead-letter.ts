/** What is forwarded when a subscription gives a message up: https://cloud.google.com/pubsub/docs/handling-failures */
import { idOf, projectOf } from './names';
import type { OutgoingMessage, Subscription } from './resources';
import type { StoredMessage } from './tables';

/** True when the policy says that `failures` failed deliveries are enough. */
export function isExhausted(subscription: Subscription, failures: number): boolean {
  const policy = subscription.deadLetterPolicy;
  return policy !== undefined && failures >= policy.maxDeliveryAttempts!;
}

/** The message for the dead-letter topic: the original with attributes that say where it comes from. */
export function deadLetter(
  message: StoredMessage,
  subscription: Subscription,
  failures: number,
  reason?: string,
): OutgoingMessage {
  const source = {
    CloudPubSubDeadLetterSourceDeliveryCount: String(failures),
    CloudPubSubDeadLetterSourceSubscription: idOf(subscription.name),
    CloudPubSubDeadLetterSourceSubscriptionProject: idOf(projectOf(subscription.name)),
    CloudPubSubDeadLetterSourceTopicPublishTime: new Date(message.publishTime).toISOString(),
  };
  const error: Record<string, string> = reason
    ? { CloudPubSubDeadLetterSourceDeliveryErrorMessage: reason.slice(0, 1024) }
    : {};
  return { ...message, attributes: { ...message.attributes, ...source, ...error } };
}
