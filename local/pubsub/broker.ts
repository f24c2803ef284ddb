/** Topics, subscriptions and what is published on them: Pub/Sub without a wire. */
import type { State } from '../state';
import { Backlog } from './backlog';
import type { Clock } from '../clock';
import { deadLetter, isExhausted } from './dead-letter';
import { alreadyExists, failedPrecondition, invalidArgument, notFound } from './errors';
import { parseFilter } from './filter';
import { checkMessage, Messages, type Subscriber } from './messages';
import { checkName } from './check-name';
import { deletedTopic, projectOf } from './names';
import type { OutgoingMessage, Snapshot, Subscription } from './resources';
import { completeSubscription, mutableSubscriptionFields } from './settings';
import { Schemas } from './schemas/schemas';
import { Snapshots } from './snapshots';
import { SubscriptionQueue } from './subscription-queue';
import { nextResourceId, openTables, type SubscriptionRecord, type Tables, type TopicRecord } from './tables';
import { Topics } from './topics';
import { updated, type FieldMask } from './update-mask';

/** A subscription in operation. */
export interface LiveSubscription extends Subscriber {
  queue: SubscriptionQueue;
}

/** How often messages past their retention are looked for. */
const sweepInterval = 10 * 60_000;

export class Broker {
  readonly tables: Tables;
  readonly topics: Topics;
  readonly schemas: Schemas;
  readonly snapshots: Snapshots;
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
    this.schemas = new Schemas(this.tables.schemas, clock);
    this.topics = new Topics(state, this.tables, this.schemas);
    this.#messages = new Messages(state, this.tables, clock, {
      topicOf: (topicId) => this.topics.findById(topicId),
      subscribersOf: (topicId) => this.#subscribersOf(topicId),
      isHeld: (topicId, message) => this.snapshots.holds(topicId, message),
    });
    this.snapshots = new Snapshots(this.tables, clock, (topicId) => this.#messages.releaseAll(topicId));
    for (const { value } of this.tables.subscriptions.entries()) this.#start(value);
    this.#sweep();
  }

  /** Calls `listener` with the name of every subscription that is made, changed or deleted, until the result is called. */
  onSubscription(listener: (name: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Deletes a topic; its subscriptions keep what they have. */
  deleteTopic(name: string | undefined): void {
    const record = this.topics.record(name);
    this.state.transaction(() => {
      this.topics.remove(record);
      for (const live of this.#subscribersOf(record.id)) {
        this.#save(live, { ...live.record.subscription, topic: deletedTopic });
      }
      this.#messages.releaseAll(record.id);
    });
  }

  /** Deletes a schema; its topics take no messages any more. @throws RpcError NOT_FOUND */
  deleteSchema(name: string | undefined): void {
    this.state.transaction(() => {
      this.schemas.delete(name);
      this.topics.forgetSchema(name!);
      this.tables.policies.remove(name!);
    });
  }

  /**
   * Stores messages and queues them on every subscription of the topic; durable when this returns.
   * @param topicName projects/PROJECT/topics/TOPIC
   * @returns the message ids, in order
   * @throws RpcError NOT_FOUND, INVALID_ARGUMENT
   */
  publish(topicName: string | undefined, messages: OutgoingMessage[]): string[] {
    const ready = this.#ready(topicName, messages);
    return this.#publish(this.topics.record(topicName), ready);
  }

  /** The same, in one write to disk with what others publish just now; durable when it resolves. */
  async publishGrouped(topicName: string | undefined, messages: OutgoingMessage[]): Promise<string[]> {
    const ready = this.#ready(topicName, messages);
    // The topic may be gone by the time of the write.
    const publish = () => this.#messages.publish(this.topics.record(topicName), ready);
    const ids = await this.state.grouped(publish);
    this.#wake(this.topics.find(topicName));
    return ids;
  }

  /** @throws RpcError INVALID_ARGUMENT, NOT_FOUND for the topic, ALREADY_EXISTS */
  createSubscription(given: Subscription): Subscription {
    const name = checkName(given.name, 'subscriptions');
    if (this.#subscriptions.has(name)) throw alreadyExists(name);
    const topicId = this.topics.record(given.topic).id;
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

  /** @throws RpcError NOT_FOUND */
  subscription(name: string | undefined): Subscription {
    return this.#withTopicRetention(this.live(name).record.subscription);
  }

  subscriptions(project: string): Subscription[] {
    const names = [...this.#subscriptions.keys()].filter((name) => projectOf(name) === project);
    return names.map((name) => this.subscription(name));
  }

  subscriptionsOf(topicName: string | undefined): string[] {
    return this.#subscribersOf(this.topics.record(topicName).id)
      .map(({ record }) => record.subscription)
      .filter(({ detached }) => !detached)
      .map(({ name }) => name);
  }

  /** @throws RpcError NOT_FOUND, INVALID_ARGUMENT for a field that cannot change */
  updateSubscription(given: Subscription, mask?: FieldMask): Subscription {
    const live = this.live(given.name);
    this.#save(live, this.#complete(updated(live.record.subscription, given, mask, mutableSubscriptionFields)));
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
    this.#seek(this.live(name), (live) => this.#messages.seekToTime(live, time));
  }

  /** Takes a snapshot of what a subscription has not acknowledged. @throws RpcError NOT_FOUND, ALREADY_EXISTS */
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

  /** Moves a subscription to a snapshot of its topic. @throws RpcError NOT_FOUND, INVALID_ARGUMENT for another topic's */
  seekToSnapshot(name: string | undefined, snapshotName: string): void {
    const live = this.live(name);
    const snapshot = this.snapshots.get(snapshotName);
    if (snapshot.topicId !== live.record.topicId) throw invalidArgument('The snapshot is of another topic.');
    this.#seek(live, () => this.#messages.seek(live, (message) => this.snapshots.contains(snapshot, message)));
  }

  /**
   * A subscription that can be consumed from.
   * @throws RpcError NOT_FOUND, FAILED_PRECONDITION when it is detached
   */
  queue(name: string | undefined): SubscriptionQueue {
    const { record, queue } = this.live(name);
    if (record.subscription.detached) {
      throw failedPrecondition(`Subscription is detached (resource=${record.subscription.name}).`);
    }
    return queue;
  }

  /** @throws RpcError NOT_FOUND */
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

  /** What was delivered before is not acknowledged any more: it would undo what the seek has brought back. */
  #seek(live: LiveSubscription, move: (live: LiveSubscription) => void): void {
    const record = { ...live.record, seeks: (live.record.seeks ?? 0) + 1 };
    this.state.transaction(() => {
      move(live);
      this.tables.subscriptions.put(record.subscription.name, record);
    });
    live.record = record;
    live.queue.restart();
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
      seeks: () => live.record.seeks ?? 0,
      load: (message) => this.#messages.load(record.topicId, message),
      settle: (message) => this.#messages.settle(live, message),
      forward: (message, failures, reason) => this.#forward(live, message, failures, reason),
    });
    this.#subscriptions.set(name, Object.assign(live, { queue }));
  }

  /** Publishes a message that failed too often to the dead-letter topic, in the transaction that takes it away here. */
  #forward({ record }: Subscriber, message: string, failures: number, reason?: string): boolean {
    const { subscription, topicId } = record;
    const topic = this.topics.find(subscription.deadLetterPolicy?.deadLetterTopic);
    const content = this.#messages.load(topicId, message);
    // Without its dead-letter topic, or the right to use it, the message goes on being redelivered, as Google's does.
    if (!content || !topic || !isExhausted(subscription, failures)) return false;
    if (!this.mayForward(subscription.name, topic.topic.name)) return false;
    // Not checked again: its own attributes may take a message over the limits of what a publisher may send.
    this.#publish(topic, [deadLetter(content, subscription, failures, reason)]);
    return true;
  }

  #publish(topic: TopicRecord, messages: OutgoingMessage[]): string[] {
    const ids = this.#messages.publish(topic, messages);
    this.#wake(topic);
    return ids;
  }

  /** What is fit to be published on a topic, as it is published. @throws RpcError NOT_FOUND, INVALID_ARGUMENT */
  #ready(topicName: string | undefined, messages: OutgoingMessage[]): OutgoingMessage[] {
    const { schemaSettings } = this.topics.get(topicName);
    if (messages.length === 0) throw invalidArgument('The publish request has no messages.');
    if (messages.length > 1000) throw invalidArgument('The publish request has more than 1000 messages.');
    messages.forEach(checkMessage);
    return schemaSettings ? this.schemas.attach(schemaSettings, messages) : messages;
  }

  #wake(topic: TopicRecord | undefined): void {
    if (topic) for (const { queue } of this.#subscribersOf(topic.id)) queue.wake();
  }

  #complete(given: Subscription): Subscription {
    const subscription = completeSubscription(given);
    if (subscription.deadLetterPolicy) this.topics.record(subscription.deadLetterPolicy.deadLetterTopic);
    return subscription;
  }

  #withTopicRetention(subscription: Subscription): Subscription {
    const retention = this.topics.find(subscription.topic)?.topic.messageRetentionDuration;
    return retention ? { ...subscription, topicMessageRetentionDuration: retention } : subscription;
  }

  #subscribersOf(topicId: string): LiveSubscription[] {
    return [...this.#subscriptions.values()].filter(({ record }) => record.topicId === topicId);
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
    const ofTopics = this.topics.all().map(({ id }) => id);
    for (const topicId of new Set([...ofTopics, ...ofSubscriptions])) this.#messages.sweep(topicId);
    this.#cancelSweep = this.clock.after(sweepInterval, () => this.#sweep());
  }
}
