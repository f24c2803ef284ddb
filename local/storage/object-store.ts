/**
 * Objects: content in files, metadata in the state. An object changes in one transaction after its content lies on disk, so that
 * a kill at any moment leaves the old generation or the new one. No HTTP here: other local services read and write through this class.
 */
import { isoTime, type Clock } from '../clock';
import type { State } from '../state';
import type { BucketStore } from './bucket-store';
import { joinedHashes, type ContentHashes } from './checksum';
import type { DataFiles, Slice, StoredContent } from './data-files';
import { invalid, objectNotFound, required } from './errors';
import type { GenerationTable } from './generations';
import { listObjects, type ListOptions, type Page } from './listing';
import { mergePatch } from './merge-patch';
import type { Outbox } from './outbox';
import { checkPreconditions, type Preconditions } from './preconditions';
import { writableMetadata, type ObjectMetadata, type ObjectRecord } from './records';
import { checkHashes, checkHolds, checkName, checkRetention } from './write-checks';

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

interface CommitOptions extends WriteOptions {
  componentCount?: number;
  /** Joins the transaction. */
  also?: (object: ObjectRecord) => void;
}

export type Source = Selection & { name: string };

/** A generation that stays readable, deleted or overwritten as it may be, until `close`. */
export interface OpenObject {
  object: ObjectRecord;
  /** Its content on disk in one file, not to be changed. */
  onePath(): Promise<string>;
  /** `end` is inclusive. */
  read(range?: { start: number; end: number }): AsyncIterable<Buffer> & NodeJS.ReadableStream;
  close(): void;
}

const maxComposed = 32;

export class ObjectStore {
  constructor(
    private readonly state: State,
    private readonly buckets: BucketStore,
    private readonly generations: GenerationTable,
    private readonly files: DataFiles,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

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

  /** As `create`, with bytes of a file on the same disk that is not changed any more: none of them is copied. @throws as `create`. */
  async adopt(bucket: string, name: string, slice: Slice, options: WriteOptions = {}): Promise<ObjectRecord> {
    this.checkWritable(bucket, name, options);
    return this.commit(bucket, name, await this.files.adopt(slice), options);
  }

  /** What `commit` would refuse now: worth asking before gigabytes are sent. */
  checkWritable(bucket: string, name: string, options: WriteOptions): void {
    checkName(name);
    this.buckets.get(bucket);
    const live = this.find(bucket, name);
    checkPreconditions(options.preconditions ?? {}, live);
    if (!live) return;
    options.authorizeOverwrite?.();
    checkHolds(live);
    checkRetention(this.buckets.get(bucket), live, this.clock.now());
  }

  /** Makes content that lies on disk the live generation; refused content is removed. */
  commit(bucket: string, name: string, content: StoredContent, options: CommitOptions = {}): ObjectRecord {
    const { object, replaced } = this.exchange(bucket, name, content, options);
    if (replaced) this.files.discard(replaced.file);
    void this.outbox.drain();
    return object;
  }

  private exchange(
    bucket: string,
    name: string,
    content: StoredContent,
    options: CommitOptions,
  ): { object: ObjectRecord; replaced?: ObjectRecord } {
    try {
      checkHashes(content, options.expected ?? {});
      return this.state.transaction(() => {
        this.checkWritable(bucket, name, options);
        const { live, noncurrent } = this.generations.of(bucket, name);
        const time = isoTime(this.clock);
        const generation = this.generations.nextNumber();
        const versions = { generation, metageneration: '1', timeCreated: time, updated: time };
        const { componentCount, metadata: custom = {} } = options;
        const object = { bucket, name, ...versions, ...content, componentCount, custom };
        const attributes = live && { overwroteGeneration: live.generation };
        this.outbox.record('OBJECT_FINALIZE', object, { time, attributes });
        const kept = live && this.retire(live, time, { overwrittenByGeneration: generation });
        this.generations.save(bucket, name, { live: object, noncurrent: kept ? [...noncurrent, kept] : noncurrent });
        options.also?.(object);
        return { object, replaced: kept ? undefined : live };
      });
    } catch (error) {
      this.files.discard(content.file);
      throw error;
    }
  }

  /** The live object, if there is one. */
  find(bucket: string, name: string): ObjectRecord | undefined {
    return this.generations.find(bucket, name);
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
      onePath: () => this.files.onePath(object.file),
      read: (range) => this.files.read(object.file, range),
      close: this.files.pin(object.file),
    };
  }

  /** An object's content on disk in one file, for a reader that opens it at once; `open` is for one that takes its time. */
  async onePath(bucket: string, name: string, generation?: string): Promise<string> {
    const opened = this.open(bucket, name, { generation });
    try {
      return await opened.onePath();
    } finally {
      opened.close();
    }
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
      const time = isoTime(this.clock);
      const custom = selection.replace ? change : mergePatch({ ...object.custom }, change);
      const metageneration = String(Number(object.metageneration) + 1);
      const after = { ...object, custom: writableMetadata(custom), metageneration, updated: time };
      const { live, noncurrent } = this.generations.of(bucket, name);
      const swap = (known: ObjectRecord) => (known.generation === object.generation ? after : known);
      this.generations.save(bucket, name, { live: live && swap(live), noncurrent: noncurrent.map(swap) });
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
      checkRetention(this.buckets.get(bucket), object, this.clock.now());
      const { live, noncurrent } = this.generations.of(bucket, name);
      const time = isoTime(this.clock);
      if (selection.generation === undefined) {
        const kept = this.retire(object, time);
        this.generations.save(bucket, name, { noncurrent: kept ? [...noncurrent, kept] : noncurrent });
        return kept ? undefined : object;
      }
      const others = noncurrent.filter(({ generation }) => generation !== object.generation);
      const stays = live?.generation === object.generation ? undefined : live;
      this.generations.save(bucket, name, { live: stays, noncurrent: others });
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
    options: WriteOptions & Pick<CommitOptions, 'also'> = {},
  ): Promise<ObjectRecord> {
    const from = this.pinned(this.select(source.bucket, source.name, source));
    try {
      this.checkWritable(destination.bucket, destination.name, options);
      const { file, size, crc32c, md5, componentCount, custom } = from.object;
      const content = { file: await this.files.join([file]), size, crc32c, md5 };
      const metadata = options.metadata ?? custom;
      return this.commit(destination.bucket, destination.name, content, { ...options, metadata, componentCount });
    } finally {
      from.close();
    }
  }

  /** Gives an object another name in its bucket: never is it under both, or neither. @throws as `copy`; 403 when it may not be deleted. */
  move(bucket: string, source: Source, name: string, options: WriteOptions = {}): Promise<ObjectRecord> {
    if (source.name === name) throw invalid('The source and the destination of a move are the same object.');
    const also = (): void => this.delete(bucket, source.name, { preconditions: source.preconditions });
    return this.copy({ ...source, bucket }, { bucket, name }, { ...options, also });
  }

  /** Joins up to 32 objects of one bucket, without reading a byte. The result has a CRC32C and no MD5, as in Cloud Storage. @throws StorageError 400, 404, 412. */
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
      const objects = opened.map(({ object }) => object);
      const file = await this.files.join(objects.map((object) => object.file));
      const { size, crc32c } = joinedHashes(objects);
      const componentCount = opened.reduce((sum, { object }) => sum + (object.componentCount ?? 1), 0);
      return this.commit(bucket, name, { file, size, crc32c }, { ...options, componentCount });
    } finally {
      for (const component of opened) component.close();
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
    const object = this.generations.find(bucket, name, generation);
    if (!object) throw objectNotFound(bucket, name);
    checkPreconditions(preconditions, object, access);
    return object;
  }
}
