/** When a message that was not acknowledged comes again. */
import { toMilliseconds, type Subscription } from './resources';

/** Back-off of a push subscription without a policy: https://cloud.google.com/pubsub/docs/push#push_backoff */
const pushBackoff = { minimum: 100, maximum: 60_000 };

/**
 * The wait in milliseconds before redelivery, after `failures` failed deliveries (1 or more): doubling from the policy's
 * minimum to its maximum. A pull subscription without a policy redelivers at once, as Google's does.
 */
export function redeliveryDelay(subscription: Subscription, failures: number): number {
  const policy = subscription.retryPolicy;
  if (policy) {
    const minimum = toMilliseconds(policy.minimumBackoff!);
    return Math.min(minimum * 2 ** (failures - 1), toMilliseconds(policy.maximumBackoff!));
  }
  if (!subscription.pushConfig?.pushEndpoint && !subscription.bigqueryConfig) return 0;
  return Math.min(pushBackoff.minimum * 2 ** (failures - 1), pushBackoff.maximum);
}
