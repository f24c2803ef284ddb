/** A Parquet file where it can be read by ranges: as it landed, or unpacked beside its parts, once for all deliveries. */
import type { Objects } from '../../shared/stage/objects';
import type { StoredParquet } from '../formats/parquet-source';
import { createObjectWriter } from './object-writer';
import type { Unpacked } from './unpack';

interface Landed extends StoredParquet {
  partsFolder: string;
}

/** Undefined when the time was up before it was unpacked. @throws PermanentError when it cannot be unpacked */
export async function storeParquet(
  { compression, bytes }: Unpacked,
  landed: Landed,
  { objects, isTimeUp }: { objects: Objects; isTimeUp: () => boolean },
): Promise<StoredParquet | undefined> {
  if (compression === 'none') return landed;
  const uri = `${landed.partsFolder}unpacked.parquet`;
  const [known] = await objects.list(uri);
  if (known) return { uri, bytes: known.bytes, file: landed.file };

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
  return { uri, bytes: unpackedBytes, file: landed.file };
}
