/** Puts the files of one batch into the landing bucket with Google's own client. */
import { createHash, type BinaryToTextEncoding } from 'node:crypto';
import { accessSync, constants, createReadStream, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
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

/**
 * Brings files that are given as gs://BUCKET/NAME, as those of an earlier run are, into a folder of this machine.
 * @returns the same files, each by a path on this machine
 * @throws CliError (usage) for an object that is not there
 */
export async function fetchObjects(cloud: Cloud, files: DroppedFile[], folder: string): Promise<DroppedFile[]> {
  return Promise.all(
    files.map(async ({ source, path }) => {
      const [, bucket, name] = /^gs:\/\/([^/]+)\/(.+)$/.exec(path) ?? [];
      if (!bucket || !name) return { source, path };
      const destination = join(folder, `${source}${extname(name)}`);
      try {
        await cloud.storage.bucket(bucket).file(name).download({ destination });
      } catch (error) {
        if ((error as { code?: number }).code !== 404) throw error;
        throw new CliError(`There is no object ${path} in the local cloud.`, { exitCode: exitCodes.usage });
      }
      return { source, path: destination };
    }),
  );
}

/** SHA-256 of each file's bytes, hex, in the order of the files; streamed. */
export function digestFiles(files: DroppedFile[]): Promise<string[]> {
  return Promise.all(files.map(({ path }) => digestFile(path, 'sha256', 'hex')));
}

async function digestFile(path: string, algorithm: string, encoding: BinaryToTextEncoding): Promise<string> {
  const hash = createHash(algorithm);
  await stream(createReadStream(path), hash);
  return hash.digest(encoding);
}

/**
 * Uploads the files; one that lies there already, from an earlier try of the same batch, is left as it is.
 * @returns how many were uploaded now
 * @throws CliError (usage) when the batch holds another content under that name
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
      const [{ md5Hash }] = await bucket.file(destination).getMetadata();
      if (md5Hash === (await digestFile(path, 'md5', 'base64'))) continue;
      throw new CliError(`The batch ${batch} holds another ${source}.${formats[source]!.format} already.`, {
        exitCode: exitCodes.usage,
        where: `gs://${bucket.name}/${destination}`,
        next: 'choose another --batch, or none',
      });
    }
  }
  return uploaded;
}
