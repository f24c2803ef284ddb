/**
 * Files of somebody who is elsewhere, on their way into the landing bucket: their sessions are kept in the ledger below the upload's id, so that
 * it goes on after a connection is lost, and nobody but the deployment knows an address that could be written to.
 */
import { atMost } from '../../core/at-most';
import { uploadPath } from '../../core/ledger-layout';
import { missingSources, needsMarker } from '../../core/batch/whole-batch';
import { markerName } from '../../core/batch/landing-path';
import { createLedger } from '../ledger/ledger';
import { writeIf } from '../ledger/stored';
import { findEarlierBatch } from '../pipelines/earlier-batch';
import { readPipeline } from '../pipelines/pipelines';
import type { Cloud } from '../cloud';
import { OperationError, exitCodes, UnknownName } from '../errors';
import { batchName, checkNames, dataOf, mapFiles, nameObjects, type NamedFile } from './batch';
import { checkTraining } from './check-training';
import { checkAgainstBatch, listBatch, markBatch } from './landed-batch';
import { smallerThan } from './smaller';
import { askSession, sendPiece, type Received } from './session';

export interface OfferedFile extends NamedFile {
  /** Bytes. */
  size: number;
}

export interface Upload {
  id: string;
  pipeline: string;
  batch: string;
  /** Who has begun it, where it is known. */
  by?: string;
  /** What it is well to know before it is trained on. */
  warning?: string;
  /** In the order in which they have to come: what completes the batch is the last. */
  files: UploadedFile[];
}

interface UploadedFile {
  /** As whoever has it calls it. */
  path: string;
  /** Of its object, below the batch. */
  name: string;
  source: string;
  size: number;
  session: string;
}

export interface Offer {
  pipeline: string;
  files: OfferedFile[];
  /** One that lacks them; another without it. */
  batch?: string;
  by?: string;
}

/** Sessions that are opened at the same time. */
const atOnce = 10;

/**
 * Checks the files as `landfall drop` does, and opens a session for each.
 * @param id not guessed by anybody
 * @throws OperationError (usage) for what could start no run
 */
export async function beginUpload(cloud: Cloud, id: string, { pipeline, files, by, ...offer }: Offer): Promise<Upload> {
  const configuration = await readPipeline(cloud, pipeline);
  const { sources } = configuration.pipeline;
  checkNames(files);
  const sizes = new Map(files.map(({ path, size }) => [path, size]));
  const named = nameObjects(mapFiles(pipeline, sources, files), sources);
  if (named.length === 0) throw new OperationError('There is no file to drop.', { exitCode: exitCodes.usage });
  const batch = offer.batch ?? batchName(new Date(cloud.now()), [id]);
  if (offer.batch) checkAgainstBatch(batch, await listBatch(cloud, pipeline, batch), named);
  await checkTraining(cloud, configuration);
  const sized = named.map((file) => ({ ...file, size: sizes.get(file.path)! }));
  const warning = smallerThan(sized, await findEarlierBatch(createLedger(cloud), pipeline));

  const landing = cloud.storage.bucket(cloud.status.buckets.landing);
  const opened = await atMost(atOnce, sized, async ({ path, name, source, size }): Promise<UploadedFile> => {
    const options = { preconditionOpts: { ifGenerationMatch: 0 } };
    const [session] = await landing.file(`${pipeline}/${batch}/${name}`).createResumableUpload(options);
    return { path, name, source, size, session };
  });
  const upload: Upload = { id, pipeline, batch, ...(by && { by }), ...(warning && { warning }), files: opened };
  await writeIf(cloud.storage.bucket(cloud.status.buckets.artifacts), uploadPath(id), upload, 0);
  return upload;
}

/** @throws UnknownName */
export async function readUpload(cloud: Cloud, id: string): Promise<Upload> {
  const text = /^[\w-]+$/.test(id) ? await createLedger(cloud).readText(uploadPath(id)) : undefined;
  if (text !== undefined) return JSON.parse(text) as Upload;
  throw new UnknownName('There is no such upload.', {
    why: 'one is kept for a week',
    next: 'drop the files once more',
  });
}

/** How far each file is, in the order of the upload. */
export const readProgress = ({ files }: Upload): Promise<Received[]> =>
  atMost(atOnce, files, ({ session, size }) => askSession(session, size));

/** @param at of the file in the upload. @throws UnknownName; OperationError */
export function receivePiece({ files }: Upload, at: number, from: number, bytes: Uint8Array): Promise<Received> {
  const file = files[at];
  if (!file) throw new UnknownName('The upload has no such file.');
  return bytes.length === 0 ? askSession(file.session, file.size) : sendPiece(file.session, from, bytes, file.size);
}

/**
 * Says that the batch is whole, where it takes that to begin a run. Said twice it is said once.
 * @returns the sources that it lacks: with these it begins
 * @throws OperationError (usage) where files have not arrived
 */
export async function completeUpload(cloud: Cloud, { pipeline, batch, files }: Upload): Promise<string[]> {
  const { pipeline: spec } = await readPipeline(cloud, pipeline);
  const held = await listBatch(cloud, pipeline, batch);
  const away = files.filter(({ name }) => !held.has(name));
  if (away.length > 0)
    throw new OperationError(`${away[0]!.path} has not arrived.`, {
      exitCode: exitCodes.usage,
      next: 'go on with the upload',
    });
  const data = dataOf(held.keys());
  const missing = missingSources(spec, data);
  if (missing.length === 0 && needsMarker(spec, data) && !held.has(markerName))
    await markBatch(cloud, pipeline, batch, true);
  return missing;
}
