/** Some bytes of an object of any length, with what stands around them, as text. */
import type { Cloud } from '../cloud';
import type { ObjectAddress } from '../../core/gs-uri';
import { unlessGone } from './unless-gone';

/** Bytes that are shown at the most, and of them around what was asked for, on either side. */
const most = 64 << 10;
const around = 4 << 10;

export interface PartOfObject {
  size: number;
  /** Of what is shown, in bytes. */
  from: number;
  until: number;
  before: string;
  text: string;
  after: string;
}

/** Undefined of an object that is not there in this generation. @param range from `start` up to the byte before `end` */
export async function readPart(
  cloud: Cloud,
  { bucket, name }: ObjectAddress,
  generation: string,
  range: { start: number; end: number },
): Promise<PartOfObject | undefined> {
  const file = cloud.storage.bucket(bucket).file(name, { generation });
  const metadata = await unlessGone(file.getMetadata());
  if (!metadata) return undefined;
  const size = Number(metadata[0].size);
  const start = Math.min(range.start, size);
  const end = Math.min(range.end, size, start + most);
  const from = Math.max(0, start - around);
  const until = Math.min(size, end + around);
  const bytes = until > from ? await unlessGone(file.download({ start: from, end: until - 1 })) : [Buffer.alloc(0)];
  if (!bytes) return undefined;
  const [read] = bytes;
  const before = wholeFrom(read.subarray(0, start - from), from === 0);
  const after = wholeTo(read.subarray(end - from), until === size);
  return { size, from, until, before, text: read.toString('utf8', start - from, end - from), after };
}

/** Without the rest of a character that begins before. */
function wholeFrom(bytes: Buffer, isBeginning: boolean): string {
  const first = isBeginning ? 0 : bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  return bytes.toString('utf8', Math.max(0, first));
}

/** Without the beginning of a character that goes on behind. */
const wholeTo = (bytes: Buffer, isEnd: boolean): string =>
  isEnd ? bytes.toString('utf8') : new TextDecoder().decode(bytes, { stream: true });
