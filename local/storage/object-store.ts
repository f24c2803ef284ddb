/**
 * Objects: content in files, metadata in the state. An object changes in one transaction after its content lies on disk, so that
 * a kill at any moment leaves the old generation or the new one. No HTTP here: other local services read and write through this class.
 */
import type { State, Table } from '../state';
import type { BucketStore } from './bucket-store';
import type { ContentHashes } from './checksum';
import type { DataFiles, StoredContent } from './data-files';
import { invalid, objectNotFound, required, StorageError } from './errors';
import { listObjects, type ListOptions, type Page } from './listing';
import { mergePatch } from './merge-patch';
import type { Outbox } from './outbox';
import { checkPreconditions, type Preconditions } from './preconditions';
import { objectKey, writableMetadata, type Generations, type ObjectMetadata, type ObjectRecord } from './records';

export interface Selection {
  /** A generation other than the live one, or the live one by its number. */
  generation?: string;
  preconditions?: Preconditions;
}

export interface WriteOptions {
  metadata?: ObjectMetadata;
  preconditions?: Preconditions;
  /** What the caller says the content is; the write is refused when it is not. */
  expected?: Partial<Pick<ContentHashes, 'crc32c' | 'md5'>>;
  /** Called before a live object is replaced; throws when the caller may not delete. */
  authorizeOverwrite?: () => void;
}

export type Source = Selection & { name: string };

/** A generation that stays readable, deleted or overwritten as it may be, until `close`. */
export interface OpenObject {
  object: ObjectRecord;
  /** Its content on disk, not to be changed. */
  path: string;
  /** `end` is inclusive. */
  read(range?: { start: number; end: number }): AsyncIterable<Buffer> & NodeJS.ReadableStream;
  close(): void;
}

const maxComposed = 32;

export class ObjectStore {
  private readonly names: Table<Generations>;
  private readonly sequence: Table<number>;

  constructor(
    private readonly state: State,
    private readonly buckets: BucketStore,
    private readonly files: DataFiles,
    private readonly outbox: Outbox,
    private readonly now: () => Date,
  ) {
    this.names = state.table('storage.objects');
    this.sequence = state.table('storage.sequence');
  }

  /**
   * Streams content into a new live generation.
   * @throws StorageError 404 (no such bucket), 412 (a precondition, before the content is read or after), 400 (other hashes than expected).
   */
  async create(
    bucket: string,
    name: string,
    content: AsyncIterable<Buffer> | Iterable<Buffer>,
    options: WriteOptions = {},
  ): Promise<ObjectRecord> {
    this.checkWritable(bucket, name, options);
    return this.commit(bucket, name, await this.files.write(content), options);
  }

  /** What `commit` would refuse now: worth asking before gigabytes are sent. */
  checkWritable(bucket: string, name: string, options: WriteOptions): void {
    if (name === '') throw required('name');
    if (Buffer.byteLength(name) > 1024 || /[\r\n]/.test(name) || name === '.' || name === '..') {
      throw invalid(`Invalid object name: '${name}'`);
    }
    this.buckets.get(bucket);
    const live = this.find(bucket, name);
    checkPreconditions(options.preconditions ?? {}, live);
    if (!live) return;
    options.authorizeOverwrite?.();
    checkHolds(live);
  }

  /** Makes content that lies on disk the live generation; refused content is removed. `also` joins the transaction. */
  commit(
    bucket: string,
    name: string,
    content: StoredContent,
    options: WriteOptions & { componentCount?: number; also?: (object: ObjectRecord) => void } = {},
  ): ObjectRecord {
    try {
      checkHashes(content, options.expected ?? {});
      const { object, replaced } = this.state.transaction(() => {
        this.checkWritable(bucket, name, options);
        const { live, noncurrent } = this.generations(bucket, name);
        const time = this.now().toISOString();
        const { componentCount } = options;
        const custom = options.metadata ?? {};
        const generation = this.nextGeneration();
        const times = { timeCreated: time, updated: time };
        const object = { bucket, name, generation, metageneration: '1', ...times, ...content, componentCount, custom };
        this.outbox.record('OBJECT_FINALIZE', object, {
          time,
          attributes: live && { overwroteGeneration: live.generation },
        });
        const kept = live && this.retire(live, time, { overwrittenByGeneration: generation });
        this.save(bucket, name, { live: object, noncurrent: kept ? [...noncurrent, kept] : noncurrent });
        options.also?.(object);
        return { object, replaced: kept ? undefined : live };
      });
      if (replaced) this.files.discard(replaced.file);
      void this.outbox.drain();
      return object;
    } catch (error) {
      this.files.discard(content.file);
      throw error;
    }
  }

  /** The live object, if there is one. */
  find(bucket: string, name: string): ObjectRecord | undefined {
    return this.generations(bucket, name).live;
  }

  /** @throws StorageError 404; 412 or 304 on a precondition. */
  get(bucket: string, name: string, selection: Selection = {}): ObjectRecord {
    return this.select(bucket, name, selection, 'read');
  }

  /** @throws as `get`. The caller must call `close`. */
  open(bucket: string, name: string, selection: Selection = {}): OpenObject {
    return this.pinned(this.get(bucket, name, selection));
  }

  private pinned(object: ObjectRecord): OpenObject {
    return {
      object,
      path: this.files.path(object.file),
      read: (range) => this.files.read(object.file, range),
      close: this.files.pin(object.file),
    };
  }

  /** The file of an object's content, for a reader that opens it at once; `open` is for one that takes its time. */
  filePath(bucket: string, name: string, generation?: string): string {
    return this.files.path(this.get(bucket, name, { generation }).file);
  }

  /** @throws StorageError 404 when the bucket does not exist. */
  list(bucket: string, options: ListOptions = {}): Page {
    this.buckets.get(bucket);
    return listObjects(this.state, bucket, options);
  }

  /** Changes metadata by merge patch, or, with `replace`, as a whole. @throws StorageError 404, 412. */
  update(
    bucket: string,
    name: string,
    change: Record<string, unknown>,
    selection: Selection & { replace?: boolean } = {},
  ): ObjectRecord {
    const updated = this.state.transaction(() => {
      const object = this.select(bucket, name, selection);
      const time = this.now().toISOString();
      const custom = selection.replace ? change : mergePatch({ ...object.custom }, change);
      const metageneration = String(Number(object.metageneration) + 1);
      const after = { ...object, custom: writableMetadata(custom), metageneration, updated: time };
      const { live, noncurrent } = this.generations(bucket, name);
      const swap = (known: ObjectRecord) => (known.generation === object.generation ? after : known);
      this.save(bucket, name, { live: live && swap(live), noncurrent: noncurrent.map(swap) });
      this.outbox.record('OBJECT_METADATA_UPDATE', after, { time });
      return after;
    });
    void this.outbox.drain();
    return updated;
  }

  /** Deletes the live object (kept as noncurrent in a bucket with versioning) or, for good, one generation. @throws StorageError 404, 412. */
  delete(bucket: string, name: string, selection: Selection = {}): void {
    const gone = this.state.transaction(() => {
      const object = this.select(bucket, name, selection);
      checkHolds(object);
      const { live, noncurrent } = this.generations(bucket, name);
      const time = this.now().toISOString();
      if (selection.generation === undefined) {
        const kept = this.retire(object, time);
        this.save(bucket, name, { noncurrent: kept ? [...noncurrent, kept] : noncurrent });
        return kept ? undefined : object;
      }
      const others = noncurrent.filter(({ generation }) => generation !== object.generation);
      const stays = live?.generation === object.generation ? undefined : live;
      this.save(bucket, name, { live: stays, noncurrent: others });
      this.outbox.record('OBJECT_DELETE', object, { time });
      return object;
    });
    if (gone) this.files.discard(gone.file);
    void this.outbox.drain();
  }

  /** Copies content, and metadata unless the options bring their own, without reading a byte. @throws StorageError 404, 412. */
  async copy(
    source: Source & { bucket: string },
    destination: { bucket: string; name: string },
    options: WriteOptions = {},
  ): Promise<ObjectRecord> {
    const from = this.pinned(this.select(source.bucket, source.name, source));
    try {
      this.checkWritable(destination.bucket, destination.name, options);
      const { file, size, crc32c, md5, componentCount, custom } = from.object;
      const content = { file: await this.files.duplicate(file), size, crc32c, md5 };
      const metadata = options.metadata ?? custom;
      return this.commit(destination.bucket, destination.name, content, { ...options, metadata, componentCount });
    } finally {
      from.close();
    }
  }

  /** Joins up to 32 objects of one bucket. The result has a CRC32C and no MD5, as in Cloud Storage. @throws StorageError 400, 404, 412. */
  async compose(bucket: string, name: string, sources: Source[], options: WriteOptions = {}): Promise<ObjectRecord> {
    if (sources.length === 0) throw required('sourceObjects');
    if (sources.length > maxComposed) {
      const message = `The number of source components provided (${sources.length}) exceeds the maximum (${maxComposed})`;
      throw invalid(message);
    }
    this.checkWritable(bucket, name, options);
    const opened: OpenObject[] = [];
    try {
      for (const source of sources) opened.push(this.pinned(this.select(bucket, source.name, source)));
      const joined = async function* () {
        for (const component of opened) yield* component.read();
      };
      const { file, size, crc32c } = await this.files.write(joined());
      const componentCount = opened.reduce((sum, { object }) => sum + (object.componentCount ?? 1), 0);
      return this.commit(bucket, name, { file, size, crc32c }, { ...options, componentCount });
    } finally {
      for (const component of opened) component.close();
    }
  }

  /** Every data file that a generation names. */
  *filesInUse(): Iterable<string> {
    for (const { value } of this.names.entries()) {
      for (const { file } of [...value.noncurrent, ...(value.live ? [value.live] : [])]) yield file;
    }
  }

  /** What becomes of a live object that goes: its noncurrent form in a bucket with versioning, else nothing. Records the event. */
  private retire(live: ObjectRecord, time: string, attributes?: Record<string, string>): ObjectRecord | undefined {
    const versioning = this.buckets.get(live.bucket).configuration['versioning'] as { enabled?: boolean } | undefined;
    this.outbox.record(versioning?.enabled ? 'OBJECT_ARCHIVE' : 'OBJECT_DELETE', live, { time, attributes });
    return versioning?.enabled ? { ...live, timeDeleted: time } : undefined;
  }

  private select(
    bucket: string,
    name: string,
    { generation, preconditions = {} }: Selection,
    access: 'read' | 'write' = 'write',
  ): ObjectRecord {
    this.buckets.get(bucket);
    const { live, noncurrent } = this.generations(bucket, name);
    const known = live ? [...noncurrent, live] : noncurrent;
    const object = generation === undefined ? live : known.find((one) => one.generation === generation);
    if (!object) throw objectNotFound(bucket, name);
    checkPreconditions(preconditions, object, access);
    return object;
  }

  private generations(bucket: string, name: string): Generations {
    return this.names.get(objectKey(bucket, name)) ?? { noncurrent: [] };
  }

  private save(bucket: string, name: string, generations: Generations): void {
    const empty = !generations.live && generations.noncurrent.length === 0;
    if (empty) this.names.remove(objectKey(bucket, name));
    else this.names.put(objectKey(bucket, name), generations);
  }

  /** Microseconds since 1970, as Cloud Storage's; never the same twice, even when the clock is turned back. */
  private nextGeneration(): string {
    const next = Math.max(this.now().getTime() * 1000, (this.sequence.get('generation') ?? 0) + 1);
    this.sequence.put('generation', next);
    return String(next);
  }
}

function checkHolds({ bucket, name, custom }: ObjectRecord): void {
  if (!custom.temporaryHold && !custom.eventBasedHold) return;
  const hold = custom.temporaryHold ? 'Temporary' : 'Event-Based';
  const message = `Object '${bucket}/${name}' is under active ${hold} hold and cannot be deleted, overwritten or archived until hold is removed.`;
  throw new StorageError(403, 'forbidden', message);
}

function checkHashes(content: StoredContent, { crc32c, md5 }: NonNullable<WriteOptions['expected']>): void {
  const differ = (what: string, provided: string, calculated = 'none') =>
    invalid(`Provided ${what} "${provided}" doesn't match calculated ${what} "${calculated}".`);
  if (crc32c !== undefined && crc32c !== content.crc32c) throw differ('CRC32C', crc32c, content.crc32c);
  if (md5 !== undefined && md5 !== content.md5) throw differ('MD5 hash', md5, content.md5);
}
