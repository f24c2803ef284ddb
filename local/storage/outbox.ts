/**
 * Events of objects on their way to Pub/Sub. An event is written in the transaction that commits its object, and removed when
 * its topic has it: a process killed in between publishes it again at its next start, and never loses it.
 */
import type { State, Table } from '../state';
import type { NotificationConfig, ObjectRecord } from './records';
import { objectResource } from './resource';

export type EventType = 'OBJECT_FINALIZE' | 'OBJECT_DELETE' | 'OBJECT_METADATA_UPDATE' | 'OBJECT_ARCHIVE';

export interface Message {
  data: Buffer;
  attributes: Record<string, string>;
}

export type Publish = (topic: string, message: Message) => Promise<void>;

interface Pending {
  topic: string;
  /** JSON text of the object, or empty. */
  data: string;
  attributes: Record<string, string>;
}

const shortestPause = 100;
const longestPause = 30_000;

/** Keys sort as text: fifteen digits keep the order of events. */
const sequenceKey = (sequence: number) => String(sequence).padStart(15, '0');

export class Outbox {
  private readonly configs: Table<NotificationConfig>;
  private readonly pending: Table<Pending>;
  private next: number;
  private round: Promise<void> = Promise.resolve();
  private running = false;
  private retry: NodeJS.Timeout | undefined;
  private pause = shortestPause;
  private closed = false;

  constructor(
    state: State,
    private readonly publish: Publish,
  ) {
    this.configs = state.table('storage.notifications');
    this.pending = state.table('storage.outbox');
    const [last] = this.pending.entries({ reverse: true, limit: 1 });
    this.next = last ? Number(last.key) + 1 : 0;
  }

  /** Writes down an event of an object for each configuration of its bucket that wants it. Called within the object's own transaction. */
  record(
    eventType: EventType,
    object: ObjectRecord,
    about: { time: string; attributes?: Record<string, string> },
  ): void {
    for (const config of this.configsOf(object.bucket)) {
      if (config.eventTypes?.length && !config.eventTypes.includes(eventType)) continue;
      if (!object.name.startsWith(config.objectNamePrefix ?? '')) continue;
      this.pending.put(sequenceKey(this.next++), {
        topic: config.topic,
        data: config.payloadFormat === 'JSON_API_V1' ? JSON.stringify(objectResource(object)) : '',
        attributes: {
          ...config.customAttributes,
          eventType,
          eventTime: about.time,
          bucketId: object.bucket,
          objectId: object.name,
          objectGeneration: object.generation,
          payloadFormat: config.payloadFormat,
          notificationConfig: `projects/_/buckets/${object.bucket}/notificationConfigs/${config.id}`,
          ...about.attributes,
        },
      });
    }
  }

  /** Publishes what is pending; what a topic refuses is tried again later, with growing pauses. Resolves when one round is over. */
  drain(): Promise<void> {
    if (!this.running) this.round = this.publishPending();
    return this.round;
  }

  private async publishPending(): Promise<void> {
    this.running = true;
    let failed = false;
    let entry = this.entryFrom(0);
    for (; entry && !this.closed; entry = this.entryFrom(Number(entry.key) + 1)) {
      const { topic, data, attributes } = entry.value;
      try {
        await this.publish(topic, { data: Buffer.from(data), attributes });
        if (!this.closed) this.pending.remove(entry.key);
      } catch {
        failed = true;
      }
    }
    // Nothing is awaited between the last look at the table and this line, so that no event falls between two rounds.
    this.running = false;
    if (!failed) this.pause = shortestPause;
    else if (!this.closed) {
      clearTimeout(this.retry);
      this.retry = setTimeout(() => void this.drain(), this.pause).unref();
      this.pause = Math.min(this.pause * 2, longestPause);
    }
  }

  private entryFrom(sequence: number): { key: string; value: Pending } | undefined {
    const [entry] = this.pending.entries({ start: sequenceKey(sequence), limit: 1 });
    return entry;
  }

  /** Stops publishing; what is pending stays for the next start. Resolves when nothing is under way. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    await this.round;
  }

  configsOf(bucket: string): NotificationConfig[] {
    return [...this.configs.entries({ start: `${bucket}/`, end: `${bucket}0` })].map(({ value }) => value);
  }

  getConfig(bucket: string, id: string): NotificationConfig | undefined {
    return this.configs.get(`${bucket}/${id}`);
  }

  /** Ids count up within a bucket, as Cloud Storage's do. */
  addConfig(config: Omit<NotificationConfig, 'id'>): NotificationConfig {
    const highest = Math.max(0, ...this.configsOf(config.bucket).map(({ id }) => Number(id)));
    const added = { ...config, id: String(highest + 1) };
    this.configs.put(`${config.bucket}/${added.id}`, added);
    return added;
  }

  removeConfig(bucket: string, id: string): boolean {
    return this.configs.remove(`${bucket}/${id}`);
  }
}
