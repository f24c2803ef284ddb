/**
 * The stages of a run and the contract of each: what it hears, what it says, what it works with and what it needs to run.
 * Functions, infra, the CLI and tests read it here, so that they cannot disagree.
 */
import type { EventData, StageResult } from '../schemas/generated/types';
import type { FunctionContract } from './function-contract';

/** A CloudEvents type: landfall.dataset.validated.v1. */
export type EventType = keyof EventData;

/** What a stage hands back: the type and data of the event that it wants emitted. */
export type Output<T extends EventType = EventType> = { [K in T]: { type: K; data: EventData[K] } }[T];

export interface StageContract extends FunctionContract {
  /** The event that starts it. */
  hears: EventType;
  /** The event by which it gives a part of its work to a function beside it. */
  sharesOut?: EventType;
  /**
   * Deliveries before a message becomes a dead letter, 5 to 100; also how often in a row a stage comes back that gets no
   * further. With the back-off of the subscription a hundred take about sixteen hours: stages wait for quotas, and work for
   * minutes, so that a message may find every instance at work. Cloud Run answers that with 429, which counts as a delivery.
   */
  deliveries: number;
  /** It may leave its work under way when its time is up. The stage that brings back says again what it hears. */
  resumes?: true;
  /** The clock starts it, every minute: what one delivery could not do is left to the next tick, and none comes again for it. */
  ticks?: true;
  /** It brings back every stage that has left work under way. */
  bringsBack?: true;
  /** The stage whose work ends with this one: to a person the two are one. */
  finishes?: string;
}

/** In the order in which a run passes them. */
export const stages = {
  validate: {
    hears: 'landfall.dataset.landed.v1',
    says: ['landfall.dataset.validated.v1'],
    uses: ['landing', 'loads', 'staging'],
    // A row group of a Parquet file is held as it is stored, up to 128 MiB, as its writers make them: 614 MiB at the peak.
    memory: '1Gi',
    // Reading is all processor time: a whole one, for 0.583 of one, costs as much a gigabyte and takes three fifths of the
    // time. The other stages mostly wait, for BigQuery, tuning and models, and more than their share would be paid for that.
    processor: '1',
    deliveries: 100,
    timeLimit: 540,
    resumes: true,
  },
  transform: {
    hears: 'landfall.dataset.validated.v1',
    says: ['landfall.dataset.versioned.v1'],
    uses: ['staging', 'training', 'tokenizers', 'curated'],
    memory: '512Mi',
    deliveries: 100,
    timeLimit: 540,
    resumes: true,
  },
  tune: {
    hears: 'landfall.dataset.versioned.v1',
    says: ['landfall.tuning.started.v1'],
    uses: ['tuning'],
    memory: '512Mi',
    deliveries: 100,
    timeLimit: 540,
    resumes: true,
  },
  watch: {
    hears: 'landfall.watch.tick.v1',
    says: ['landfall.tuning.finished.v1'],
    uses: ['tuningStates', 'tuningEnds', 'machines', 'jobStates', 'batchStates'],
    memory: '512Mi',
    deliveries: 10,
    timeLimit: 540,
    ticks: true,
    bringsBack: true,
    finishes: 'tune',
  },
  evaluate: {
    hears: 'landfall.tuning.finished.v1',
    says: ['landfall.model.evaluated.v1'],
    sharesOut: 'landfall.evaluation.sharded.v1',
    uses: ['models', 'batches', 'loads', 'evaluations'],
    memory: '1Gi',
    deliveries: 100,
    timeLimit: 540,
    resumes: true,
  },
  deploy: {
    hears: 'landfall.model.evaluated.v1',
    // The last: whoever cancels a run records its result in its place, under its lease, so that only one of the two counts.
    says: ['landfall.endpoint.deployed.v1', 'landfall.deployment.refused.v1', 'landfall.run.cancelled.v1'],
    uses: ['models', 'answers', 'replicas'],
    memory: '512Mi',
    deliveries: 100,
    timeLimit: 540,
    resumes: true,
  },
} as const satisfies Record<string, StageContract>;

export type StageName = keyof typeof stages;
export const stageNames = Object.keys(stages) as StageName[];
export const contractOf = (name: StageName): StageContract => stages[name];

export const resumingStages = stageNames.filter((name) => contractOf(name).resumes);

/** The stage that ends with the event; undefined for what comes from outside. */
export const speakerOf = (type: EventType): StageName | undefined =>
  stageNames.find((name) => contractOf(name).says.includes(type));

/**
 * All that a stage publishes: what it says, that it has failed, what the stages hear that it brings back, and the end of a run whose
 * retention is over.
 */
export function publishedBy(name: StageName): EventType[] {
  const { says, sharesOut, bringsBack } = contractOf(name);
  const again: EventType[] = bringsBack
    ? [...resumingStages.map((each) => contractOf(each).hears), 'landfall.endpoint.deployed.v1']
    : [];
  const shared = sharesOut === undefined ? [] : [sharesOut];
  return [...new Set<EventType>([...says, ...shared, ...again, 'landfall.stage.failed.v1'])];
}

/** Seconds after which a message comes again that could not be handled: at first, and, twice as many every time, at most. */
export const backOff = { first: 10, most: 600 };

/** What a stage hears, by its name. */
export type InputOf<S extends StageName> = (typeof stages)[S]['hears'];
/** What a stage hands over, by its name. */
export type OutputOf<S extends StageName> = Output<(typeof stages)[S]['says'][number]>;

/** Events that end a run, and how it has ended then; a stage that failed ends it too. */
export const endings = {
  'landfall.endpoint.deployed.v1': 'deployed',
  'landfall.deployment.refused.v1': 'refused',
  'landfall.run.cancelled.v1': 'cancelled',
} as const satisfies Partial<Record<EventType, string>>;

/** The stage whose result ends a run that has not failed. */
export const lastStage = 'deploy' satisfies StageName;

export const isCancellation = (result?: StageResult): boolean => result?.output?.type === 'landfall.run.cancelled.v1';

/** Every event that says that a run has ended, one way or another. */
export const endingTypes: EventType[] = [
  ...(Object.keys(endings) as (keyof typeof endings)[]),
  'landfall.stage.failed.v1',
];

export type RunStatus = 'running' | 'failed' | (typeof endings)[keyof typeof endings];

export const runStatuses: RunStatus[] = ['running', ...Object.values(endings), 'failed'];

/** Derived from what is recorded, never stored. @param results those found so far, by stage */
export function statusOf(results: ReadonlyMap<string, StageResult>): RunStatus {
  const all = [...results.values()];
  const ending = all.map(({ output }) => endings[output?.type as keyof typeof endings]).find(Boolean);
  // A stage that was at work when the run was cancelled may fail of it: the run has ended as it did all the same.
  return ending ?? (all.some(({ status }) => status === 'failed') ? 'failed' : 'running');
}

/** What a stage handed over; undefined when it has not ended, or has failed. */
export function outputOf<S extends StageName>(
  results: ReadonlyMap<string, StageResult>,
  stage: S,
): OutputOf<S> | undefined {
  return results.get(stage)?.output as OutputOf<S> | undefined;
}

/** Topics that are not called after their event. */
const ownTopics: Partial<Record<EventType, string>> = {
  'landfall.prediction.made.v1': 'predictions',
  'landfall.answer.rated.v1': 'ratings',
};

/** The topic that carries the event: landfall.dataset.validated.v1 goes through dataset-validated. */
export const topicOf = (type: EventType): string => ownTopics[type] ?? type.split('.').slice(1, -1).join('-');

/** Topics whose messages are rows of a table of their own; all others are kept in landfall.events. */
export const tablesOfTopics: Record<string, string> = { predictions: 'predictions', ratings: 'ratings' };
