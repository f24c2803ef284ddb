/** Schemas with their revisions, and whether messages are of them: https://cloud.google.com/pubsub/docs/schemas */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock';
import type { Table } from '../../state';
import { checkName } from '../check-name';
import { alreadyExists, failedPrecondition, invalidArgument, notFound } from '../errors';
import { deletedSchema, projectOf } from '../names';
import { toTimestamp, type OutgoingMessage, type Schema, type SchemaSettings } from '../resources';
import { parseAvro } from './avro';
import type { Encoding, MessageType } from './message-type';
import { parseProto } from './proto';

const [maximumBytes, maximumRevisions] = [300_000, 20];

/** What a schema is given as. */
export type GivenSchema = Pick<Schema, 'type' | 'definition'>;

export class Schemas {
  /** By `NAME@REVISION`. */
  readonly #types = new Map<string, MessageType>();

  constructor(
    /** By name, the revisions, oldest first. */
    private readonly table: Table<Schema[]>,
    private readonly clock: Clock,
  ) {}

  /** @throws RpcError INVALID_ARGUMENT, ALREADY_EXISTS */
  create(given: string, schema: GivenSchema | undefined): Schema {
    const name = checkName(given, 'schemas');
    if (this.table.get(name)) throw alreadyExists(name);
    this.typeOf(schema);
    return this.#add(name, [], schema!);
  }

  /** @param name of a schema, or of a revision: `NAME@REVISION` @throws RpcError NOT_FOUND */
  get(name = ''): Schema {
    const [whole = '', revision] = name.split('@');
    const revisions = this.revisions(whole);
    const found = revision ? revisions.find(({ revisionId }) => revisionId === revision) : revisions[0];
    if (!found) throw notFound(name);
    return found;
  }

  /** The newest revision of each. */
  list(project: string): Schema[] {
    const newest = [...this.table.entries()].map(({ value }) => value.at(-1)!);
    return newest.filter(({ name }) => projectOf(name) === project);
  }

  /** Newest first. @throws RpcError NOT_FOUND */
  revisions(name = ''): Schema[] {
    const revisions = this.table.get(name);
    if (!revisions) throw notFound(checkName(name, 'schemas'));
    return revisions.toReversed();
  }

  /** @throws RpcError NOT_FOUND; INVALID_ARGUMENT for one that is none, or cannot follow the last */
  commit(name: string | undefined, schema: GivenSchema | undefined): Schema {
    const before = this.get(name);
    const type = this.typeOf(schema);
    try {
      if (schema!.type !== before.type) throw new Error('The type of a schema stays.');
      type.checkRevision(before.definition!);
    } catch (error) {
      throw invalidArgument(
        `Compatibility checking failed to commit a schema revision for (schema="${before.name}"). (reason="${(error as Error).message}")`,
      );
    }
    return this.#add(before.name, this.table.get(before.name)!, schema!);
  }

  /** A new revision like an earlier one. @throws RpcError NOT_FOUND */
  rollback(name: string | undefined, revision: string | undefined): Schema {
    const { name: whole, ...schema } = this.get(`${name}@${revision}`);
    return this.#add(whole, this.table.get(whole)!, schema);
  }

  /** @returns the newest that is left @throws RpcError NOT_FOUND, INVALID_ARGUMENT for the last one */
  deleteRevision(given: string | undefined, revision?: string): Schema {
    const { name, revisionId } = this.get(given?.includes('@') ? given : `${given}@${revision}`);
    const left = this.table.get(name)!.filter((one) => one.revisionId !== revisionId);
    if (left.length === 0) throw invalidArgument('The only revision of a schema cannot be deleted.');
    this.table.put(name, left);
    return left.at(-1)!;
  }

  delete(name: string | undefined): void {
    this.table.remove(this.get(name).name);
  }

  /** @throws RpcError INVALID_ARGUMENT for a schema that is none */
  typeOf({ type, definition = '' }: GivenSchema = {}): MessageType {
    if (Buffer.byteLength(definition) > maximumBytes)
      throw invalidArgument('A schema definition is longer than 300 KB.');
    const parse = { AVRO: parseAvro, PROTOCOL_BUFFER: parseProto }[type ?? ''];
    if (!parse) throw invalidArgument('A schema has to be of the type AVRO or PROTOCOL_BUFFER.');
    try {
      return parse(definition);
    } catch (error) {
      throw invalidArgument(`Invalid schema definition: ${(error as Error).message}`);
    }
  }

  /** @throws RpcError INVALID_ARGUMENT when the data is no message of the schema */
  check(schema: GivenSchema, data: Buffer, encoding: string | undefined): void {
    const type = this.typeOf(schema);
    if (encoding !== 'JSON' && encoding !== 'BINARY') throw invalidArgument('The encoding has to be JSON or BINARY.');
    const reason = whyNot(type, data, encoding);
    if (reason !== undefined)
      throw invalidArgument(`Invalid data in message: Message failed schema validation. ${reason}`);
  }

  /** @throws RpcError NOT_FOUND for a schema or a revision that is not there; INVALID_ARGUMENT */
  checkSettings(settings: SchemaSettings): void {
    if (settings.encoding !== 'JSON' && settings.encoding !== 'BINARY')
      throw invalidArgument('schema_settings need an encoding: JSON or BINARY.');
    this.#allowed(settings);
  }

  /**
   * The messages with what tells subscribers of their schema.
   * @throws RpcError INVALID_ARGUMENT when one is of no revision that the topic allows; FAILED_PRECONDITION when the schema is gone
   */
  attach(settings: SchemaSettings, messages: OutgoingMessage[]): OutgoingMessage[] {
    if (settings.schema === deletedSchema) throw failedPrecondition('The schema of the topic has been deleted.');
    const encoding = settings.encoding as Encoding;
    const allowed = this.#allowed(settings);
    return messages.map((message) => {
      const data = Buffer.from(message.data ?? []);
      const revision = allowed.find((one) => whyNot(this.#compiled(one), data, encoding) === undefined);
      // The newest says why.
      if (!revision) this.check(allowed[0]!, data, encoding);
      const attributes = {
        ...message.attributes,
        googclient_schemaname: settings.schema!,
        googclient_schemaencoding: encoding,
        googclient_schemarevisionid: revision!.revisionId!,
      };
      return { ...message, attributes };
    });
  }

  /** What a topic's messages are held to is parsed once. */
  #compiled(revision: Schema): MessageType {
    const key = `${revision.name}@${revision.revisionId}`;
    const type = this.#types.get(key) ?? this.typeOf(revision);
    this.#types.set(key, type);
    return type;
  }

  /** Newest first. */
  #allowed({ schema, firstRevisionId, lastRevisionId }: SchemaSettings): Schema[] {
    const revisions = this.revisions(schema);
    const at = (revision: string | undefined, otherwise: number): number => {
      if (!revision) return otherwise;
      const place = revisions.findIndex(({ revisionId }) => revisionId === revision);
      if (place < 0) throw notFound(`${schema}@${revision}`);
      return place;
    };
    const allowed = revisions.slice(at(lastRevisionId, 0), at(firstRevisionId, revisions.length - 1) + 1);
    if (allowed.length === 0) throw invalidArgument('The first revision is newer than the last one.');
    return allowed;
  }

  #add(name: string, before: Schema[], { type, definition }: GivenSchema): Schema {
    if (before.length >= maximumRevisions)
      throw failedPrecondition(`A schema has at most ${maximumRevisions} revisions.`);
    const revisionId = randomBytes(4).toString('hex');
    const added = { name, type, definition, revisionId, revisionCreateTime: toTimestamp(this.clock.now()) };
    this.table.put(name, [...before, added]);
    return added;
  }
}

function whyNot(type: MessageType, data: Buffer, encoding: Encoding): string | undefined {
  try {
    type.check(data, encoding);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
