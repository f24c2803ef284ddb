/** Snapshots: what a subscription had not acknowledged at one moment, and all that came after, kept to go back to. */
import { withPrefix, type Table } from '../state';
import type { Backlog } from './backlog';
import type { Clock } from '../clock';
import { alreadyExists, notFound } from './errors';
import { checkName } from './check-name';
import { projectOf } from './names';
import { toMilliseconds, toTimestamp, type Snapshot } from './resources';
import { nextResourceId, type SnapshotRecord, type SubscriptionRecord, type Tables } from './tables';
import { updated, type FieldMask } from './update-mask';

const lifetime = 7 * 24 * 60 * 60_000;

export class Snapshots {
  readonly #records = new Map<string, SnapshotRecord>();
  readonly #table: Table<SnapshotRecord>;

  constructor(
    private readonly tables: Tables,
    private readonly clock: Clock,
    /** Called when messages of the topic may no longer be needed. */
    private readonly freed: (topicId: string) => void,
  ) {
    this.#table = tables.snapshots;
    for (const { key, value } of this.#table.entries()) this.#records.set(key, value);
  }

  /** Call it in a transaction. @throws RpcError INVALID_ARGUMENT, ALREADY_EXISTS */
  create(
    given: string | undefined,
    of: { record: SubscriptionRecord; backlog: Backlog },
    labels?: Record<string, string>,
  ): Snapshot {
    const name = checkName(given, 'snapshots');
    if (this.#records.has(name)) throw alreadyExists(name);
    const { topicId, subscription } = of.record;
    const id = nextResourceId(this.tables);
    let oldest: string | undefined;
    for (const message of of.backlog.all()) {
      oldest ??= message;
      this.tables.snapshotMessages.put(`${id}/${message}`, true);
    }
    const since = oldest ? this.tables.messages.get(`${topicId}/${oldest}`)?.publishTime : undefined;
    const expireTime = toTimestamp((since ?? this.clock.now()) + lifetime);
    const next = String(this.tables.counters.get('message') ?? 0);
    const snapshot = { name, topic: subscription.topic, expireTime, labels };
    this.#save({ id, topicId, next, snapshot });
    return snapshot;
  }

  /** @throws RpcError NOT_FOUND */
  get(name: string | undefined): SnapshotRecord {
    const record = this.#records.get(name ?? '');
    if (!record) throw notFound(checkName(name, 'snapshots'));
    return record;
  }

  list(project: string): Snapshot[] {
    const all = [...this.#records.values()].map(({ snapshot }) => snapshot);
    return all.filter(({ name }) => projectOf(name) === project);
  }

  ofTopic(topic: string): string[] {
    const all = [...this.#records.values()].map(({ snapshot }) => snapshot);
    return all.filter((snapshot) => snapshot.topic === topic).map(({ name }) => name);
  }

  /** @throws RpcError NOT_FOUND, INVALID_ARGUMENT for a field that cannot change */
  update(given: Snapshot, mask?: FieldMask): Snapshot {
    const record = this.get(given.name);
    const snapshot = updated(record.snapshot, given, mask, ['labels', 'expireTime']);
    this.#save({ ...record, snapshot });
    return snapshot;
  }

  /** Call it in a transaction. @throws RpcError NOT_FOUND */
  delete(name: string | undefined): void {
    const { id, topicId } = this.get(name);
    this.#records.delete(name!);
    this.#table.remove(name!);
    for (const key of Array.from(this.tables.snapshotMessages.entries(withPrefix(`${id}/`)), (row) => row.key)) {
      this.tables.snapshotMessages.remove(key);
    }
    this.freed(topicId);
  }

  /** Deletes what has expired. Call it in a transaction. */
  sweep(): void {
    for (const { snapshot } of this.#records.values()) {
      if (toMilliseconds(snapshot.expireTime!) <= this.clock.now()) this.delete(snapshot.name);
    }
  }

  /** Whether the message was unacknowledged when the snapshot was taken, or came after. */
  contains({ id, next }: SnapshotRecord, message: string): boolean {
    return message >= next || this.tables.snapshotMessages.get(`${id}/${message}`) !== undefined;
  }

  /** Whether a snapshot still needs the message. */
  holds(topicId: string, message: string): boolean {
    return [...this.#records.values()].some((record) => record.topicId === topicId && this.contains(record, message));
  }

  #save(record: SnapshotRecord): void {
    this.#table.put(record.snapshot.name, record);
    this.#records.set(record.snapshot.name, record);
  }
}
