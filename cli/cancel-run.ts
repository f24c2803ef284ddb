/**
 * Ends a run before its time. What decides is one conditional write, the result of the last stage in that stage's place; what
 * the run has under way is stopped after it, so that a command that dies in between can be repeated.
 */
import type { Bucket } from '@google-cloud/storage';
import { eventOf, encodeEvent } from '../core/event';
import { leasePath, resultPath, runFolder, type RunName } from '../core/ledger-layout';
import { isHeldAt, leaseOf, type LeaseRecord } from '../core/lease';
import { lastStage, stageNames, topicOf, type StageName } from '../core/stages';
import type { StageResult } from '../schemas/generated/types';
import type { Cloud } from './cloud';
import { CliError, exitCodes } from './errors';

const holder = 'landfall cancel';

/**
 * Records that the run is cancelled, under the lease of the last stage: while that is at work, the run may be deployed at any
 * moment, and is not cancelled.
 * @returns what is on record: of a run that has ended meanwhile its own end
 * @throws CliError when the last stage is at work
 */
export async function recordCancellation(
  cloud: Cloud,
  key: RunName,
  stage: StageName | undefined,
): Promise<StageResult> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  const now = new Date(cloud.now());
  const lease = await takeLease(bucket, leasePath(key, lastStage), now);
  if (lease === undefined)
    throw new CliError(`Run ${key.run} is being deployed just now.`, {
      exitCode: exitCodes.usage,
      why: 'its last stage is at work, and cannot be stopped half-way',
      next: `npx landfall run ${key.run} --watch`,
    });
  const at = now.toISOString();
  const output = { type: 'landfall.run.cancelled.v1', data: { ...key, ...(stage && { stage }) } };
  const result: StageResult = { stage: lastStage, status: 'succeeded', startedAt: at, finishedAt: at, output };
  try {
    const isFirst = await writeIf(bucket, resultPath(key, lastStage), result, 0);
    if (isFirst) return result;
    const [first] = await bucket.file(resultPath(key, lastStage)).download();
    return JSON.parse(first.toString('utf8')) as StageResult;
  } finally {
    await removeIf(bucket, leasePath(key, lastStage), lease);
  }
}

/** Says it to whoever hears of a run's end, and to the history: the same event however often. */
export async function announceCancellation(cloud: Cloud, key: RunName, result: StageResult): Promise<void> {
  const event = eventOf(key, result);
  const topic = `projects/${cloud.status.project}/topics/${topicOf(event.type)}`;
  await (await cloud.publisher()).publish({ topic, messages: [encodeEvent(event)] });
}

/**
 * Takes the leases of stages at work away: at its next renewal, within ten seconds, each learns that the work is no longer its
 * own. Those that come later look at the record first.
 */
export async function takeLeasesAway(cloud: Cloud, key: RunName): Promise<StageName[]> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  const [files] = await bucket.getFiles({ prefix: runFolder(key) });
  const stopped: StageName[] = [];
  for (const stage of stageNames) {
    const lease = files.find(({ name }) => name === leasePath(key, stage));
    if (lease && (await removeIf(bucket, lease.name, Number(lease.metadata.generation)))) stopped.push(stage);
  }
  return stopped;
}

/** The lease's generation; undefined while someone else holds it. */
async function takeLease(bucket: Bucket, path: string, now: Date): Promise<number | undefined> {
  const found = await bucket
    .file(path)
    .get()
    .catch((error: unknown) => {
      if ((error as { code?: unknown }).code === 404) return undefined;
      throw error;
    });
  const generation = Number(found?.[0].metadata.generation ?? 0);
  if (found) {
    const [held] = await bucket.file(path, { generation }).download();
    if (isHeldAt(JSON.parse(held.toString('utf8')) as LeaseRecord, now)) return undefined;
  }
  return writeIf(bucket, path, leaseOf(holder, now), generation);
}

/** The new generation; undefined when the object is no longer what it was at that generation (0: there was none). */
async function writeIf(bucket: Bucket, path: string, value: object, generation: number): Promise<number | undefined> {
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

async function removeIf(bucket: Bucket, path: string, generation: number): Promise<boolean> {
  try {
    await bucket.file(path).delete({ ifGenerationMatch: generation });
    return true;
  } catch (error) {
    if ([404, 412].includes(Number((error as { code?: unknown }).code))) return false;
    throw error;
  }
}
