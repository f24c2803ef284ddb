/** The functions of a deployment: the stages, and those beside them, each with its contract. */
import type { FunctionContract } from './function-contract';
import { stageNames, stages, topicOf, type EventType } from './stages';

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
    instances: 20,
  },
  // What people look into a deployment with, decide by, and ask models by. Whoever watches holds a request open: a processor is paid for meanwhile.
  console: {
    says: ['landfall.run.cancelled.v1', 'landfall.retrain.requested.v1'],
    uses: [
      'landing',
      'drops',
      'answers',
      'scores',
      'examples',
      'history',
      'logs',
      'statements',
      'models',
      'endpointStates',
    ],
    memory: '512Mi',
    processor: '1',
    concurrency: 80,
    timeLimit: 3600,
    // One hears of changes for everybody who watches, and keeps what has ended.
    instances: 1,
  },
} as const satisfies Record<string, FunctionContract & { concurrency: number; instances: number }>;

/** What tells console that the ledger has changed. */
export const ledgerChanges = 'console-ledger';

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
 * What says, at every end of a run, how its batch came out, and clears away what the run has left behind and nobody needs: tuning jobs
 * that still run, and endpoints that are not in production. It is no stage either; its messages are delivered until all of that is gone, or they expire.
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

/**
 * What decides on requests to retrain, and begins a run by dropping an earlier batch again. It is no stage; its messages are delivered
 * until the decision is on record, or they expire.
 */
export const retrain = {
  name: 'retrain',
  hears: 'landfall.retrain.requested.v1',
  says: [],
  uses: ['landing', 'drops'],
  memory: '512Mi',
  timeLimit: 120,
} as const satisfies FunctionContract & { name: string; hears: EventType };

/**
 * What looks at every pipeline in production, each hour: it asks for a retraining where there is a reason, and asks the model what tells
 * it from another. It is no stage: a tick that fails is acknowledged, and the next one goes on from where it was.
 */
export const monitor = {
  name: 'monitor',
  hears: 'landfall.monitor.tick.v1',
  says: [retrain.hears, 'landfall.drift.detected.v1', 'landfall.model.changed.v1'],
  uses: ['answers', 'scores', 'examples', 'models'],
  memory: '512Mi',
  timeLimit: 540,
} as const satisfies FunctionContract & { name: string; hears: EventType };

/**
 * What looks every five minutes whether somebody has to be told of something. It is no stage; a tick is a look at its own time, and comes
 * again until the warehouse has answered, or it expires.
 */
export const alert = {
  name: 'alert',
  hears: 'landfall.alerts.tick.v1',
  says: ['landfall.alert.raised.v1'],
  uses: ['history'],
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
  monitor.name,
  retrain.name,
  trace.name,
  alert.name,
];

/** Topics whose messages are kept where they go, and not in the history too. */
export const keptElsewhere: string[] = [topicOf(trace.hears)];

/** The subscription by which cleanup hears of an end: it has one for each. */
export const cleanupSubscription = (type: EventType): string => `${cleanup.name}-${topicOf(type)}`;
