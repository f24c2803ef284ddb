/** StreamingPull: messages flow to the client as long as it has room for them (google/pubsub/v1/pubsub.proto). */
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { Broker } from './broker';
import { failedPrecondition, invalidArgument, notFound } from './errors';
import { toReceivedMessage } from './received';
import type { Delivery, SubscriptionQueue } from './subscription-queue';

export interface StreamingPullRequest {
  subscription?: string;
  ackIds?: string[];
  modifyDeadlineSeconds?: number[];
  modifyDeadlineAckIds?: string[];
  streamAckDeadlineSeconds?: number;
  maxOutstandingMessages?: number;
  maxOutstandingBytes?: number;
}

const messagesPerResponse = 100;
const bytesPerResponse = 1_000_000;

/** Serves one stream; `open` checks the caller and gives the queue, `fail` ends the stream with an error. */
export function serveStreamingPull(
  stream: ServerDuplexStream<StreamingPullRequest, object>,
  broker: Broker,
  open: (subscription: string | undefined) => SubscriptionQueue,
  fail: (error: unknown) => void,
): void {
  let name: string | undefined;
  let queue: SubscriptionQueue | undefined;
  let deadlineSeconds = 0;
  let limits = { messages: 1000, bytes: Infinity };
  const outstanding = new Map<string, number>();
  let outstandingBytes = 0;
  const cleanups: (() => void)[] = [];

  function begin(request: StreamingPullRequest): SubscriptionQueue {
    const opened = open(request.subscription);
    name = request.subscription!;
    limits = { messages: request.maxOutstandingMessages || 1000, bytes: request.maxOutstandingBytes || Infinity };
    cleanups.push(opened.onReady(pump));
    cleanups.push(broker.onSubscription((changed) => changed === name && endIfGone()));
    return opened;
  }

  function receive(request: StreamingPullRequest): void {
    const isFirst = !queue;
    queue ??= begin(request);
    const deadline = request.streamAckDeadlineSeconds ?? 0;
    if ((isFirst || deadline) && (deadline < 10 || deadline > 600)) {
      throw invalidArgument(
        `Invalid stream ack deadline given (stream_ack_deadline_seconds=${deadline}): 10 to 600 is allowed.`,
      );
    }
    deadlineSeconds = deadline || deadlineSeconds;
    if (request.ackIds?.length) queue.acknowledge(request.ackIds);
    request.modifyDeadlineAckIds?.forEach((ackId, index) => {
      queue!.modifyDeadline([ackId], request.modifyDeadlineSeconds?.[index] ?? 0);
    });
    pump();
  }

  function pump(): void {
    while (outstanding.size < limits.messages && outstandingBytes < limits.bytes) {
      const maximum = Math.min(limits.messages - outstanding.size, messagesPerResponse);
      const deliveries = queue!.take({ maximum, deadlineSeconds, onEnd: forgetOne });
      if (deliveries.length === 0) return;
      for (const { message, content } of deliveries) {
        outstanding.set(message, content.data.length);
        outstandingBytes += content.data.length;
      }
      send(deliveries);
    }
  }

  function forgetOne(message: string): void {
    outstandingBytes -= outstanding.get(message) ?? 0;
    outstanding.delete(message);
  }

  function send(deliveries: Delivery[]): void {
    const subscription = broker.subscription(name);
    const subscriptionProperties = {
      exactlyOnceDeliveryEnabled: subscription.enableExactlyOnceDelivery ?? false,
      messageOrderingEnabled: subscription.enableMessageOrdering ?? false,
    };
    for (const part of inParts(deliveries)) {
      const receivedMessages = part.map((delivery) => toReceivedMessage(subscription, delivery));
      stream.write({ receivedMessages, subscriptionProperties });
    }
  }

  function endIfGone(): void {
    if (!broker.names().includes(name!)) end(notFound(name!));
    else if (broker.subscription(name).detached) end(failedPrecondition('Subscription is detached.'));
  }

  function end(error: unknown): void {
    cleanups.splice(0).forEach((cleanup) => cleanup());
    if (error) fail(error);
  }

  stream.on('data', (request: StreamingPullRequest) => {
    try {
      receive(request);
    } catch (error) {
      end(error);
    }
  });
  stream.on('end', () => {
    end(undefined);
    stream.end();
  });
  stream.on('cancelled', () => end(undefined));
}

/** Splits deliveries so that no response grows far beyond a megabyte. */
function* inParts(deliveries: Delivery[]): Iterable<Delivery[]> {
  let part: Delivery[] = [];
  let bytes = 0;
  for (const delivery of deliveries) {
    part.push(delivery);
    bytes += delivery.content.data.length;
    if (bytes < bytesPerResponse) continue;
    yield part;
    part = [];
    bytes = 0;
  }
  if (part.length > 0) yield part;
}
