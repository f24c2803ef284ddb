/**
 * The stages of a run and the contract of each: what it hears, what it says, what it works with and what it needs to run.
 * Functions, infra, the CLI and tests read it here, so that they cannot disagree.
 */
import type { EventData, StageResult } from '../schemas/generated/types';

/** A CloudEvents type: landfall.dataset.validated.v1. */
export type EventType = keyof EventData;

/** What a stage hands back: the type and data of the event that it wants emitted. */
export type Output<T extends EventType = EventType> = { [K in T]: { type: K; data: EventData[K] } }[T];

/**
 * What is worked with beside the ledger: the landing bucket, loads from Cloud Storage, the warehouse's datasets, its table of
 * evaluations and the states of others' jobs there, what was answered and rated, models that answer, batches of answers and their
 * states, tuning jobs, their states, their end before their time, machines for open weights, endpoints, passages of corpora, what makes
 * vectors of texts, finding passages, spans of exchanges. infra says with which roles.
 */
export type Part =
  | 'landing'
  | 'loads'
  | 'staging'
  | 'training'
  | 'evaluations'
  | 'jobStates'
  | 'answers'
  | 'models'
  | 'tokenizers'
  | 'batches'
  | 'batchStates'
  | 'batchEnds'
  | 'tuning'
  | 'tuningStates'
  | 'tuningEnds'
  | 'machines'
  | 'replicas'
  | 'endpoints'
  | 'passages'
  | 'embeddings'
  | 'retrieval'
  | 'traces';

interface FunctionContract {
  /** Events that it may end with; a stage may say landfall.stage.failed.v1 besides. */
  says: readonly EventType[];
  uses: readonly Part[];
  /** Cloud Run memory, as Kubernetes writes it. Functions stream, so this does not grow with the dataset. */
  memory: string;
  /** Processors; without it Cloud Run gives the share that goes with the memory. */
  processor?: string;
  /** Seconds, after which Cloud Run answers in the function's place. A push waits for 600 at most. */
  timeLimit: number;
}

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
    uses: ['staging', 'training', 'tokenizers'],
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

/** The functions that answer over HTTP. */
export const services = {
  serve: {
    says: ['landfall.prediction.made.v1', 'landfall.answer.rated.v1'],
    uses: ['models', 'retrieval'],
    // Twenty requests of 4 MB, the longest that it takes, came to 773 MiB: npm run bench -- memory --of serve.
    memory: '2Gi',
    processor: '1',
    /** Requests that one instance handles at the same time. */
    concurrency: 20,
    timeLimit: 540,
  },
} as const satisfies Record<string, FunctionContract & { concurrency: number }>;

/** Seconds that any answer may take: less than serve has, so that what came of it is still said and recorded. */
export const longestAnswer = services.serve.timeLimit - 30;

/**
 * What ends the stage whose message no delivery could handle. It is no stage itself: no run passes it, it hears what any stage
 * may have heard, and it records nothing but the end of another; its own messages are delivered until they expire.
 */
export const bury = {
  name: 'bury',
  says: ['landfall.stage.failed.v1'],
  uses: [],
  memory: '512Mi',
  timeLimit: 120,
} as const satisfies FunctionContract & { name: string };

/**
 * What clears away, at every end of a run, what the run has left behind and nobody needs: tuning jobs that still run, and endpoints
 * that are not in production. It is no stage either; its messages are delivered until all of that is gone, or they expire.
 */
export const cleanup = {
  name: 'cleanup',
  says: [],
  uses: ['tuningEnds', 'batchEnds', 'endpoints'],
  memory: '512Mi',
  timeLimit: 540,
} as const satisfies FunctionContract & { name: string };

/**
 * What asks one subject a part of the held-out examples, beside as many others as there are instances. It is no stage: it records
 * parts of evaluate's work, and brings evaluate back when a subject has no more to answer.
 */
export const evaluationShard = {
  name: 'evaluation-shard',
  hears: stages.evaluate.sharesOut,
  says: [stages.evaluate.hears],
  uses: ['models'],
  memory: '512Mi',
  // As the stages have: a message that finds every instance at work is told to come again, which counts.
  deliveries: 100,
  timeLimit: 540,
} as const satisfies FunctionContract & { name: string; hears: EventType; deliveries: number };

/**
 * What reads the files of a corpus: cut into passages, with their vectors, in the warehouse. It is no stage: it hears what validate
 * hears, and each leaves to the other what is not its own, by the kind of what the file was dropped for. Its messages are delivered
 * until the file is read, or they expire.
 */
export const index = {
  name: 'index',
  hears: stages.validate.hears,
  says: [],
  uses: ['landing', 'loads', 'passages', 'embeddings'],
  memory: '1Gi',
  timeLimit: 540,
} as const satisfies FunctionContract & { name: string; hears: EventType };

/**
 * What hands the spans that serve has logged on to Cloud Trace: whoever answers has no processor once it has answered, and does not wait.
 * It is no stage; its messages are delivered until Cloud Trace has the spans, or they expire.
 */
export const trace = {
  name: 'trace',
  hears: 'landfall.exchange.traced.v1',
  says: [],
  uses: ['traces'],
  memory: '512Mi',
  timeLimit: 60,
} as const satisfies FunctionContract & { name: string; hears: EventType };

/** Every function of a deployment. */
export const functionNames: string[] = [
  ...stageNames,
  ...Object.keys(services),
  bury.name,
  cleanup.name,
  evaluationShard.name,
  index.name,
  trace.name,
];

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

/** Topics whose messages are kept where they go, and not in the history too. */
export const keptElsewhere: string[] = [topicOf(trace.hears)];

/** The subscription by which cleanup hears of an end: it has one for each. */
export const cleanupSubscription = (type: EventType): string => `${cleanup.name}-${topicOf(type)}`;
