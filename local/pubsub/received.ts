/** A delivery as the pull methods answer with it (google.pubsub.v1.ReceivedMessage). */
import { toTimestamp, type Subscription } from './resources';
import type { Delivery } from './subscription-queue';

export function toReceivedMessage({ deadLetterPolicy }: Subscription, { ackId, message, content, attempt }: Delivery) {
  const { data, attributes, orderingKey, publishTime } = content;
  return {
    ackId,
    message: {
      messageId: message,
      publishTime: toTimestamp(publishTime),
      ...(data.length > 0 && { data }),
      ...(Object.keys(attributes).length > 0 && { attributes }),
      ...(orderingKey && { orderingKey }),
    },
    ...(deadLetterPolicy && { deliveryAttempt: attempt }),
  };
}
