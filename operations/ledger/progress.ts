/** How far the work under way is: what the ledger has of it, and what the log adds while it is no older than the work. */
import { answersInPart } from '../../core/ledger-layout';
import { isNaive } from '../../core/naive';
import type { DeploymentRecords } from '../../core/deployment-records';
import type { RungRecord } from '../../core/search/rungs';
import { outputOf } from '../../core/stages';
import type { Run, StageResult, TuningProgress } from '../../schemas/generated/types';
import type { LogEntry } from '../cloud';

/** How far a long piece of work is. */
export interface Progress {
  done: number;
  total: number;
  unit: string;
  secondsLeft?: number;
  loss?: number;
  candidate?: string;
}

/** What the ledger has of work under way. */
export interface Movement {
  /** The tuning jobs as watch was told of them last. */
  tuning?: TuningProgress;
  /** What was tuned and is being deployed before it answers. */
  deployments?: DeploymentRecords;
  /** What was decided of each rung of a search by halving, the first one first. */
  rungs?: RungRecord[];
  /** Pieces of evaluate's work on record, by subject, and when the last of them was recorded. */
  answered?: { parts: Map<string, number>; at: string };
}

/** The latest progress that the log tells of, by stage and candidate ('' where a stage counts all its work in one). */
export type Said = Map<string, Map<string, Progress & { at: string }>>;

export function hear(said: Said, entry: LogEntry): void {
  const latest = entry['progress'] as Progress | undefined;
  if (!latest || !entry.stage) return;
  const ofStage = said.get(entry.stage) ?? new Map<string, Progress & { at: string }>();
  // Tuning jobs move each on its own.
  const candidate = latest.candidate ?? (entry['candidate'] as string | undefined) ?? '';
  ofStage.set(entry.stage === 'tune' ? candidate : '', { ...latest, at: entry.time });
  said.set(entry.stage, ofStage);
}

/** What the log says of a piece of work that has begun then; nothing that is older than it. */
export function saidSince(said: Said, stage: string, candidate: string, startedAt: number): Progress | undefined {
  const latest = said.get(stage)?.get(candidate);
  if (!latest || Date.parse(latest.at) < startedAt) return undefined;
  const { at: _at, ...progress } = latest;
  return progress;
}

/** Answers on record of those that all models will give; production counts once it has begun to answer. */
export function answersProgress(
  record: Run,
  results: ReadonlyMap<string, StageResult>,
  answered: NonNullable<Movement['answered']>,
  startedAt: number,
  now: number,
): Progress | undefined {
  const held = outputOf(results, 'transform')?.data.evaluation;
  const most = record.configuration?.pipeline.evaluation?.maximumExamples;
  const tuned = outputOf(results, 'watch')?.data.candidates.filter(({ state }) => state === 'succeeded') ?? [];
  if (held === undefined || most === undefined) return undefined;
  const examples = Math.min(held, most);
  const byModels = [...answered.parts].filter(([subject]) => !isNaive(subject));
  const subjects = new Set(['base', ...tuned.map(({ id }) => id), ...byModels.map(([subject]) => subject)]);
  const total = subjects.size * examples;
  const counts = byModels.map(([, parts]) => Math.min(parts * answersInPart, examples));
  const done = counts.reduce((sum, count) => sum + count, 0);
  if (done === 0) return { done, total, unit: 'answers' };
  const lastAt = Date.parse(answered.at);
  const secondsLeft = (((lastAt - startedAt) / done) * (total - done) - (now - lastAt)) / 1000;
  return { done, total, unit: 'answers', secondsLeft: Math.max(0, secondsLeft) };
}
