/** Push delivery: each message is posted to the endpoint, and the answer's status is its acknowledgement. */
import { PermissionDenied, type Access } from '../../iam/access';
import type { Clock } from '../../clock';
import type { Undelivered } from '../../undelivered';
import type { Subscription } from '../resources';
import type { Delivery, SubscriptionQueue } from '../subscription-queue';
import type { Post } from './http-post';
import { createPushRequest } from './push-request';
import { PushWindow } from './push-window';

/** https://cloud.google.com/pubsub/docs/push#receive_push */
const acknowledging = new Set([102, 200, 201, 202, 204]);

export interface PushDeps {
  access: Access;
  clock: Clock;
  post: Post;
  undelivered: Undelivered;
}

/** Pushes what the queue has, until the returned function is called; what is under way then still counts. */
export function startPush(deps: PushDeps, subscription: Subscription, queue: SubscriptionQueue) {
  const { access, clock, post, undelivered } = deps;
  const what = `Pushes of ${subscription.name}`;
  const window = new PushWindow();
  const running = new Set<AbortController>();
  const answered: string[] = [];
  const endpoint = subscription.pushConfig!.pushEndpoint!;
  // The request is broken off at the deadline; the queue's own comes after it, so that the reason is known.
  const deadlineSeconds = subscription.ackDeadlineSeconds! + 1;

  function pump(): void {
    // One message of an ordering key at a time, so that a failed one is not overtaken.
    for (const delivery of queue.take({ maximum: window.room, perKey: 1, deadlineSeconds })) {
      window.begin();
      void push(delivery).then(({ isSuccess, reason }) => {
        window.end(isSuccess);
        if (isSuccess) acknowledgeSoon(delivery.ackId);
        else queue.modifyDeadline([delivery.ackId], 0, reason);
        // The window has room again, even where the delivery had expired and nothing else changed.
        queue.wake();
      });
    }
  }

  /** Answers that arrive together become one write to disk. */
  function acknowledgeSoon(ackId: string): void {
    if (answered.push(ackId) === 1) setImmediate(() => queue.acknowledge(answered.splice(0)));
  }

  async function push(delivery: Delivery): Promise<{ isSuccess: boolean; reason?: string }> {
    const controller = new AbortController();
    const cancelDeadline = clock.after(subscription.ackDeadlineSeconds! * 1000, () => controller.abort());
    running.add(controller);
    try {
      const { headers, body } = createPushRequest(subscription, delivery);
      const authorization = await authorize();
      const request = {
        method: 'POST' as const,
        headers: { ...headers, ...authorization },
        body,
        signal: controller.signal,
      };
      const { status } = await post(endpoint, request);
      const isSuccess = acknowledging.has(status);
      const reason = `The push endpoint answered ${status}.`;
      if (isSuccess) undelivered.settle(what);
      // Cloud Run's answer to an account that may not call a service.
      if (status === 403) undelivered.fail(what, reason);
      return { isSuccess, reason };
    } catch (error) {
      if (error instanceof PermissionDenied) undelivered.fail(what, error.message);
      // Not reached, not answered in time, or no token: each is a delivery that failed, and is tried again.
      return { isSuccess: false, reason: `The push endpoint did not answer: ${String(error)}` };
    } finally {
      cancelDeadline();
      running.delete(controller);
    }
  }

  async function authorize(): Promise<Record<string, string>> {
    const { serviceAccountEmail, audience } = subscription.pushConfig!.oidcToken ?? {};
    if (!serviceAccountEmail) return {};
    return { authorization: `Bearer ${await access.issueIdToken(serviceAccountEmail, audience || endpoint)}` };
  }

  const forget = queue.onReady(pump);
  queue.wake();
  return {
    /** Takes nothing more; what is under way still counts. */
    stop: forget,
    /** Breaks off what is under way. */
    abort(): void {
      for (const controller of running) controller.abort();
    },
  };
}
