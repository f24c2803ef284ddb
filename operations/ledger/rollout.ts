/** How a run's candidate stands once it has passed the gate: what a person decides on it, and what its canary comes to. */
import type { Approval, Waiting } from '../../core/approval';
import type { Exposure } from '../../core/canary/evidence';
import { stepInWords } from '../../core/canary/steps';
import type { StepVerdict } from '../../core/canary/rollout';
import { approvalPath, rollbackPath, waitingPath, type RunName } from '../../core/ledger-layout';
import type { Rollback } from '../../core/rollback';
import { lastStage } from '../../core/stages';
import type { DeploymentRefused, EndpointDeployed, Production, StageResult } from '../../schemas/generated/types';
import { formatSpan } from '../../core/quantities';

type Canary = NonNullable<Production['canary']>;

export interface Rollout {
  /** What a person was asked before the canary, and what that person has decided. */
  waiting?: Waiting;
  approval?: Approval;
  /** The same of the canary itself, where its answers have told nothing. */
  undecided?: { waiting: Waiting; approval?: Approval };
  /** While it is under way, with what is in production beside it. */
  canary?: Canary & { beside: Pick<Production, 'run' | 'candidate'> };
  /** What was decided on the steps of its canary, oldest first. */
  verdicts: StepVerdict[];
  /** Who has gone back from it, when it had been production. */
  rollback?: Rollback;
  /** Its steps so far, in keys that were asked, where they were counted. */
  seen?: Exposure[];
  /** Why they could not be counted. */
  uncounted?: string;
}

/** What is read of the artifacts bucket. */
export interface RolloutObjects {
  isThere: (path: string) => boolean;
  readJson: <T>(path: string) => Promise<T | undefined>;
  readProduction: (pipeline: string) => Promise<Production | undefined>;
}

/** Undefined of a run that nobody was asked about, and that had no canary. */
export async function readRollout(
  run: RunName,
  results: ReadonlyMap<string, StageResult>,
  { isThere, readJson, readProduction }: RolloutObjects,
): Promise<Rollout | undefined> {
  const read = <T>(path: string): Promise<T | undefined> =>
    isThere(path) ? readJson<T>(path) : Promise.resolve(undefined);
  const isAtGate = results.get('evaluate')?.status === 'succeeded' && !results.has(lastStage);
  const [waiting, approval, asked, answer, rollback, production] = await Promise.all([
    read<Waiting>(waitingPath(run)),
    read<Approval>(approvalPath(run)),
    read<Waiting>(waitingPath(run, 'canary')),
    read<Approval>(approvalPath(run, 'canary')),
    read<Rollback>(rollbackPath(run)),
    isAtGate ? readProduction(run.pipeline) : undefined,
  ]);
  const { canary: ended } = (results.get(lastStage)?.output?.data ?? {}) as Partial<
    EndpointDeployed & DeploymentRefused
  >;
  const verdicts = ended ?? production?.verdicts?.filter((verdict) => verdict.run === run.run) ?? [];
  const canary = production && canaryOf(production);
  const own = canary?.run === run.run ? canary : undefined;
  if (!waiting && !rollback && !own && verdicts.length === 0) return undefined;
  return {
    waiting,
    approval,
    ...(asked && { undecided: { waiting: asked, approval: answer } }),
    canary: own,
    verdicts,
    rollback,
  };
}

/** The canary of a pipeline, with what is in production beside it. */
export const canaryOf = ({ canary, run, candidate }: Production): Rollout['canary'] =>
  canary && { ...canary, beside: { run, candidate } };

/** It goes on only when a person says so. */
export const waitsForPerson = ({ waiting, approval, canary }: Rollout): boolean =>
  waiting !== undefined && !approval && !canary;

/** It goes on by itself once its answers tell, and before when a person says so. */
export const isAskedAbout = ({ canary, undecided }: Rollout): boolean =>
  canary !== undefined && undecided !== undefined && !undecided.approval;

/** How one that is under way stands, in a line; undefined where it neither waits nor has a canary. @param now milliseconds since 1970 */
export function describeRollout(rollout: Rollout, now: number): string | undefined {
  const { waiting, approval, canary } = rollout;
  const since = (at: string): string => formatSpan(now - Date.parse(at));
  if (canary) {
    const asked = isAskedAbout(rollout)
      ? `; a person has been asked for ${since(rollout.undecided!.waiting.since)}`
      : '';
    return `canary ${canary.candidate}, ${stepInWords(canary.steps, canary.step)}, for ${since(canary.steppedAt)}${asked}`;
  }
  if (waiting && waitsForPerson(rollout)) return `${waiting.champion} has waited ${since(waiting.since)} for approval`;
  return approval && `${approval.decision} by ${approval.by}: goes on within a minute`;
}
