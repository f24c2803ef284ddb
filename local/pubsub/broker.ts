/** Topics, subscriptions and what is published on them: Pub/Sub without a wire. */
import type { State } from '../state';
import { Backlog } from './backlog';
import type { Clock } from './clock';
import { deadLetter, isExhausted } from './dead-letter';
import { alreadyExists, invalidArgument, notFound, PubSubError } from './errors';
import { parseFilter } from './filter';
import { Messages, type Subscriber } from './messages';
import { checkName, deletedTopic, projectOf } from './names';
import type { OutgoingMessage, Subscription, Topic } from './resources';
import { completeSubscription, completeTopic, mutableSubscriptionFields, mutableTopicFields } from './settings';
import { Snapshots, type Snapshot } from './snapshots';
import { SubscriptionQueue } from './subscription-queue';
import { nextResourceId, openTables, type SubscriptionRecord, type Tables, type TopicRecord } from './tables';
import { applyMask, type FieldMask } from './update-mask';

/** A subscription in operation. */
export interface LiveSubscription extends Subscriber {
  queue: SubscriptionQueue;
}

/** How often messages past their retention are looked for. */
const sweepInterval = 10 * 60_000;

export class Broker {
  readonly tables: Tables;
  readonly snapshots: Snapshots;
  readonly #topics = new Map<string, TopicRecord>();
  readonly #subscriptions = new Map<string, LiveSubscription>();
  readonly #messages: Messages;
  readonly #listeners = new Set<(name: string) => void>();
  #cancelSweep = () => {};

  constructor(
    private readonly state: State,
    private readonly clock: Clock,
    private readonly mayForward: (subscription: string, topic: string) => boolean = () => true,
  ) {
    this.tables = openTables(state);
    this.#messages = new Messages(state, this.tables, clock, {
      topicOf: (topicId) => [...this.#topics.values()].find(({ id }) => id === topicId)?.topic,
      subscribersOf: (topicId) => this.#subscribersOf(topicId),
      isHeld: (topicId, message) => this.snapshots.holds(topicId, message),
    });
    this.snapshots = new Snapshots(this.tables, clock, (topicId) => this.#messages.releaseAll(topicId));
    for (const { key, value } of this.tables.topics.entries()) this.#topics.set(key, value);
    for (const { value } of this.tables.subscriptions.entries()) this.#start(value);
    this.#sweep();
  }

  /** Calls `listener` with the name of every subscription that is made, changed or deleted, until the result is called. */
  onSubscription(listener: (name: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @throws PubSubError INVALID_ARGUMENT, ALREADY_EXISTS */
  createTopic(given: Topic): Topic {
    const name = checkName(given.name, 'topics');
    if (this.#topics.has(name)) throw alreadyExists(name);
    const topic = completeTopic(given);
    this.state.transaction(() => this.#saveTopic({ id: nextResourceId(this.tables), topic }));
    return topic;
  }

  /** @throws PubSubError NOT_FOUND */
  topic(name: string | undefined): Topic {
    return this.#topic(name).topic;
  }

  topics(project: string): Topic[] {
    return [...this.#topics.values()].map(({ topic }) => topic).filter(({ name }) => projectOf(name) === project);
  }

  /** @throws PubSubError NOT_FOUND, INVALID_ARGUMENT for a field that cannot change */
  updateTopic(given: Topic, mask?: FieldMask): Topic {
    const { id, topic } = this.#topic(given.name);
    const updated = completeTopic(applyMask(topic, given, mask, mutableTopicFields));
    this.#saveTopic({ id, topic: updated });
    return updated;
  }

  /** Deletes a topic; its subscriptions keep what they have. */
  deleteTopic(name: string | undefined): void {
    const { id, topic } = this.#topic(name);
    this.state.transaction(() => {
      this.tables.topics.remove(topic.name);
      this.tables.policies.remove(topic.name);
      for (const live of this.#subscribersOf(id)) {
        this.#save(live, { ...live.record.subscription, topic: deletedTopic });
      }
      this.#topics.delete(topic.name);
      this.#messages.releaseAll(id);
    });
  }

  /**
   * Stores messages and queues them on every subscription of the topic; durable when this returns.
   * @param topicName projects/PROJECT/topics/TOPIC
   * @returns the message ids, in order
   * @throws PubSubError NOT_FOUND, INVALID_ARGUMENT
   */
  publish(topicName: string | undefined, messages: OutgoingMessage[]): string[] {
    const record = this.#topic(topicName);
    if (messages.length === 0) throw invalidArgument('The publish request has no messages.');
    if (messages.length > 1000) throw invalidArgument('The publish request has more than 1000 messages.');
    const ids = this.#messages.publish(record, messages);
    for (const { queue } of this.#subscribersOf(record.id)) queue.wake();
    return ids;
  }

  /** @throws PubSubError INVALID_ARGUMENT, NOT_FOUND for the topic, ALREADY_EXISTS */
  createSubscription(given: Subscription): Subscription {
    const name = checkName(given.name, 'subscriptions');
    if (this.#subscriptions.has(name)) throw alreadyExists(name);
    const topicId = this.#topic(given.topic).id;
    const subscription = this.#complete(given);
    const record = this.state.transaction(() => {
      const created = { id: nextResourceId(this.tables), topicId, subscription };
      this.tables.subscriptions.put(name, created);
      return created;
    });
    this.#start(record);
    this.#changed(name);
    return this.#withTopicRetention(subscription);
  }

  /** @throws PubSubError NOT_FOUND */
  subscription(name: string | undefined): Subscription {
    return this.#withTopicRetention(this.live(name).record.subscription);
  }

  subscriptions(project: string): Subscription[] {
    const names = [...this.#subscriptions.keys()].filter((name) => projectOf(name) === project);
    return names.map((name) => this.subscription(name));
  }

  subscriptionsOf(topicName: string | undefined): string[] {
    return this.#subscribersOf(this.#topic(topicName).id)
      .map(({ record }) => record.subscription)
      .filter(({ detached }) => !detached)
      .map(({ name }) => name);
  }

  /** @throws PubSubError NOT_FOUND, INVALID_ARGUMENT for a field that cannot change */
  updateSubscription(given: Subscription, mask?: FieldMask): Subscription {
    const live = this.live(given.name);
    this.#save(live, this.#complete(applyMask(live.record.subscription, given, mask, mutableSubscriptionFields)));
    this.#changed(given.name);
    live.queue.wake();
    return this.subscription(given.name);
  }

  deleteSubscription(name: string | undefined): void {
    const live = this.live(name);
    this.#subscriptions.delete(name!);
    live.queue.close();
    this.state.transaction(() => {
      this.tables.subscriptions.remove(name!);
      this.tables.policies.remove(name!);
      this.#messages.abandon(live);
    });
    this.#changed(name!);
  }

  /** Stops a subscription for good: it gets and gives nothing any more. */
  detach(name: string | undefined): void {
    const live = this.live(name);
    this.state.transaction(() => {
      this.#save(live, { ...live.record.subscription, detached: true });
      this.#messages.abandon(live);
    });
    live.queue.restart();
    this.#changed(name!);
  }

  /** Moves a subscription to a point in time (milliseconds since 1970), as far as messages are retained. */
  seek(name: string | undefined, time: number): void {
    const live = this.live(name);
    this.state.transaction(() => this.#messages.seekToTime(live, time));
    live.queue.restart();
  }

  /** Takes a snapshot of what a subscription has not acknowledged. @throws PubSubError NOT_FOUND, ALREADY_EXISTS */
  createSnapshot(
    name: string | undefined,
    subscription: string | undefined,
    labels?: Record<string, string>,
  ): Snapshot {
    const live = this.live(subscription);
    return this.state.transaction(() => this.snapshots.create(name, live, labels));
  }

  deleteSnapshot(name: string | undefined): void {
    this.state.transaction(() => this.snapshots.delete(name));
  }

  /** Moves a subscription to a snapshot of its topic. @throws PubSubError NOT_FOUND, INVALID_ARGUMENT for another topic's */
  seekToSnapshot(name: string | undefined, snapshotName: string): void {
    const live = this.live(name);
    const snapshot = this.snapshots.get(snapshotName);
    if (snapshot.topicId !== live.record.topicId) throw invalidArgument('The snapshot is of another topic.');
    this.state.transaction(() => {
      this.#messages.seek(live, (message) => this.snapshots.contains(snapshot, message));
    });
    live.queue.restart();
  }

  /**
   * A subscription that can be consumed from.
   * @throws PubSubError NOT_FOUND, FAILED_PRECONDITION when it is detached
   */
  queue(name: string | undefined): SubscriptionQueue {
    const { record, queue } = this.live(name);
    if (record.subscription.detached) {
      throw new PubSubError('FAILED_PRECONDITION', `Subscription is detached (resource=${record.subscription.name}).`);
    }
    return queue;
  }

  /** @throws PubSubError NOT_FOUND */
  live(name: string | undefined): LiveSubscription {
    const live = this.#subscriptions.get(name ?? '');
    if (!live) throw notFound(checkName(name, 'subscriptions'));
    return live;
  }

  names(): string[] {
    return [...this.#subscriptions.keys()];
  }

  close(): void {
    this.#cancelSweep();
    for (const { queue } of this.#subscriptions.values()) queue.close();
  }

  #start(record: SubscriptionRecord): void {
    const { name } = record.subscription;
    const backlog = new Backlog(this.tables, record.id);
    const live: Subscriber = { record, filter: parseFilter(record.subscription.filter ?? ''), backlog };
    const queue = new SubscriptionQueue({
      id: record.id,
      state: this.state,
      clock: this.clock,
      backlog,
      subscription: () => live.record.subscription,
      load: (message) => this.#messages.load(record.topicId, message),
      settle: (message) => this.#messages.settle(live, message),
      forward: (message, failures, reason) => this.#forward(live, message, failures, reason),
    });
    this.#subscriptions.set(name, Object.assign(live, { queue }));
  }

  /** Publishes a message that failed too often to the dead-letter topic, in the transaction that takes it away here. */
  #forward({ record }: Subscriber, message: string, failures: number, reason?: string): boolean {
    const { subscription, topicId } = record;
    const topicName = subscription.deadLetterPolicy?.deadLetterTopic;
    const content = this.#messages.load(topicId, message);
    // Without its dead-letter topic, or the right to use it, the message goes on being redelivered, as Google's does.
    if (!content || !topicName || !this.#topics.has(topicName) || !isExhausted(subscription, failures)) return false;
    if (!this.mayForward(subscription.name, topicName)) return false;
    this.publish(topicName, [deadLetter(content, subscription, failures, reason)]);
    return true;
  }

  #complete(given: Subscription): Subscription {
    const subscription = completeSubscription(given);
    if (subscription.deadLetterPolicy) this.#topic(subscription.deadLetterPolicy.deadLetterTopic);
    return subscription;
  }

  #withTopicRetention(subscription: Subscription): Subscription {
    const retention = this.#topics.get(subscription.topic)?.topic.messageRetentionDuration;
    return retention ? { ...subscription, topicMessageRetentionDuration: retention } : subscription;
  }

  #topic(name: string | undefined): TopicRecord {
    const record = this.#topics.get(name ?? '');
    if (!record) throw notFound(checkName(name, 'topics'));
    return record;
  }

  #subscribersOf(topicId: string): LiveSubscription[] {
    return [...this.#subscriptions.values()].filter(({ record }) => record.topicId === topicId);
  }

  #saveTopic(record: TopicRecord): void {
    this.tables.topics.put(record.topic.name, record);
    this.#topics.set(record.topic.name, record);
  }

  #save(live: Subscriber, subscription: Subscription): void {
    live.record = { ...live.record, subscription };
    this.tables.subscriptions.put(subscription.name, live.record);
  }

  #changed(name: string): void {
    for (const listener of this.#listeners) listener(name);
  }

  #sweep(): void {
    this.state.transaction(() => this.snapshots.sweep());
    const ofSubscriptions = [...this.#subscriptions.values()].map(({ record }) => record.topicId);
    const ofTopics = [...this.#topics.values()].map(({ id }) => id);
    for (const topicId of new Set([...ofTopics, ...ofSubscriptions])) this.#messages.sweep(topicId);
    this.#cancelSweep = this.clock.after(sweepInterval, () => this.#sweep());
  }
}
