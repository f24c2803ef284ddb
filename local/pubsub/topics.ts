/** The topics, in memory as on disk. */
import type { State } from '../state';
import { alreadyExists, notFound } from './errors';
import { checkName } from './check-name';
import { deletedSchema, projectOf } from './names';
import type { Topic } from './resources';
import type { Schemas } from './schemas/schemas';
import { completeTopic, mutableTopicFields } from './settings';
import { nextResourceId, type Tables, type TopicRecord } from './tables';
import { updated, type FieldMask } from './update-mask';

export class Topics {
  readonly #records = new Map<string, TopicRecord>();

  constructor(
    private readonly state: State,
    private readonly tables: Tables,
    private readonly schemas: Schemas,
  ) {
    for (const { key, value } of tables.topics.entries()) this.#records.set(key, value);
  }

  /** @throws RpcError INVALID_ARGUMENT, ALREADY_EXISTS */
  create(given: Topic): Topic {
    const name = checkName(given.name, 'topics');
    if (this.#records.has(name)) throw alreadyExists(name);
    const topic = this.#complete(given);
    this.state.transaction(() => this.#save({ id: nextResourceId(this.tables), topic }));
    return topic;
  }

  /** @throws RpcError NOT_FOUND */
  get(name: string | undefined): Topic {
    return this.record(name).topic;
  }

  /** @throws RpcError NOT_FOUND */
  record(name: string | undefined): TopicRecord {
    const record = this.find(name);
    if (!record) throw notFound(checkName(name, 'topics'));
    return record;
  }

  find(name: string | undefined): TopicRecord | undefined {
    return this.#records.get(name ?? '');
  }

  findById(id: string): Topic | undefined {
    return this.all().find((record) => record.id === id)?.topic;
  }

  all(): TopicRecord[] {
    return [...this.#records.values()];
  }

  list(project: string): Topic[] {
    return this.all()
      .map(({ topic }) => topic)
      .filter(({ name }) => projectOf(name) === project);
  }

  /** @throws RpcError NOT_FOUND, INVALID_ARGUMENT for a field that cannot change */
  update(given: Topic, mask?: FieldMask): Topic {
    const { id, topic } = this.record(given.name);
    const changed = this.#complete(updated(topic, given, mask, mutableTopicFields));
    this.#save({ id, topic: changed });
    return changed;
  }

  /** Call it in a transaction. */
  remove({ topic }: TopicRecord): void {
    this.tables.topics.remove(topic.name);
    this.tables.policies.remove(topic.name);
    this.#records.delete(topic.name);
  }

  #complete(given: Topic): Topic {
    const topic = completeTopic(given);
    const { schemaSettings } = topic;
    if (schemaSettings && schemaSettings.schema !== deletedSchema) this.schemas.checkSettings(schemaSettings);
    return topic;
  }

  /** Call it in a transaction. */
  forgetSchema(name: string): void {
    for (const record of this.all()) {
      const { schemaSettings } = record.topic;
      if (schemaSettings?.schema !== name) continue;
      this.#save({
        ...record,
        topic: { ...record.topic, schemaSettings: { ...schemaSettings, schema: deletedSchema } },
      });
    }
  }

  #save(record: TopicRecord): void {
    this.tables.topics.put(record.topic.name, record);
    this.#records.set(record.topic.name, record);
  }
}
