/** The messages of every topic on disk, written once and kept while a subscription or a retention needs them. */
import { withPrefix, type State } from '../state';
import { idsUnder, type Backlog } from './backlog';
import type { Clock } from '../clock';
import { invalidArgument } from './errors';
import type { Filter } from './filter';
import { toMilliseconds, type OutgoingMessage, type Topic } from './resources';
import { nextMessageIds, type StoredMessage, type SubscriptionRecord, type Tables, type TopicRecord } from './tables';

/** What the messages need to know of a subscription. */
export interface Subscriber {
  record: SubscriptionRecord;
  filter: Filter;
  backlog: Backlog;
}

/** What the messages ask of topics, subscriptions and snapshots; by topic id, since a deleted topic's subscriptions live on. */
export interface Holders {
  topicOf(topicId: string): Topic | undefined;
  subscribersOf(topicId: string): Subscriber[];
  /** Whether a snapshot needs the message. */
  isHeld(topicId: string, message: string): boolean;
}

const maximumMessageBytes = 10_000_000;

export class Messages {
  constructor(
    private readonly state: State,
    private readonly tables: Tables,
    private readonly clock: Clock,
    private readonly holders: Holders,
  ) {}

  /**
   * Stores the messages and queues them for each subscription whose filter they match, as one atomic write.
   * @returns their ids, in order
   */
  publish({ id, topic }: TopicRecord, outgoing: OutgoingMessage[]): string[] {
    const publishTime = this.clock.now();
    return this.state.transaction(() => {
      const messages = nextMessageIds(this.tables, outgoing.length);
      const subscribers = this.holders.subscribersOf(id).filter(({ record }) => !record.subscription.detached);
      outgoing.forEach(({ data = Buffer.alloc(0), attributes = {}, orderingKey = '' }, index) => {
        const message = messages[index]!;
        const receivers = subscribers.filter(({ filter }) => filter(attributes));
        if (receivers.length === 0 && !topic.messageRetentionDuration && !this.holders.isHeld(id, message)) return;
        this.tables.messages.put(`${id}/${message}`, { data: Buffer.from(data), attributes, orderingKey, publishTime });
        for (const { record, backlog } of receivers) backlog.add(message, keyOf(record, orderingKey));
      });
      return messages;
    });
  }

  load(topicId: string, message: string): StoredMessage | undefined {
    return this.tables.messages.get(`${topicId}/${message}`);
  }

  /** Takes a message out of a subscription, keeping it for a seek where that is asked for. */
  settle({ record, backlog }: Subscriber, message: string): void {
    backlog.remove(message);
    if (record.subscription.retainAckedMessages) this.tables.retained.put(`${record.id}/${message}`, true);
    else this.release(record.topicId, message);
  }

  /** Forgets a message that no subscription and no retention of its topic needs. */
  release(topicId: string, message: string): void {
    const topic = this.holders.topicOf(topicId);
    if (topic?.messageRetentionDuration) return;
    const isHeld = this.holders.subscribersOf(topicId).some(({ record, backlog }) => {
      return backlog.get(message) !== undefined || this.tables.retained.get(`${record.id}/${message}`) !== undefined;
    });
    if (!isHeld && !this.holders.isHeld(topicId, message)) this.tables.messages.remove(`${topicId}/${message}`);
  }

  /** Forgets the messages that only the retention of a deleted topic kept. */
  releaseAll(topicId: string): void {
    for (const message of idsUnder(this.tables.messages, topicId)) this.release(topicId, message);
  }

  /** Drops everything that a subscription holds, when it is deleted or detached. */
  abandon({ record, backlog }: Subscriber): void {
    backlog.clear((message) => this.release(record.topicId, message));
    for (const message of idsUnder(this.tables.retained, record.id)) {
      this.tables.retained.remove(`${record.id}/${message}`);
      this.release(record.topicId, message);
    }
  }

  /** Marks what was published before `time` as acknowledged, and what is retained from then on as not. */
  seekToTime(subscriber: Subscriber, time: number): void {
    const { id, topicId } = subscriber.record;
    const keepsAll = this.holders.topicOf(topicId)?.messageRetentionDuration !== undefined;
    this.seek(subscriber, (message, { publishTime }) => {
      const isRetained = keepsAll || this.tables.retained.get(`${id}/${message}`) !== undefined;
      return publishTime >= time && (isRetained || subscriber.backlog.get(message) !== undefined);
    });
  }

  /** Makes the wanted messages, and no others, unacknowledged. */
  seek(subscriber: Subscriber, isWanted: (message: string, content: StoredMessage) => boolean): void {
    const { record, filter, backlog } = subscriber;
    for (const message of idsUnder(this.tables.messages, record.topicId)) {
      const content = this.load(record.topicId, message)!;
      const isWaiting = backlog.get(message) !== undefined;
      if (!isWanted(message, content)) {
        if (isWaiting) this.settle(subscriber, message);
      } else if (!isWaiting && filter(content.attributes)) {
        backlog.add(message, keyOf(record, content.orderingKey));
        this.tables.retained.remove(`${record.id}/${message}`);
      }
    }
  }

  /** Forgets what is older than every retention that applies to it. Messages lie in publishing order, so it stops early. */
  sweep(topicId: string): void {
    const now = this.clock.now();
    const subscribers = this.holders.subscribersOf(topicId);
    const retentions = [this.holders.topicOf(topicId), ...subscribers.map(({ record }) => record.subscription)];
    const longest = Math.max(...retentions.map((one) => toMilliseconds(one?.messageRetentionDuration ?? {})));
    const expired: string[] = [];
    for (const { key, value } of this.tables.messages.entries(withPrefix(`${topicId}/`))) {
      if (value.publishTime + longest > now) break;
      expired.push(key);
    }
    this.state.transaction(() => {
      for (const key of expired) {
        const message = key.slice(topicId.length + 1);
        for (const { record, backlog } of subscribers) {
          backlog.remove(message);
          this.tables.retained.remove(`${record.id}/${message}`);
        }
        this.tables.messages.remove(key);
      }
    });
  }
}

function keyOf(record: SubscriptionRecord, orderingKey: string): string | undefined {
  return record.subscription.enableMessageOrdering ? orderingKey : undefined;
}

/** Limits: https://cloud.google.com/pubsub/quotas#resource_limits @throws RpcError INVALID_ARGUMENT */
export function checkMessage({ data, attributes = {}, orderingKey = '' }: OutgoingMessage): void {
  const entries = Object.entries(attributes);
  if (!data?.length && entries.length === 0) {
    throw invalidArgument(
      'One or more messages in the publish request is empty. Each message must contain either non-empty data, or at least one attribute.',
    );
  }
  if ((data?.length ?? 0) > maximumMessageBytes)
    throw invalidArgument(`A message is larger than ${maximumMessageBytes} bytes.`);
  if (entries.length > 100) throw invalidArgument('A message has more than 100 attributes.');
  for (const [key, value] of entries) {
    if (key === '' || Buffer.byteLength(key) > 256 || key.startsWith('goog'))
      throw invalidArgument(`Invalid attribute key (key=${key}).`);
    if (Buffer.byteLength(value) > 1024)
      throw invalidArgument(`The value of attribute ${key} is longer than 1024 bytes.`);
  }
  if (Buffer.byteLength(orderingKey) > 1024) throw invalidArgument('An ordering key is longer than 1024 bytes.');
}
