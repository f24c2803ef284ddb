/**
 * The content of objects on disk: files that are written once under a name of their own, never changed, and removed after the
 * last reader. What is made of slices of other files is a folder with a second name for each of those, so that joining and
 * cutting copies nothing, until somebody needs it as one file.
 */
import { randomUUID } from 'node:crypto';
import {
  constants,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { copyFile, link, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Checksum, type ContentHashes } from './checksum';

/** Content that lies on disk but belongs to no object yet. */
export interface StoredContent extends ContentHashes {
  file: string;
}

/** Some bytes of a file; `end` is the last of them. */
export interface Slice {
  path: string;
  start: number;
  end: number;
}

/** In a folder of slices: all their bytes in one file. */
const whole = 'whole';

export class DataFiles {
  private readonly pins = new Map<string, number>();
  private readonly doomed = new Set<string>();

  constructor(private readonly directory: string) {
    mkdirSync(directory, { recursive: true });
  }

  /** Where a new file is written. */
  path(file: string): string {
    return join(this.directory, file);
  }

  /** Where the bytes lie, in one file. */
  async onePath(file: string): Promise<string> {
    const path = this.path(file);
    if (!statSync(path).isDirectory()) return path;
    const joined = join(path, whole);
    if (existsSync(joined)) return joined;
    // Two may need it at the same time.
    const draft = join(path, this.newName());
    try {
      await pipeline(this.read(file), createWriteStream(draft));
      await rename(draft, joined);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    return joined;
  }

  /** In order. The name of each has its place, its first byte and its last one. */
  private slicesOf(file: string): Slice[] {
    const path = this.path(file);
    if (!statSync(path).isDirectory()) return [wholeOf(path)];
    const names = readdirSync(path);
    if (names.includes(whole)) return [wholeOf(join(path, whole))];
    return names
      .map((name) => ({ name, range: /^(\d+)_(\d+)_(\d+)$/.exec(name)?.slice(1).map(Number) }))
      .flatMap(({ name, range }) => (range ? [{ name, range }] : []))
      .toSorted((a, b) => a.range[0]! - b.range[0]!)
      .map(({ name, range: [, start, end] }) => ({ path: join(path, name), start: start!, end: end! }));
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

  /** Some bytes of a file on the same disk that is never changed either: they are read once and not copied. */
  async adopt(slice: Slice): Promise<Required<StoredContent>> {
    const checksum = new Checksum();
    for await (const chunk of readSlice(slice)) checksum.update(chunk as Buffer);
    return { file: await this.nameAll([slice]), ...checksum.finish() };
  }

  /** A second name for the bytes of several files, one behind the other. */
  join(files: string[]): Promise<string> {
    return this.nameAll(files.flatMap((file) => this.slicesOf(file)));
  }

  private async nameAll(slices: Slice[]): Promise<string> {
    const name = this.newName();
    const [first, ...others] = slices.filter(({ start, end }) => start <= end).reduce(merged, []);
    if (!first) return this.write([]).then(({ file }) => file);
    if (others.length === 0 && isWhole(first)) {
      await secondName(first.path, this.path(name));
      return name;
    }
    await mkdir(this.path(name));
    try {
      for (const [place, { path, start, end }] of [first, ...others].entries())
        await secondName(path, join(this.path(name), `${place}_${start}_${end}`));
      return name;
    } catch (error) {
      this.discard(name);
      throw error;
    }
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
        if (this.doomed.delete(file)) this.remove(file);
      }
    };
  }

  /** The bytes of a file that the caller has pinned. `end` is inclusive. */
  read(file: string, range = { start: 0, end: Infinity }): AsyncIterable<Buffer> & NodeJS.ReadableStream {
    const slices = this.slicesOf(file);
    const [only] = slices;
    if (only && slices.length === 1) return readSlice(partOf(only, range));
    async function* joined() {
      let begin = 0;
      for (const slice of slices) {
        const part = partOf(slice, { start: range.start - begin, end: range.end - begin });
        if (part.start <= part.end) yield* readSlice(part);
        begin += slice.end - slice.start + 1;
      }
    }
    return Readable.from(joined(), { objectMode: false });
  }

  /** Removes a file that no object names any more: at once, or after its last reader. */
  discard(file: string): void {
    if (this.pins.has(file)) this.doomed.add(file);
    else this.remove(file);
  }

  private remove(file: string): void {
    rmSync(this.path(file), { recursive: true, force: true });
  }

  /** Removes what a killed process left behind. */
  sweep(isNamed: (file: string) => boolean): void {
    for (const file of readdirSync(this.directory)) if (!isNamed(file)) this.discard(file);
  }
}

const wholeOf = (path: string): Slice => ({ path, start: 0, end: statSync(path).size - 1 });

const isWhole = ({ path, start, end }: Slice): boolean => start === 0 && end === statSync(path).size - 1;

/** `range` is counted from the slice's first byte. */
const partOf = ({ path, start, end }: Slice, range: { start: number; end: number }): Slice => ({
  path,
  start: start + Math.max(range.start, 0),
  end: Math.min(start + range.end, end),
});

const readSlice = ({ path, start, end }: Slice) =>
  // An empty file has no last byte.
  createReadStream(path, { start, end: Math.max(end, 0), highWaterMark: 256 * 1024 });

/** What was cut from one file and is put together again is one slice of it. */
function merged(slices: Slice[], next: Slice): Slice[] {
  const last = slices.at(-1);
  if (!last || last.end + 1 !== next.start || !isSameFile(last.path, next.path)) return [...slices, next];
  return [...slices.slice(0, -1), { ...last, end: next.end }];
}

function isSameFile(a: string, b: string): boolean {
  const [one, other] = [statSync(a), statSync(b)];
  return one.ino === other.ino && one.dev === other.dev;
}

/** Bytes never change, so a hard link is as good as a copy, whatever their size; not every disk has links. */
async function secondName(path: string, copy: string): Promise<void> {
  await link(path, copy).catch(() => copyFile(path, copy, constants.COPYFILE_FICLONE));
}
