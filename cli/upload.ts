/** Puts the files of one batch into the landing bucket with Google's own client. */
import { createHash, type BinaryToTextEncoding } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { pipeline as stream } from 'node:stream/promises';
import { markerName } from '../core/batch/landing-path';
import { isOneSource } from '../core/batch/whole-batch';
import { dataOf, type LandingFile } from './batch';
import type { Cloud } from '../operations/cloud';
import { OperationError, exitCodes } from '../operations/errors';

/** Generation of each object of a batch, by its name below the batch. */
export type BatchObjects = Map<string, string>;

/** SHA-256 of each file's bytes, hex, in the order of the files; streamed. */
export async function digestFiles(files: { path: string }[]): Promise<string[]> {
  const digests: string[] = [];
  for (const { path } of files) digests.push(await digestFile(path, 'sha256', 'hex'));
  return digests;
}

async function digestFile(path: string, algorithm: string, encoding: BinaryToTextEncoding): Promise<string> {
  const hash = createHash(algorithm);
  await stream(createReadStream(path), hash);
  return hash.digest(encoding);
}

/** What a batch holds now, its marker included. */
export async function listBatch(cloud: Cloud, pipeline: string, batch: string): Promise<BatchObjects> {
  const prefix = `${pipeline}/${batch}/`;
  const [objects] = await cloud.storage.bucket(cloud.status.buckets.landing).getFiles({ prefix });
  return new Map(objects.map(({ name, metadata }) => [name.slice(prefix.length), String(metadata.generation)]));
}

/**
 * A source is one file or a folder of parts, never two of these: a run would fail over it.
 * @throws OperationError (usage) when the batch holds such a source already under another name
 */
export function checkAgainstBatch(batch: string, held: BatchObjects, files: LandingFile[]): void {
  for (const { name, source, path } of files) {
    const others = dataOf(held.keys()).filter((known) => known.name !== name && known.source === source);
    const other = others.find((known) => !isOneSource([known, ...dataOf([name])]));
    if (!other) continue;
    throw new OperationError(`The batch ${batch} holds ${other.name} already: ${path} would be ${source} once more.`, {
      exitCode: exitCodes.usage,
      why: 'a source of a batch is one file, or several that are dropped together or as a folder',
      next: 'choose another --batch, or none',
    });
  }
}

/**
 * Uploads the files in their order; one that lies there already, from an earlier try of the same batch, is left as it is.
 * @returns how many were uploaded now
 * @throws OperationError (usage) when the batch holds another content under that name
 */
export async function uploadBatch(
  cloud: Cloud,
  pipeline: string,
  batch: string,
  files: Pick<LandingFile, 'path' | 'name'>[],
): Promise<number> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.landing);
  let uploaded = 0;
  for (const { path, name } of files) {
    const destination = `${pipeline}/${batch}/${name}`;
    try {
      await bucket.upload(path, {
        destination,
        preconditionOpts: { ifGenerationMatch: 0 },
        resumable: statSync(path).size > 8e6,
      });
      uploaded += 1;
    } catch (error) {
      if ((error as { code?: number }).code !== 412) throw error;
      const [{ md5Hash }] = await bucket.file(destination).getMetadata();
      if (md5Hash === (await digestFile(path, 'md5', 'base64'))) continue;
      throw new OperationError(`The batch ${batch} holds another ${name} already.`, {
        exitCode: exitCodes.usage,
        where: `gs://${bucket.name}/${destination}`,
        next: 'choose another --batch, or none',
      });
    }
  }
  return uploaded;
}

/** Says that the batch is whole; said once more, it is taken in once more with what has come since. */
export async function markBatch(cloud: Cloud, pipeline: string, batch: string): Promise<void> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.landing);
  await bucket.file(`${pipeline}/${batch}/${markerName}`).save('', { resumable: false });
}
