/** Puts the files of one batch into the landing bucket with Google's own client. */
import { createHash } from 'node:crypto';
import { accessSync, constants, createReadStream, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pipeline as stream } from 'node:stream/promises';
import type { Cloud } from './cloud';
import { landingPath, type DroppedFile } from './batch';
import { CliError, exitCodes } from './errors';

/** Endings that say a file is something else than its source takes; any other ending says nothing. */
const otherFormats: Record<string, string[]> = {
  csv: ['.jsonl', '.ndjson', '.json', '.tsv', '.xlsx', '.parquet', '.gz', '.zip'],
  jsonl: ['.csv', '.tsv', '.xlsx', '.parquet', '.gz', '.zip'],
};

/** @throws CliError (usage) for a file that is not there, cannot be read, or is of another format by its name */
export function checkFiles(files: DroppedFile[], formats: Record<string, { format: string }>): void {
  for (const { source, path } of files) {
    const refuse = (message: string, why?: string): never => {
      throw new CliError(message, { exitCode: exitCodes.usage, where: resolve(path), why });
    };
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) refuse(`There is no file ${path}.`);
    else if (found.isDirectory()) refuse(`${path} is a folder.`, 'each file of a batch is named by itself');
    try {
      accessSync(path, constants.R_OK);
    } catch (error) {
      refuse(`${path} cannot be read.`, (error as Error).message);
    }
    const { format } = formats[source]!;
    if (otherFormats[format]?.includes(extname(path).toLowerCase()))
      refuse(`${path} is not ${format} by its name.`, `the source ${source} takes ${format} (pipeline.yaml, sources)`);
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
