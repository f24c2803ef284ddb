/** A Parquet file where it can be read by ranges: as it landed, or unpacked beside its parts, once for all deliveries. */
import { buffer } from 'node:stream/consumers';
import type { Objects } from '../../shared/stage/objects';
import type { StoredParquet } from '../../../formats/parquet/parquet-source';
import { createObjectWriter } from './object-writer';
import type { Unpacked } from '../../../formats/unpack';

interface Landed {
  uri: string;
  generation: string;
  bytes: number;
  /** Shown in messages. */
  file: string;
  partsFolder: string;
}

/** Undefined when the time was up before it was unpacked. @throws PermanentError when it cannot be unpacked */
export async function storeParquet(
  { compression, bytes }: Unpacked,
  landed: Landed,
  { objects, isTimeUp }: { objects: Objects; isTimeUp: () => boolean },
): Promise<StoredParquet | undefined> {
  if (compression === 'none') return stored(landed, objects);
  const uri = `${landed.partsFolder}unpacked.parquet`;
  const [known] = await objects.list(uri);
  if (known) return stored({ uri, bytes: known.bytes, file: landed.file }, objects);

  const writer = createObjectWriter(objects.openWrite(uri));
  let unpackedBytes = 0;
  try {
    for await (const chunk of bytes) {
      unpackedBytes += chunk.length;
      await writer.write(chunk);
      if (!isTimeUp()) continue;
      writer.abandon();
      return undefined;
    }
  } catch (error) {
    writer.abandon();
    throw error;
  }
  await writer.close();
  return stored({ uri, bytes: unpackedBytes, file: landed.file }, objects);
}

type Object = Pick<Landed, 'uri' | 'bytes' | 'file'> & Partial<Landed>;

const stored = ({ uri, generation, bytes, file }: Object, objects: Objects): StoredParquet => ({
  bytes,
  file,
  read: (range) => buffer(objects.openRead(uri, generation, range)),
});
