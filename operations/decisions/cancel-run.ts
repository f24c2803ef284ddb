/**
 * Ends a run before its time. What decides is one conditional write, the result of the last stage in that stage's place; what
 * the run has under way is stopped after it, so that a command that dies in between can be repeated.
 */
import type { Bucket } from '@google-cloud/storage';
import { eventOf } from '../../core/event';
import type { Commitment } from '../../core/commitment';
import {
  askingPrefix,
  commitmentPath,
  isShardLease,
  leasePath,
  productionPath,
  resultPath,
  type RunName,
} from '../../core/ledger-layout';
import { readProduction } from '../../core/production';
import { isHeldAt, leaseOf, type LeaseRecord } from '../../core/lease';
import { lastStage, stageNames, type StageName } from '../../core/stages';
import type { Production, StageResult } from '../../schemas/generated/types';
import type { Cloud } from '../cloud';
import { OperationError, exitCodes } from '../errors';
import { generationOf, readText, removeIf, writeIf } from '../ledger/stored';

const holder = 'landfall cancel';

/**
 * Records that the run is cancelled, under the lease of the last stage: while that is at work, the run may be deployed at any
 * moment, and is not cancelled.
 * @returns what is on record: of a run that has ended meanwhile its own end
 * @throws OperationError when the last stage is at work, or died between putting the run into production and recording that, and while
 * the run's candidate is a canary
 */
export async function recordCancellation(
  cloud: Cloud,
  key: RunName,
  stage: StageName | undefined,
  { by, reason }: { by?: string; reason?: string } = {},
): Promise<StageResult> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  const now = new Date(cloud.now());
  const lease = await takeLease(bucket, leasePath(key, lastStage), now);
  if (lease === undefined) throw isBeingDeployed(key, 'its last stage is at work, and cannot be stopped half-way');
  const at = now.toISOString();
  const data = { ...key, ...(stage && { stage }), ...(by && { by }), ...(reason && { reason }) };
  const output = { type: 'landfall.run.cancelled.v1', data };
  const result: StageResult = { stage: lastStage, status: 'succeeded', startedAt: at, finishedAt: at, output };
  try {
    const first = await readText(bucket, resultPath(key, lastStage));
    if (first !== undefined) return JSON.parse(first) as StageResult;
    const production = await readPointer(bucket, key.pipeline);
    if (production?.canary?.run === key.run) throw isCanary(production, key);
    if (production?.run === key.run || production?.previous?.run === key.run)
      throw isBeingDeployed(key, 'its model is in production already');
    if (!(await commit(bucket, key))) throw isBeingDeployed(key, 'its model is just being put into production');
    await writeIf(bucket, resultPath(key, lastStage), result, 0);
    return JSON.parse((await readText(bucket, resultPath(key, lastStage)))!) as StageResult;
  } finally {
    await removeIf(bucket, leasePath(key, lastStage), lease);
  }
}

/**
 * False when the last stage was faster: though its lease has expired, it may go on any moment, and puts the run into production
 * then.
 */
async function commit(bucket: Bucket, key: RunName): Promise<boolean> {
  const path = commitmentPath(key);
  const own: Commitment = { to: 'cancellation' };
  await writeIf(bucket, path, own, 0);
  const { to } = JSON.parse((await readText(bucket, path))!) as Commitment;
  return to === own.to;
}

function isBeingDeployed({ run }: RunName, why: string): OperationError {
  return new OperationError(`Run ${run} is being deployed just now.`, {
    exitCode: exitCodes.usage,
    why,
    next: `npx landfall run ${run} --watch`,
  });
}

/** Its last stage would find a model that is in production already, too, and has only to record it. */
async function readPointer(bucket: Bucket, pipeline: string): Promise<Production | undefined> {
  const text = await readText(bucket, productionPath(pipeline));
  return text === undefined ? undefined : readProduction(text);
}

/** Requests come to it: to end it is to change production, which is no part of a run. */
const isCanary = ({ pipeline, candidate, canary }: Production, { run }: RunName): OperationError =>
  new OperationError(`Run ${run} has a canary under way.`, {
    exitCode: exitCodes.usage,
    why: `${canary!.candidate} answers requests beside ${candidate}; going back ends both the canary and the run`,
    next: `npx landfall rollback ${pipeline}`,
  });

/** Says it to whoever hears of a run's end, and to the history: the same event however often. */
export async function announceCancellation(cloud: Cloud, key: RunName, result: StageResult): Promise<void> {
  await cloud.publish(eventOf(key, result));
}

/**
 * Takes the leases of stages at work away, and of the shards of evaluate: at its next renewal, within ten seconds, each learns that
 * the work is no longer its own. Those that come later look at the record first.
 */
export async function takeLeasesAway(cloud: Cloud, key: RunName): Promise<StageName[]> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  const stopped = new Set<StageName>();
  const takeAway = async (path: string, stage: StageName): Promise<void> => {
    const generation = await generationOf(bucket, path);
    if (generation > 0 && (await removeIf(bucket, path, generation))) stopped.add(stage);
  };
  for (const stage of stageNames) await takeAway(leasePath(key, stage), stage);
  const [asking] = await bucket.getFiles({ prefix: askingPrefix(key) });
  for (const { name } of asking) if (isShardLease(name)) await takeAway(name, 'evaluate');
  return [...stopped];
}

/** The lease's generation; undefined while someone else holds it. */
async function takeLease(bucket: Bucket, path: string, now: Date): Promise<number | undefined> {
  const generation = await generationOf(bucket, path);
  if (generation > 0) {
    const held = await readText(bucket, path, generation);
    // One that is renewed or given back this very moment is held.
    if (held === undefined || isHeldAt(JSON.parse(held) as LeaseRecord, now)) return undefined;
  }
  return writeIf(bucket, path, leaseOf(holder, now), generation);
}
