/**
 * Sets a run going again. A stage's result is written once, so that nothing that has ended is done anew: while a run goes on, the stage
 * hears once more what has started it; of a run that has ended the batch is dropped again, as a run of its own.
 */
import { atMost } from '../../core/at-most';
import { dropOrder } from '../../core/batch/drop-order';
import { belowBatch } from '../../core/batch/landing-path';
import { gsUri } from '../../core/gs-uri';
import { isHeldAt, type LeaseRecord } from '../../core/lease';
import { inFlightPath, leasePath, replayPath, type RunName } from '../../core/ledger-layout';
import { contractOf, resumingStages, stageNames, statusOf, type StageName } from '../../core/stages';
import { formatTime } from '../../core/quantities';
import type { Run, StageResult } from '../../schemas/generated/types';
import type { Cloud } from '../cloud';
import { OperationError, exitCodes } from '../errors';
import { createLedger } from '../ledger/ledger';
import { generationOf, readText, writeIf } from '../ledger/stored';
import { unlessGone } from '../ledger/unless-gone';

/** What is put on record. */
export interface Replay {
  by: string;
  reason?: string;
  /** ISO 8601. */
  at: string;
  /** The stage that hears again what has started it. */
  stage?: StageName;
  /** The batch that the objects of a run that had ended were dropped in again. */
  batch?: string;
}

/** Objects that are copied side by side. */
const atOnce = 16;

/** @throws OperationError (usage) where the stage has not been reached, is at work, or somebody was faster */
export async function replay(
  cloud: Cloud,
  key: RunName,
  { from, by, reason }: { from?: string | undefined; by: string; reason?: string | undefined },
): Promise<Replay> {
  const reader = await createLedger(cloud).openRun(key);
  const results = await reader.readResults();
  const own = { by, ...(reason && { reason }), at: new Date(cloud.now()).toISOString() };
  if (statusOf(results) === 'running') {
    const stage = stageToHear(key, results, from);
    if (!results.has(stage)) await checkAtRest(cloud, key, stage);
    const recorded = await record(cloud, key, { ...own, stage });
    await bringBack(cloud, key, stage);
    return recorded;
  }
  if (from !== undefined)
    throw refusal(
      key,
      `Run ${key.run} has ended: none of its stages goes on.`,
      'its batch can be dropped again, as a run that takes what has not changed from this one',
      `npx landfall replay ${key.run}`,
    );
  const recorded = await recordDrop(cloud, key, own);
  await dropAgain(cloud, reader.record, recorded.batch!);
  return recorded;
}

/** The one that is next, unless another is named: what ends with another's work is brought back with it. */
function stageToHear(key: RunName, results: ReadonlyMap<string, StageResult>, from?: string): StageName {
  const next = stageNames.find((name) => !results.has(name))!;
  const current = (contractOf(next).finishes as StageName | undefined) ?? next;
  const stage = from === undefined ? current : resumingStages.find((name) => name === from);
  const reached = resumingStages.slice(0, resumingStages.indexOf(current) + 1);
  if (stage && reached.includes(stage)) return stage;
  throw refusal(key, `Run ${key.run} has no stage ${from} to go on from.`, `it has come to: ${reached.join(', ')}`);
}

/** @throws OperationError while someone works on it */
async function checkAtRest(cloud: Cloud, key: RunName, stage: StageName): Promise<void> {
  const lease = await readText(artifactsOf(cloud), leasePath(key, stage));
  if (lease === undefined || !isHeldAt(JSON.parse(lease) as LeaseRecord, new Date(cloud.now()))) return;
  throw refusal(key, `${stage} is at work on run ${key.run}.`, 'what is at work needs nothing to go on');
}

/** A mark without a reason to wait: the next tick says again what started the stage. */
async function bringBack(cloud: Cloud, key: RunName, stage: StageName): Promise<void> {
  const path = inFlightPath(stage, key);
  while ((await writeIf(artifactsOf(cloud), path, key, await generationOf(artifactsOf(cloud), path))) === undefined);
}

/** Of two who do it at once the conditional write takes the first. */
async function record(cloud: Cloud, key: RunName, own: Replay, number?: number): Promise<Replay> {
  const place = number ?? (await readReplays(cloud, key)).length + 1;
  if ((await writeIf(artifactsOf(cloud), replayPath(key, place), own, 0)) !== undefined) return own;
  throw tooLate(key, JSON.parse((await readText(artifactsOf(cloud), replayPath(key, place)))!) as Replay);
}

/** Not while the run of the last time is under way. */
async function recordDrop(cloud: Cloud, key: RunName, own: Replay): Promise<Replay> {
  const earlier = await readReplays(cloud, key);
  const last = earlier.findLast(({ batch }) => batch !== undefined);
  if (last) {
    const ledger = createLedger(cloud);
    const run = await ledger.findRunOfBatch(key.pipeline, last.batch!);
    // Whoever dropped it may have stopped half-way.
    if (!run) return last;
    if (statusOf(await (await ledger.openRun(run)).readResults()) === 'running') throw tooLate(key, last, run);
  }
  const number = earlier.length + 1;
  return record(cloud, key, { ...own, batch: `replay-${key.run}-${number}` }, number);
}

export async function readReplays(cloud: Cloud, key: RunName): Promise<Replay[]> {
  const replays: Replay[] = [];
  for (;;) {
    const text = await readText(artifactsOf(cloud), replayPath(key, replays.length + 1));
    if (text === undefined) return replays;
    replays.push(JSON.parse(text) as Replay);
  }
}

/** Repeatable: what is there already stays. @throws OperationError (usage) when an object, or the version that was read, is gone */
async function dropAgain(cloud: Cloud, { pipeline, trigger, configuration }: Run, batch: string): Promise<void> {
  const bucket = cloud.storage.bucket(trigger.bucket);
  const copy = async ({ name, generation }: { name: string; generation: string }): Promise<void> => {
    const target = bucket.file(`${pipeline}/${batch}/${belowBatch(name)}`);
    const copied = bucket
      .file(name, { generation })
      .copy(target, { preconditionOpts: { ifGenerationMatch: 0 } })
      .catch((error: unknown) => {
        if ((error as { code?: unknown }).code !== 412) throw error;
        return true;
      });
    if (await unlessGone(copied)) return;
    throw new OperationError(`${gsUri({ bucket: trigger.bucket, name })}, generation ${generation}, is gone.`, {
      exitCode: exitCodes.usage,
      why: 'a batch is dropped again as it was read, or not at all',
      next: `npx landfall drop ${pipeline} FILE… --wait`,
    });
  };
  const inOrder = dropOrder(trigger, configuration?.pipeline.sources ?? {});
  await atMost(atOnce, inOrder.slice(0, -1), copy);
  await copy(inOrder.at(-1)!);
}

const artifactsOf = ({ storage, status }: Cloud): ReturnType<Cloud['storage']['bucket']> =>
  storage.bucket(status.buckets.artifacts);

const refusal = ({ run }: RunName, message: string, why: string, next = `npx landfall run ${run}`): OperationError =>
  new OperationError(message, { exitCode: exitCodes.usage, why, next });

function tooLate(key: RunName, { by, at, reason }: Replay, run?: RunName): OperationError {
  const why = `by ${by} on ${formatTime(at)}${reason ? `: ${reason}` : ''}`;
  const next = run ? `npx landfall run ${run.run} --watch` : undefined;
  return refusal(key, `Run ${key.run} is replayed already.`, why, next);
}
