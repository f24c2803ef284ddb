/** The HTTP request that carries one message: https://cloud.google.com/pubsub/docs/push#receive_push */
import type { Subscription } from '../resources';
import type { Delivery } from '../subscription-queue';

export interface PushRequest {
  headers: Record<string, string>;
  body: Buffer;
}

/** Wrapped in JSON, or the bare data when the subscription unwraps payloads. */
export function createPushRequest(subscription: Subscription, delivery: Delivery): PushRequest {
  const { pushConfig } = subscription;
  return pushConfig?.noWrapper ? unwrapped(subscription, delivery) : wrapped(subscription, delivery);
}

function wrapped(subscription: Subscription, { message, content, attempt }: Delivery): PushRequest {
  const publishTime = new Date(content.publishTime).toISOString();
  const body = {
    message: {
      ...(Object.keys(content.attributes).length > 0 && { attributes: content.attributes }),
      ...(content.data.length > 0 && { data: content.data.toString('base64') }),
      messageId: message,
      message_id: message,
      ...(content.orderingKey && { orderingKey: content.orderingKey }),
      publishTime,
      publish_time: publishTime,
    },
    subscription: subscription.name,
    ...(subscription.deadLetterPolicy && { deliveryAttempt: attempt }),
  };
  return { headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) };
}

/** https://cloud.google.com/pubsub/docs/payload-unwrapping: attributes become headers as they are named. */
function unwrapped(subscription: Subscription, { message, content, attempt }: Delivery): PushRequest {
  if (!subscription.pushConfig?.noWrapper?.writeMetadata) return { headers: {}, body: content.data };
  const headers = {
    ...content.attributes,
    'x-goog-pubsub-subscription-name': subscription.name,
    'x-goog-pubsub-message-id': message,
    'x-goog-pubsub-publish-time': new Date(content.publishTime).toISOString(),
    ...(content.orderingKey && { 'x-goog-pubsub-ordering-key': content.orderingKey }),
    ...(subscription.deadLetterPolicy && { 'x-goog-pubsub-delivery-attempt': String(attempt) }),
  };
  return { headers, body: content.data };
}
