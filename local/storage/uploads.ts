/**
 * Resumable uploads. A session lies in the state, its bytes in the data file that becomes the object's: after a restart the file's
 * length is what has been received, and the session goes on from there under the same address.
 */
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { isoTime, type Clock } from '../clock';
import type { State, Table } from '../state';
import { Checksum } from './checksum';
import type { DataFiles } from './data-files';
import { invalid, StorageError } from './errors';
import type { ObjectStore, WriteOptions } from './object-store';
import type { ObjectMetadata, ObjectRecord } from './records';

export interface UploadSession {
  id: string;
  bucket: string;
  name: string;
  options: Omit<WriteOptions, 'authorizeOverwrite'> & { metadata: ObjectMetadata };
  /** Whether the caller who began it may replace an object. */
  mayOverwrite: boolean;
  /** Bytes announced when it began. */
  announced?: number;
  file: string;
  startedAt: string;
  /** The object that it made, once it is over. */
  finished?: ObjectRecord;
}

/** A Content-Range of an upload: bytes from `start` (undefined: it sends none and asks how far the upload is) of `total` (undefined: not known yet). */
export interface UploadRange {
  start?: number;
  /** Inclusive; undefined: until the body ends. */
  end?: number;
  total?: number;
  /** The end of this body is the end of the object (`bytes 0-* of *`, or no Content-Range at all). */
  last: boolean;
}

/** How far an upload is: the bytes received, and the object when that was all. */
export type Progress = { received: number; object?: ObjectRecord };

/** A part that is not the last is a multiple of it: https://cloud.google.com/storage/docs/performing-resumable-uploads#chunked-upload */
const partUnit = 256 * 1024;

const lifetime = 7 * 24 * 3600 * 1000;

export class Uploads {
  private readonly sessions: Table<UploadSession>;
  /** Checksums of the bytes received so far: lost with the process, and then counted again from the file. */
  private readonly checksums = new Map<string, Checksum>();
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(
    state: State,
    private readonly files: DataFiles,
    private readonly objects: ObjectStore,
    private readonly clock: Clock,
  ) {
    this.sessions = state.table('storage.uploads');
    const oldest = new Date(this.clock.now() - lifetime).toISOString();
    const expired = [...this.sessions.entries()].filter(({ value }) => value.startedAt < oldest);
    for (const { key } of expired) this.sessions.remove(key);
  }

  start(upload: Pick<UploadSession, 'bucket' | 'name' | 'options' | 'mayOverwrite' | 'announced'>): UploadSession {
    const id = randomBytes(24).toString('base64url');
    const session = { ...upload, id, file: this.files.newName(), startedAt: isoTime(this.clock) };
    this.sessions.put(id, session);
    return session;
  }

  /** @throws StorageError 404 when there is no such session (any more). */
  get(id: string): UploadSession {
    const session = this.sessions.get(id);
    if (!session)
      throw new StorageError(404, 'notFound', 'No such upload session: it is unknown, cancelled or expired.');
    return session;
  }

  cancel(id: string): void {
    this.forget(this.get(id));
  }

  /** Takes one request of a session, after those before it: a client that lost its connection may be back before the server noticed. */
  async receive(
    id: string,
    range: UploadRange,
    body: AsyncIterable<Buffer>,
    expected: WriteOptions['expected'] = {},
  ): Promise<Progress> {
    const turn = this.takeTurn(this.turns.get(id), () => this.append(this.get(id), range, body, expected));
    this.turns.set(id, turn);
    try {
      return await turn;
    } finally {
      if (this.turns.get(id) === turn) this.turns.delete(id);
    }
  }

  private async takeTurn(before: Promise<unknown> | undefined, act: () => Promise<Progress>): Promise<Progress> {
    // How the request before ended is for its own caller to know.
    await Promise.allSettled([before]);
    return act();
  }

  private async append(
    session: UploadSession,
    range: UploadRange,
    body: AsyncIterable<Buffer>,
    expected: WriteOptions['expected'],
  ): Promise<Progress> {
    if (session.finished) return { received: session.finished.size, object: session.finished };
    const total = range.total ?? session.announced;
    if (session.announced !== undefined && total !== session.announced) {
      throw invalid(`The upload announced ${session.announced} bytes and now says ${total}.`);
    }
    checkPart(range, total);
    const checksum = await this.checksumOf(session);
    if (range.start !== undefined) await this.write(session, checksum, range, body);
    if (total !== undefined && checksum.size > total) {
      this.forget(session);
      throw invalid(`The upload has ${checksum.size} bytes, more than the ${total} announced.`);
    }
    const complete = total === undefined ? range.last : checksum.size === total;
    if (range.last && !complete) throw invalid(`The upload ended after ${checksum.size} of ${total} bytes.`);
    return complete ? this.finish(session, checksum, expected) : { received: checksum.size };
  }

  /** Appends what is new of a body; bytes received earlier are passed over. What arrives before the body breaks off is kept. */
  private async write(
    session: UploadSession,
    checksum: Checksum,
    range: UploadRange,
    body: AsyncIterable<Buffer>,
  ): Promise<void> {
    let known = checksum.size - (range.start as number);
    if (known < 0) throw invalid(`Bytes ${checksum.size} to ${range.start} are missing from the upload.`);
    const file = await open(this.files.path(session.file), 'a');
    try {
      for await (const chunk of body) {
        const fresh = chunk.subarray(Math.min(known, chunk.length));
        known -= chunk.length - fresh.length;
        await file.writeFile(fresh);
        checksum.update(fresh);
      }
    } finally {
      await file.close();
    }
    if (range.end !== undefined && checksum.size <= range.end) {
      throw invalid(`The request ended at byte ${checksum.size} and announced bytes up to ${range.end}.`);
    }
  }

  private finish(session: UploadSession, checksum: Checksum, expected: WriteOptions['expected']): Progress {
    const { bucket, name, options, file } = session;
    this.checksums.delete(session.id);
    try {
      const object = this.objects.commit(
        bucket,
        name,
        { file, ...checksum.finish() },
        {
          ...options,
          expected: { ...options.expected, ...expected },
          authorizeOverwrite: () => {
            if (!session.mayOverwrite)
              throw new StorageError(403, 'forbidden', 'The upload may not overwrite an object.');
          },
          // In the object's transaction, so that a restart never finds a whole upload that did not become an object.
          also: (finished) => this.sessions.put(session.id, { ...session, finished }),
        },
      );
      return { received: object.size, object };
    } catch (error) {
      this.sessions.remove(session.id);
      throw error;
    }
  }

  private async checksumOf(session: UploadSession): Promise<Checksum> {
    const path = this.files.path(session.file);
    const length = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const known = this.checksums.get(session.id);
    if (known?.size === length) return known;
    const counted = new Checksum();
    if (length > 0) for await (const chunk of this.files.read(session.file)) counted.update(chunk);
    else await open(path, 'a').then((file) => file.close());
    this.checksums.set(session.id, counted);
    return counted;
  }

  private forget(session: UploadSession): void {
    this.sessions.remove(session.id);
    this.checksums.delete(session.id);
    if (!session.finished) this.files.discard(session.file);
  }

  /** Every data file that an unfinished upload names. */
  *filesInUse(): Iterable<string> {
    for (const { value } of this.sessions.entries()) if (!value.finished) yield value.file;
  }
}

/** @throws StorageError 400 for a part that neither ends the upload nor has the length of parts */
function checkPart({ start, end }: UploadRange, total: number | undefined): void {
  if (start === undefined || end === undefined || end + 1 === total) return;
  const length = end + 1 - start;
  if (length % partUnit === 0) return;
  throw invalid(
    `A part of an upload that is not its last has to be a multiple of ${partUnit} bytes. It has ${length} bytes.`,
  );
}
