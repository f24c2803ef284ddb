/** Everything that Pub/Sub keeps on disk. Memory holds only what is being delivered, whatever the backlog. */
import type { State, Table } from '../state';
import type { Schema, Snapshot, Subscription, Topic } from './resources';

export interface StoredMessage {
  data: Buffer;
  attributes: Record<string, string>;
  orderingKey: string;
  /** Milliseconds since 1970. */
  publishTime: number;
}

export interface BacklogEntry {
  /** Deliveries that ended without an acknowledgement. */
  failures: number;
  /** Set while the message waits for redelivery: milliseconds since 1970. */
  retryAt?: number;
  /** Digest of the ordering key, where the subscription keeps order. */
  key?: string;
}

export interface TopicRecord {
  id: string;
  topic: Topic;
}

export interface SubscriptionRecord {
  id: string;
  topicId: string;
  subscription: Subscription;
  /** How often it was moved to a time or a snapshot. */
  seeks?: number;
}

export interface SnapshotRecord {
  id: string;
  topicId: string;
  /** The first message id that was not given yet. */
  next: string;
  snapshot: Snapshot;
}

export interface Tables {
  topics: Table<TopicRecord>;
  subscriptions: Table<SubscriptionRecord>;
  /** Revisions, oldest first. */
  schemas: Table<Schema[]>;
  policies: Table<object>;
  counters: Table<number>;
  /** TOPIC/MESSAGE: kept while a subscription still needs it or retention says so. */
  messages: Table<StoredMessage>;
  /** SUBSCRIPTION/MESSAGE: what is not acknowledged. */
  backlog: Table<BacklogEntry>;
  /** SUBSCRIPTION/TIME/MESSAGE: the backlog that waits for redelivery, by when. */
  retries: Table<true>;
  /** SUBSCRIPTION/KEY/MESSAGE: the backlog of each ordering key. */
  keys: Table<true>;
  /** SUBSCRIPTION/MESSAGE: acknowledged, and retained for a seek. */
  retained: Table<true>;
  snapshots: Table<SnapshotRecord>;
  /** SNAPSHOT/MESSAGE: not acknowledged when the snapshot was taken. */
  snapshotMessages: Table<true>;
}

export function openTables(state: State): Tables {
  return {
    topics: state.table('pubsub-topics'),
    subscriptions: state.table('pubsub-subscriptions'),
    schemas: state.table('pubsub-schemas'),
    policies: state.table('pubsub-policies'),
    counters: state.table('pubsub-counters'),
    messages: state.table('pubsub-messages'),
    backlog: state.table('pubsub-backlog'),
    retries: state.table('pubsub-retries'),
    keys: state.table('pubsub-keys'),
    retained: state.table('pubsub-retained'),
    snapshots: state.table('pubsub-snapshots'),
    snapshotMessages: state.table('pubsub-snapshot-messages'),
  };
}

/** Message ids are 16 digits like Google's, so that their order as text is the order of publishing. */
const firstMessage = 1_000_000_000_000_000;

/** Takes `count` message ids, in order and never given before. Call it in the transaction that uses them. */
export function nextMessageIds(tables: Tables, count: number): string[] {
  const first = tables.counters.get('message') ?? firstMessage;
  tables.counters.put('message', first + count);
  return Array.from({ length: count }, (_, index) => String(first + index));
}

/** A short id for a topic or a subscription; a name made again after a delete gets another. */
export function nextResourceId(tables: Tables): string {
  const id = tables.counters.get('resource') ?? 1;
  tables.counters.put('resource', id + 1);
  return id.toString(36).padStart(6, '0');
}
