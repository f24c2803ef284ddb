/** Puts the files of one batch into the landing bucket with Google's own client. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { pipeline as stream } from 'node:stream/promises';
import type { Cloud } from './cloud';
import { landingPath, type DroppedFile } from './batch';
import { CliError, exitCodes } from './errors';

/** @throws CliError (usage) for a file that is not there */
export function checkFiles(files: DroppedFile[]): void {
  for (const { path } of files) {
    if (existsSync(path) && statSync(path).isFile()) continue;
    throw new CliError(`${path} is not a file.`, { exitCode: exitCodes.usage, where: process.cwd() });
  }
}

/** SHA-256 of each file's bytes, hex, in the order of the files; streamed. */
export function digestFiles(files: DroppedFile[]): Promise<string[]> {
  return Promise.all(
    files.map(async ({ path }) => {
      const hash = createHash('sha256');
      await stream(createReadStream(path), hash);
      return hash.digest('hex');
    }),
  );
}

/**
 * Uploads the files; one that lies there already, from an earlier try of the same batch, is left as it is.
 * @returns how many were uploaded now
 */
export async function uploadBatch(
  cloud: Cloud,
  pipeline: string,
  batch: string,
  formats: Record<string, { format: string }>,
  files: DroppedFile[],
): Promise<number> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.landing);
  let uploaded = 0;
  for (const { source, path } of files) {
    const destination = landingPath(pipeline, batch, source, formats[source]!.format);
    try {
      await bucket.upload(path, {
        destination,
        preconditionOpts: { ifGenerationMatch: 0 },
        resumable: statSync(path).size > 8e6,
      });
      uploaded += 1;
    } catch (error) {
      if ((error as { code?: number }).code !== 412) throw error;
    }
  }
  return uploaded;
}
