/** Puts the files of one batch into the landing bucket with Google's own client. */
import { createHash, type BinaryToTextEncoding } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { pipeline as stream } from 'node:stream/promises';
import type { LandingFile } from '../operations/drop/batch';
import type { Cloud } from '../operations/cloud';
import { OperationError, exitCodes } from '../operations/errors';

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
