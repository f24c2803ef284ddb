/** The content of objects on disk: files that are written once under a name of their own, never changed, and removed after the last reader. */
import { randomUUID } from 'node:crypto';
import { constants, createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { copyFile, link } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Checksum, type ContentHashes } from './checksum';

/** Content that lies on disk but belongs to no object yet. */
export interface StoredContent extends ContentHashes {
  file: string;
}

export class DataFiles {
  private readonly pins = new Map<string, number>();
  private readonly doomed = new Set<string>();

  constructor(private readonly directory: string) {
    mkdirSync(directory, { recursive: true });
  }

  path(file: string): string {
    return join(this.directory, file);
  }

  /** A name that no file has. */
  newName(): string {
    return randomUUID();
  }

  /**
   * Streams content into a new file; when the source fails, nothing stays behind. Not synced to the disk: a killed process
   * loses nothing that it has written, and a machine that loses power is no concern of a local cloud.
   */
  async write(content: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<Required<StoredContent>> {
    const file = this.newName();
    const checksum = new Checksum();
    const counted = async function* (source: AsyncIterable<Buffer> | Iterable<Buffer>) {
      for await (const chunk of source) {
        checksum.update(chunk);
        yield chunk;
      }
    };
    try {
      await pipeline(counted(content), createWriteStream(this.path(file)));
      return { file, ...checksum.finish() };
    } catch (error) {
      rmSync(this.path(file), { force: true });
      throw error;
    }
  }

  /** A second name for the same bytes. They never change, so a hard link is as good as a copy, whatever their size. */
  async duplicate(file: string): Promise<string> {
    const copy = this.newName();
    await link(this.path(file), this.path(copy)).catch(() =>
      copyFile(this.path(file), this.path(copy), constants.COPYFILE_FICLONE),
    );
    return copy;
  }

  /** Keeps a file on disk until the returned function is called, even if its object is deleted meanwhile. */
  pin(file: string): () => void {
    this.pins.set(file, (this.pins.get(file) ?? 0) + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const left = (this.pins.get(file) ?? 1) - 1;
      if (left > 0) this.pins.set(file, left);
      else {
        this.pins.delete(file);
        if (this.doomed.delete(file)) rmSync(this.path(file), { force: true });
      }
    };
  }

  /** The bytes of a file that the caller has pinned. `end` is inclusive. */
  read(file: string, range?: { start: number; end: number }): AsyncIterable<Buffer> & NodeJS.ReadableStream {
    return createReadStream(this.path(file), { ...range, highWaterMark: 256 * 1024 });
  }

  /** Removes a file that no object names any more: at once, or after its last reader. */
  discard(file: string): void {
    if (this.pins.has(file)) this.doomed.add(file);
    else rmSync(this.path(file), { force: true });
  }

  /** Removes what a killed process left behind. */
  sweep(isNamed: (file: string) => boolean): void {
    for (const file of readdirSync(this.directory)) if (!isNamed(file)) this.discard(file);
  }
}
