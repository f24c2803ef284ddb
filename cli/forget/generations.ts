/** Objects of a bucket that keeps what is overwritten or deleted: gone is what is gone with every generation. */
import type { Bucket } from '@google-cloud/storage';
import { unlessGone } from '../../operations/ledger/unless-gone';

const atOnce = 20;

/** Removes what is no longer live below a prefix; how many generations that were. */
export async function removeNoncurrent(bucket: Bucket, prefix: string): Promise<number> {
  const [files] = await bucket.getFiles({ prefix, versions: true });
  return removeAll(
    bucket,
    files
      .filter(({ metadata }) => metadata.timeDeleted !== undefined)
      .map(({ name, metadata }) => ({ name, generation: Number(metadata.generation) })),
  );
}

/** Removes objects, or everything below a prefix, with every generation; how many there were. */
export async function removeWhole(bucket: Bucket, prefix: string): Promise<number> {
  const [files] = await bucket.getFiles({ prefix, versions: true });
  return removeAll(
    bucket,
    files.map(({ name, metadata }) => ({ name, generation: Number(metadata.generation) })),
  );
}

async function removeAll(bucket: Bucket, found: { name: string; generation: number }[]): Promise<number> {
  for (let first = 0; first < found.length; first += atOnce)
    await Promise.all(
      found
        .slice(first, first + atOnce)
        .map(({ name, generation }) => unlessGone(bucket.file(name, { generation }).delete())),
    );
  return found.length;
}
