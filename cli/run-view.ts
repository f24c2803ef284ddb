/** What a run looks like to a person: derived from the ledger's objects and the latest progress, nothing stored. */
import {
  contractOf,
  endings,
  outputOf,
  stageNames,
  statusOf,
  type EventType,
  type RunStatus,
  type StageName,
} from '../core/stages';
import type {
  DatasetValidated,
  DatasetVersioned,
  EndpointDeployed,
  DeploymentRefused,
  EventData,
  ModelEvaluated,
  Run,
  StageError,
  StageResult,
  TuningFinished,
} from '../schemas/generated/types';
import { describeHoldUp, type HoldUp } from './hold-up';
import type { Findings } from './ledger';

/**
 * Stages as a person sees them: two are one line when the second finishes what the first has begun, and what hears of the
 * run's end is no part of it.
 */
const shownStages = stageNames.filter((name) => {
  const { finishes, hears } = contractOf(name);
  return finishes === undefined && !(hears in endings);
});

/** The stage with whose end the work of this one is done. */
const lastOf = (name: StageName): StageName => stageNames.find((other) => contractOf(other).finishes === name) ?? name;

/** How far a long piece of work is, as the log stream says it. */
export interface Progress {
  done: number;
  total: number;
  unit: string;
  secondsLeft?: number;
  loss?: number;
  candidate?: string;
}

export interface StageView {
  name: StageName;
  state: 'waiting' | 'running' | 'succeeded' | 'failed';
  /** Seconds of wall time, so far when it is running. */
  seconds?: number;
  /** Why it does not move just now, in words. */
  heldUp?: string;
  /** The latest progress, by candidate ('' when the stage has no candidates). */
  progress: Map<string, Progress>;
}

export interface CandidateView {
  id: string;
  base: string;
  state: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  seconds?: number;
  truncatedExamples?: number;
  error?: string;
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
  evaluated?: ModelEvaluated;
  deployed?: EndpointDeployed;
  refused?: DeploymentRefused;
  error?: StageError & { stage: string };
  /** Empty until it is read. */
  findings: Findings;
  holdUp?: HoldUp;
}

export type ProgressByStage = Map<string, Map<string, Progress>>;

/**
 * @param results the stages' results found so far, by stage name as the ledger spells it
 * @param now milliseconds since 1970
 */
export function deriveRun(
  record: Run,
  results: Map<string, StageResult>,
  progress: ProgressByStage = new Map(),
  now = Date.now(),
  findings: Findings = {},
  holdUp?: HoldUp,
): RunView {
  const said = <T extends EventType>(type: T): EventData[T] | undefined =>
    [...results.values()].find(({ output }) => output?.type === type)?.output?.data as EventData[T] | undefined;
  const failure = [...results.values()].find(({ status }) => status === 'failed');
  const status = statusOf(results);
  const landedAt = Math.max(...record.trigger.objects.map(({ timeCreated }) => Date.parse(timeCreated)));
  const lastAt = Math.max(landedAt, ...[...results.values()].map(({ finishedAt }) => Date.parse(finishedAt)));
  return {
    run: record.run,
    pipeline: record.pipeline,
    status,
    createdAt: record.createdAt,
    seconds: seconds(landedAt, status === 'running' ? now : lastAt),
    record,
    stages: deriveStages(record, results, progress, status === 'running', now).map((stage) =>
      stage.state === 'running' && holdUp && [stage.name, lastOf(stage.name)].includes(holdUp.stage)
        ? { ...stage, heldUp: describeHoldUp(holdUp, now) }
        : stage,
    ),
    candidates: deriveCandidates(record, outputOf(results, 'watch')?.data, progress, results),
    validated: outputOf(results, 'validate')?.data,
    versioned: outputOf(results, 'transform')?.data,
    evaluated: outputOf(results, 'evaluate')?.data,
    deployed: said('landfall.endpoint.deployed.v1'),
    refused: said('landfall.deployment.refused.v1'),
    error: failure && { name: 'Error', message: 'no reason was recorded', ...failure.error, stage: failure.stage },
    findings,
    holdUp,
  };
}

function deriveStages(
  record: Run,
  results: Map<string, StageResult>,
  progress: ProgressByStage,
  isRunning: boolean,
  now: number,
): StageView[] {
  let previousEnd: number | undefined = Date.parse(record.createdAt);
  return shownStages.map((name) => {
    const first = results.get(name);
    const last = first?.status === 'succeeded' ? results.get(lastOf(name)) : first;
    const startedAt: number | undefined = first ? Date.parse(first.startedAt) : previousEnd;
    const base = { name, progress: progress.get(name) ?? new Map<string, Progress>() };
    if (last && startedAt !== undefined) {
      previousEnd = last.status === 'succeeded' ? Date.parse(last.finishedAt) : undefined;
      return { ...base, state: last.status, seconds: seconds(startedAt, Date.parse(last.finishedAt)) };
    }
    previousEnd = undefined;
    if (startedAt === undefined || !isRunning) return { ...base, state: 'waiting' };
    return { ...base, state: 'running', seconds: seconds(startedAt, now) };
  });
}

function deriveCandidates(
  record: Run,
  finished: TuningFinished | undefined,
  progress: ProgressByStage,
  results: Map<string, StageResult>,
): CandidateView[] {
  const planned = record.configuration?.pipeline.tuning.candidates ?? [];
  return planned.map(({ id, base }) => {
    const done = finished?.candidates.find((candidate) => candidate.id === id);
    if (done) {
      const { state, seconds: lasted, truncatedExamples, error } = done;
      return { id, base, state, seconds: lasted, ...(truncatedExamples && { truncatedExamples }), error };
    }
    const isRunning = results.has('tune') && progress.get('tune')?.has(id);
    return { id, base, state: isRunning ? 'running' : 'waiting' };
  });
}

function seconds(from: number, to: number): number {
  return Math.max(0, Math.round((to - from) / 100) / 10);
}
