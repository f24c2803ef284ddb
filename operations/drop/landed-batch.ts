/** The batch as it lies in the landing bucket: what it holds, what it takes, and that it is whole. */
import { markerName } from '../../core/batch/landing-path';
import { isOneSource } from '../../core/batch/whole-batch';
import type { Cloud } from '../cloud';
import { OperationError, exitCodes } from '../errors';
import { unlessGone } from '../ledger/unless-gone';
import { dataOf, type LandingFile } from './batch';

/** Generation of each object of a batch, by its name below the batch. */
export type BatchObjects = Map<string, string>;

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
 * Says that the batch is whole; said once more, it is taken in once more with what has come since.
 * @param isFirst where somebody else has said it meanwhile, it is not said again
 */
export async function markBatch(cloud: Cloud, pipeline: string, batch: string, isFirst = false): Promise<void> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.landing);
  const marker = bucket.file(`${pipeline}/${batch}/${markerName}`);
  const options = { resumable: false, ...(isFirst && { preconditionOpts: { ifGenerationMatch: 0 } }) };
  await unlessGone(marker.save('', options), [412]);
}
