/** Objects by their gs:// address, with Cloud Storage's preconditions: all that the ledger and the stages need of it. */
import type { IncomingMessage } from 'node:http';
import { finished, PassThrough, type Readable, type Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { File, Storage } from '@google-cloud/storage';
import { endingAlone } from '../../../core/broken-off';
import { parseGsUri } from '../../../core/gs-uri';
import { ConflictError, isConflict, MissingError } from '../../../core/errors';

export interface ObjectInfo {
  uri: string;
  name: string;
  generation: string;
  bytes: number;
  crc32c: string;
  timeCreated: string;
  /** When another version took its place, or it was deleted; absent while it is the live one. */
  timeDeleted?: string;
  /** True when Landfall wrote it, and wrote it here: a copy that a person made of it elsewhere is that person's. */
  isOurs: boolean;
}

interface Condition {
  /** The write happens only over this generation; '0' means only when there is no object. */
  ifGeneration?: string;
}

/** From the byte `start` up to the byte before `end`. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface Objects {
  /** Undefined when there is no such object. */
  read(uri: string): Promise<{ text: string; generation: string } | undefined>;
  /** The new generation. @throws ConflictError when the condition does not hold. */
  write(uri: string, text: string, condition?: Condition): Promise<string>;
  /** A missing object is as good as removed. @throws ConflictError when the condition does not hold. */
  remove(uri: string, condition?: Condition): Promise<void>;
  /** Every object whose address begins so, by name; with `versions` also those that are no longer live. */
  list(prefix: string, options?: { versions?: boolean }): Promise<ObjectInfo[]>;
  /** The stream fails with MissingError when the object, or the pinned generation, is gone. */
  openRead(uri: string, generation?: string, range?: ByteRange): Readable;
  openWrite(uri: string): Writable;
  /**
   * Copies a version of an object to where there is none yet; one that is there stays. The copy is its owner's, as its source is.
   * @throws MissingError when the source is gone
   */
  copy(source: { uri: string; generation: string }, target: string): Promise<void>;
  /** Joins 1 to 32 objects of the target's bucket. @throws ConflictError when the condition does not hold. */
  compose(sources: string[], target: string, condition?: Condition): Promise<void>;
}

/**
 * Custom metadata of everything written here: the object's own address. A notification of such an object starts nothing,
 * wherever a person points Landfall's outputs: that would be a loop.
 */
const ownerKey = 'landfall-object';

export function createObjects(storage: Storage): Objects {
  const file = (uri: string, generation?: string) => {
    const { bucket, name } = parseGsUri(uri);
    return storage.bucket(bucket).file(name, generation === undefined ? {} : { generation });
  };

  return {
    async read(uri) {
      const content = file(uri).createReadStream();
      let generation = '';
      // One request says both: text and generation belong together.
      content.once('response', ({ headers }: IncomingMessage) => (generation = String(headers['x-goog-generation'])));
      const bytes = await unlessGone(buffer(content));
      return bytes && { text: bytes.toString('utf8'), generation };
    },

    async write(uri, text, condition) {
      const target = file(uri);
      await named(uri, target.save(text, { resumable: false, metadata: metadataOf(uri), ...precondition(condition) }));
      return String(target.metadata.generation);
    },

    async remove(uri, condition) {
      await named(uri, file(uri).delete({ ignoreNotFound: true, ...precondition(condition).preconditionOpts }));
    },

    async list(prefix, { versions = false } = {}) {
      const { bucket, name } = parseGsUri(prefix);
      const found: ObjectInfo[] = [];
      // One by one: the client holds for each object many times of what is kept here.
      const files = storage.bucket(bucket).getFilesStream({ prefix: name, versions }) as AsyncIterable<File>;
      for await (const file of files) found.push(infoOf(bucket, file));
      return found;
    },

    openRead(uri, generation, range) {
      const bytes = range && { start: range.start, end: range.end - 1 };
      const source = endingAlone(file(uri, generation).createReadStream(bytes));
      const readable = new PassThrough();
      // Pipe ends its target at the source's end only: a connection that closes too soon would be waited for forever.
      finished(source, { writable: false }, (error) => {
        if (error) readable.destroy(translated(uri, error) as Error);
      });
      source.pipe(readable);
      return readable.on('close', () => source.destroy());
    },

    openWrite: (uri) => file(uri).createWriteStream({ resumable: false, metadata: metadataOf(uri) }),

    async copy({ uri, generation }, target) {
      const copied = file(uri, generation).copy(file(target), precondition({ ifGeneration: '0' }));
      await named(uri, copied).catch((error: unknown) => {
        if (!isConflict(error)) throw error;
      });
    },

    async compose(sources, target, condition) {
      // Not by the client's own combine(), which takes no metadata along: the object would be announced without it.
      const request = file(target).request({
        method: 'POST',
        uri: '/compose',
        qs: precondition(condition).preconditionOpts,
        json: {
          destination: metadataOf(target),
          sourceObjects: sources.map((uri) => ({ name: parseGsUri(uri).name })),
        },
        maxRetries: condition ? undefined : 0,
      });
      await named(target, request);
    },
  };
}

const infoOf = (bucket: string, { name, metadata }: File): ObjectInfo => ({
  uri: `gs://${bucket}/${name}`,
  name,
  generation: String(metadata.generation),
  bytes: Number(metadata.size),
  crc32c: metadata.crc32c ?? '',
  timeCreated: metadata.timeCreated ?? '',
  ...(metadata.timeDeleted !== undefined && { timeDeleted: metadata.timeDeleted }),
  isOurs: metadata.metadata?.[ownerKey] === `gs://${bucket}/${name}`,
});

const precondition = ({ ifGeneration }: Condition = {}) =>
  ifGeneration === undefined ? {} : { preconditionOpts: { ifGenerationMatch: Number(ifGeneration) } };

const codeOf = (error: unknown) => (error as { code?: number | string }).code;

const contentTypeOf = (uri: string) =>
  uri.endsWith('.jsonl') ? 'application/x-ndjson' : uri.endsWith('.md') ? 'text/markdown' : 'application/json';

const metadataOf = (uri: string) => ({ contentType: contentTypeOf(uri), metadata: { [ownerKey]: uri } });

function translated(uri: string, error: unknown): unknown {
  if (codeOf(error) === 412) return new ConflictError(uri, { cause: error });
  if (codeOf(error) === 404) return new MissingError(uri, { cause: error });
  return error;
}

async function unlessGone<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (codeOf(error) === 404) return undefined;
    throw error;
  }
}

async function named<T>(uri: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw translated(uri, error);
  }
}
