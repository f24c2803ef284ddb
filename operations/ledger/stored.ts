/** Objects of the artifacts bucket as they are at a generation: read, and written only while they are still that. */
import type { Bucket } from '@google-cloud/storage';
import { unlessGone } from './unless-gone';

/** 0 of an object that is not there. */
export async function generationOf(bucket: Bucket, path: string): Promise<number> {
  const found = await unlessGone(bucket.file(path).getMetadata());
  return Number(found?.[0].generation ?? 0);
}

export async function readText(bucket: Bucket, path: string, generation?: number): Promise<string | undefined> {
  return (await unlessGone(bucket.file(path, { generation }).download()))?.[0].toString('utf8');
}

/** The text with the generation that it is of; undefined of an object that is not there. */
export async function readVersion(
  bucket: Bucket,
  path: string,
): Promise<{ text: string; generation: number } | undefined> {
  for (;;) {
    const generation = await generationOf(bucket, path);
    if (generation === 0) return undefined;
    const text = await readText(bucket, path, generation);
    // One that was replaced in between is gone at its old generation.
    if (text !== undefined) return { text, generation };
  }
}

/** The new generation; undefined when the object is no longer what it was at that generation (0: there was none). */
export async function writeIf(
  bucket: Bucket,
  path: string,
  value: object,
  generation: number,
): Promise<number | undefined> {
  const file = bucket.file(path);
  const preconditionOpts = { ifGenerationMatch: generation };
  try {
    await file.save(JSON.stringify(value, null, 2), {
      resumable: false,
      contentType: 'application/json',
      preconditionOpts,
    });
    return Number(file.metadata.generation);
  } catch (error) {
    if ((error as { code?: unknown }).code === 412) return undefined;
    throw error;
  }
}

/** False when it is another by now, or gone. */
export async function removeIf(bucket: Bucket, path: string, generation: number): Promise<boolean> {
  try {
    await bucket.file(path).delete({ ifGenerationMatch: generation });
    return true;
  } catch (error) {
    if ([404, 412].includes(Number((error as { code?: unknown }).code))) return false;
    throw error;
  }
}
