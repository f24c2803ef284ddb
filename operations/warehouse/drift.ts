/** How far monitor is with a pipeline's signals, the alarm that stands, and answers that show what has moved. */
import { movedIn, type Moved } from '../../core/drift/change';
import type { KeptDrift } from '../../core/drift/kept';
import { isReadable, votesOf, votesStatement, type VoteRow } from '../../core/drift/votes';
import { settleAlarm, statusOf, type SignalStatus } from '../../core/drift/warranty';
import { driftPath } from '../../core/ledger-layout';
import type { Cloud } from '../cloud';
import { OperationError, exitCodes } from '../errors';
import { readPipeline } from '../pipelines/pipelines';
import { readText, readVersion, writeIf } from '../ledger/stored';
import { ask } from './warehouse';

/** By the ledger alone: no question to the warehouse. */
export interface DriftStanding {
  pipeline: string;
  /** ISO 8601. */
  until: string;
  quietWeeks: number;
  signals: SignalStatus[];
  alarm?: DriftAlarm;
}

export interface DriftAlarm {
  /** ISO 8601. */
  at: string;
  from: string;
  moved: Moved[];
}

export interface DriftExample {
  id: string;
  input: string;
  text: string | null;
}

export interface Drift extends DriftStanding {
  /** With examples of what has moved most. */
  alarm?: DriftAlarm & { examples: DriftExample[] };
}

/** @throws OperationError (usage) where nothing was looked at yet */
export async function readDrift(cloud: Cloud, pipeline: string): Promise<Drift> {
  const { kept } = await keptOf(cloud, pipeline);
  const { alarm, ...standing } = standingOf(kept);
  return alarm ? { ...standing, alarm: { ...alarm, examples: await examplesOf(cloud, kept, alarm) } } : standing;
}

/** Undefined where nothing was looked at yet. */
export async function findDrift(cloud: Cloud, pipeline: string): Promise<DriftStanding | undefined> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  const text = await readText(bucket, driftPath(pipeline));
  return text === undefined ? undefined : standingOf(JSON.parse(text) as KeptDrift);
}

function standingOf({ pipeline, until, state }: KeptDrift): DriftStanding {
  const { alarm, quietWeeks } = state;
  const iso = (at: number): string => new Date(at).toISOString();
  return {
    pipeline,
    until,
    quietWeeks,
    signals: statusOf(state),
    ...(alarm && { alarm: { at: iso(alarm.at), from: iso(alarm.from), moved: movedIn(alarm.changes) } }),
  };
}

async function keptOf(cloud: Cloud, pipeline: string): Promise<{ kept: KeptDrift; generation: number }> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  await readPipeline(cloud, pipeline);
  const found = await readVersion(bucket, driftPath(pipeline));
  if (found) return { kept: JSON.parse(found.text) as KeptDrift, generation: found.generation };
  throw new OperationError(`Nobody has looked at the answers of ${pipeline} yet.`, {
    exitCode: exitCodes.usage,
    why: 'monitor looks every hour at what is in production',
    next: 'npx landfall pipelines',
  });
}

const mostExamples = 3;

/** The newest answers of the category that has moved most. */
async function examplesOf(
  cloud: Cloud,
  { pipeline, until }: KeptDrift,
  { from, moved: [most] }: DriftAlarm,
): Promise<DriftExample[]> {
  const { signal, category, mostly } = most!;
  // Neither a price nor what is like training examples is a kind of answer that could be shown.
  if (!isReadable(signal, {})) return [];
  const { sql } = await readPipeline(cloud, pipeline);
  const tableOf = (table: string): string => `${cloud.status.project}.landfall.${table}`;
  const statement = votesStatement(signal, { pipeline, sql, tableOf, from, until });
  const [rows] = await (await cloud.bigquery()).query({ query: statement.sql, params: statement.params });
  const read = rows as VoteRow[];
  const own = votesOf(read).flatMap((vote, i) => (vote.category === (mostly ?? category) ? [read[i]!.id] : []));
  const ids = own.slice(-mostExamples);
  if (ids.length === 0) return [];
  return ask<DriftExample>(
    cloud,
    'drift-examples.sql',
    { predictions: tableOf('predictions') },
    { pipeline, from, ids },
  );
}

/**
 * Ends the alarm that stands: `mistaken` keeps what was expected, `usual` learns anew.
 * @throws OperationError (usage) where none stands
 */
export async function settleDrift(cloud: Cloud, pipeline: string, as: 'mistaken' | 'usual'): Promise<void> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  for (;;) {
    const { kept, generation } = await keptOf(cloud, pipeline);
    if (!kept.state.alarm)
      throw new OperationError(`No alarm stands of ${pipeline}.`, {
        exitCode: exitCodes.usage,
        why: `what was asked and answered until ${kept.until} is as it was, as far as can be told`,
        next: `npx landfall drift ${pipeline}`,
      });
    settleAlarm(kept.state, as);
    // Of two that write at once, monitor may be the other: its votes are taken in first.
    if ((await writeIf(bucket, driftPath(pipeline), kept, generation)) !== undefined) return;
  }
}
