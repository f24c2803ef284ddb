/** What a run looks like to a person: derived from the ledger's objects, nothing stored; every command shows this one view. */
import {
  contractOf,
  isCancellation,
  lastStage,
  outputOf,
  stageNames,
  statusOf,
  type EventType,
  type RunStatus,
  type StageName,
} from '../../core/stages';
import type {
  DatasetValidated,
  DatasetVersioned,
  EndpointDeployed,
  DeploymentRefused,
  EventData,
  ModelEvaluated,
  Run,
  RunCancelled,
  StageError,
  StageResult,
  SpendingEntry,
} from '../../schemas/generated/types';
import { deriveCandidates, secondsBetween, tuningTime, type CandidateView } from './candidates';
import { describeHoldUp, type HoldUp } from '../ledger/hold-up';
import type { Findings } from '../ledger/ledger';
import { answersProgress, saidSince, type Movement, type Progress, type Said } from '../ledger/progress';
import { describeRollout, type Rollout } from '../ledger/rollout';

/** Stages as a person sees them: two are one line when the second finishes what the first has begun. */
export const shownStages = stageNames.filter((name) => contractOf(name).finishes === undefined);

/** The stage with whose end the work of this one is done. */
export const lastOf = (name: StageName): StageName =>
  stageNames.find((other) => contractOf(other).finishes === name) ?? name;

export interface StageView {
  name: StageName;
  /** A stage is cancelled that had begun when a person ended the run. */
  state: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** Seconds of wall time, so far when it is running; of tuning, from the first job's begin to the last one's end. */
  seconds?: number;
  /** Seconds before that which tuning jobs spent in the queue. */
  queued?: number;
  /** Why it does not move just now, in words. */
  heldUp?: string;
  /** How far it is, where it runs and that is known; of tuning the candidates have it. */
  progress?: Progress;
}

export interface RunView {
  run: string;
  pipeline: string;
  status: RunStatus;
  createdAt: string;
  /** Seconds from the landing of the last file to the end, or to now. */
  seconds: number;
  record: Run;
  stages: StageView[];
  candidates: CandidateView[];
  validated?: DatasetValidated;
  versioned?: DatasetVersioned;
  /** In US dollars: what is held, and the bill once all of it is known; of what has a price. */
  money?: Money;
  evaluated?: ModelEvaluated;
  deployed?: EndpointDeployed;
  refused?: DeploymentRefused;
  cancelled?: RunCancelled;
  error?: StageError & { stage: string };
  /** Empty until it is read. */
  findings: Findings;
  holdUp?: HoldUp;
  rollout?: Rollout;
}

export type Money = { [purpose in SpendingEntry['purpose']]?: { committed: number; spent?: number } };

/** All that is known of a run. */
export interface Known {
  record: Run;
  /** The stages' results found so far, by stage name as the ledger spells it. */
  results: ReadonlyMap<string, StageResult>;
  movement?: Movement;
  said?: Said;
  findings?: Findings;
  holdUp?: HoldUp;
  rollout?: Rollout;
}

/** @param now milliseconds since 1970 */
export function deriveRun(known: Known, now: number): RunView {
  const { record, results, movement = {}, said = new Map() as Said, findings = {}, holdUp, rollout } = known;
  const ofType = <T extends EventType>(type: T): EventData[T] | undefined =>
    [...results.values()].find(({ output }) => output?.type === type)?.output?.data as EventData[T] | undefined;
  const failure = [...results.values()].find(({ status }) => status === 'failed');
  const status = statusOf(results);
  const landedAt = Math.max(...record.trigger.objects.map(({ timeCreated }) => Date.parse(timeCreated)));
  const lastAt = Math.max(landedAt, ...[...results.values()].map(({ finishedAt }) => Date.parse(finishedAt)));
  const until = status === 'running' ? now : lastAt;
  const view: RunView = {
    run: record.run,
    pipeline: record.pipeline,
    status,
    createdAt: record.createdAt,
    seconds: secondsBetween(landedAt, until),
    record,
    stages: deriveStages({ ...known, movement, said }, status, until),
    candidates: deriveCandidates(record, results, movement, said, status !== 'running', until),
    validated: outputOf(results, 'validate')?.data,
    versioned: outputOf(results, 'transform')?.data,
    money: moneyOf(findings.spending ?? []),
    evaluated: outputOf(results, 'evaluate')?.data,
    deployed: ofType('landfall.endpoint.deployed.v1'),
    refused: ofType('landfall.deployment.refused.v1'),
    cancelled: ofType('landfall.run.cancelled.v1'),
    error: failure && { name: 'Error', message: 'no reason was recorded', ...failure.error, stage: failure.stage },
    findings,
    holdUp,
    rollout,
  };
  if (status === 'cancelled') delete view.error;
  return view;
}

function moneyOf(entries: SpendingEntry[]): Money | undefined {
  if (entries.length === 0) return undefined;
  const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
  const money: Money = {};
  for (const purpose of ['tuning', 'evaluation'] as const) {
    const own = entries.filter((entry) => entry.purpose === purpose);
    const bills = own.flatMap(({ spent }) => spent ?? []);
    if (own.length === 0) continue;
    money[purpose] = {
      committed: sum(own.map(({ committed }) => committed)),
      ...(bills.length === own.length && { spent: sum(bills) }),
    };
  }
  return money;
}

/** @param until now, or when the run has ended */
function deriveStages(
  { record, results, movement, said, holdUp, rollout }: Known & Required<Pick<Known, 'movement' | 'said'>>,
  status: RunStatus,
  until: number,
): StageView[] {
  let previousEnd: number | undefined = Date.parse(record.createdAt);
  const cancelledAt = Date.parse(results.get(lastStage)?.finishedAt ?? '');
  return shownStages.map((name): StageView => {
    // Whoever cancels a run records it in the place of the last stage, which has done nothing.
    const first = isCancellation(results.get(name)) ? undefined : results.get(name);
    const last = first?.status === 'succeeded' ? results.get(lastOf(name)) : first;
    const startedAt: number | undefined = first ? Date.parse(first.startedAt) : previousEnd;
    previousEnd = last?.status === 'succeeded' ? Date.parse(last.finishedAt) : undefined;
    if (startedAt === undefined) return { name, state: 'waiting' };
    const end = last ? Date.parse(last.finishedAt) : until;
    const times = (name === 'tune' && tuningTime(movement, end)) || { seconds: secondsBetween(startedAt, end) };
    if (last) return { name, state: last.status, ...times };
    if (status === 'cancelled' && startedAt < cancelledAt) return { name, state: 'cancelled', ...times };
    if (status !== 'running') return { name, state: 'waiting' };
    const isHeldUp = holdUp && [name, lastOf(name)].includes(holdUp.stage);
    const heldUp =
      (name === lastStage && rollout && describeRollout(rollout, until)) || (isHeldUp && describeHoldUp(holdUp, until));
    return {
      name,
      state: 'running',
      ...times,
      ...(heldUp && { heldUp }),
      progress:
        name === 'evaluate' && movement.answered
          ? answersProgress(record, results, movement.answered, startedAt, until)
          : saidSince(said, name, '', startedAt),
    };
  });
}
