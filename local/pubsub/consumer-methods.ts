/** The API's methods for who consumes a subscription: pull, streaming pull, acknowledge (google.pubsub.v1.Subscriber). */
import type { Call, StreamHandler } from '../rpc/api';
import { pull } from './delivery/pull';
import { failedPrecondition, invalidAckIds, invalidArgument } from './errors';
import { toReceivedMessage } from './received';
import type { MethodDeps, Named } from './requests';
import { serveStreamingPull } from './streaming-pull';

interface PullRequest extends Named<'subscription'> {
  maxMessages?: number;
  returnImmediately?: boolean;
}

interface AckRequest extends Named<'subscription'> {
  ackIds?: string[];
  ackDeadlineSeconds?: number;
}

export function createConsumerMethods({ broker, clock, may }: MethodDeps) {
  return {
    async Pull({ subscription, maxMessages = 0, returnImmediately = false }: PullRequest, call: Call) {
      may(call, 'pubsub.subscriptions.consume', subscription);
      const queue = pullable(subscription);
      if (maxMessages <= 0) throw invalidArgument('The value for max_messages is too small. It must be 1 or more.');
      const deliveries = await pull(queue, clock, {
        maximum: Math.min(maxMessages, 1000),
        returnImmediately,
        signal: call.signal,
      });
      const settings = broker.subscription(subscription);
      return { receivedMessages: deliveries.map((delivery) => toReceivedMessage(settings, delivery)) };
    },
    Acknowledge({ subscription, ackIds = [] }: AckRequest, call: Call) {
      may(call, 'pubsub.subscriptions.consume', subscription);
      if (ackIds.length === 0) throw invalidArgument('No ack ids specified.');
      const invalid = broker.queue(subscription).acknowledge(ackIds);
      if (invalid.length > 0) throw invalidAckIds(invalid);
      return {};
    },
    ModifyAckDeadline({ subscription, ackIds = [], ackDeadlineSeconds = 0 }: AckRequest, call: Call) {
      may(call, 'pubsub.subscriptions.consume', subscription);
      if (ackIds.length === 0) throw invalidArgument('No ack ids specified.');
      if (ackDeadlineSeconds < 0 || ackDeadlineSeconds > 600) {
        throw invalidArgument(
          `Invalid ack deadline given (ack_deadline_seconds=${ackDeadlineSeconds}): 0 to 600 is allowed.`,
        );
      }
      const invalid = broker.queue(subscription).modifyDeadline(ackIds, ackDeadlineSeconds);
      if (invalid.length > 0) throw invalidAckIds(invalid);
      return {};
    },
    StreamingPull: ((stream, call, fail) => {
      const open = (subscription: string | undefined) => {
        may(call, 'pubsub.subscriptions.consume', subscription);
        return pullable(subscription);
      };
      serveStreamingPull(stream, broker, open, fail);
    }) satisfies StreamHandler,
  };

  /** The queue of a subscription that is there to be pulled from. */
  function pullable(name: string | undefined) {
    const { pushConfig, bigqueryConfig } = broker.subscription(name);
    if (pushConfig?.pushEndpoint || bigqueryConfig) {
      throw failedPrecondition(`Method call not allowed on a ${bigqueryConfig ? 'BigQuery' : 'push'} subscription.`);
    }
    return broker.queue(name);
  }
}
