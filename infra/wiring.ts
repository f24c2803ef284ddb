/** The one place that says which stage consumes which topic, what it may emit, and what it needs to run. */

/** What happens in Landfall, as CloudEvents types without their `landfall.` and `.v1`, and the topic that carries each. */
export const topicOfEvent = {
  'dataset.validated': 'dataset-validated',
  'dataset.versioned': 'dataset-versioned',
  'tuning.started': 'tuning-started',
  'tuning.finished': 'tuning-finished',
  'model.evaluated': 'model-evaluated',
  'endpoint.deployed': 'endpoint-deployed',
  'deployment.refused': 'deployment-refused',
  'stage.failed': 'stage-failed',
  'prediction.made': 'predictions',
} as const;

export type EventName = keyof typeof topicOfEvent;

/** Topics that Google's own services publish to: Cloud Storage notifications and Cloud Scheduler ticks. */
export const outsideTopics = ['dataset-landed', 'watch-tick'] as const;

/** Topics whose messages are rows of a table of their own; all others are kept in landfall.events. */
export const topicsWithOwnTable = { predictions: 'predictions' } as const;

export type TopicName = (typeof topicOfEvent)[EventName] | (typeof outsideTopics)[number];

export const topicNames: TopicName[] = [...new Set([...Object.values(topicOfEvent), ...outsideTopics])];

export type StageName = 'validate' | 'transform' | 'tune' | 'watch' | 'evaluate' | 'deploy';

export interface StageWiring {
  consumes: TopicName;
  emits: EventName[];
  /** Cloud Run memory, as Kubernetes writes it. Functions stream, so this does not grow with the dataset. */
  memory: string;
  /**
   * Deliveries before a message becomes a dead letter, 5 to 100. With the back-off of the subscription ten take about
   * forty minutes and a hundred about sixteen hours: for stages that wait for a quota, or go on where the last delivery stopped.
   */
  deliveries: number;
}

export const stages: Record<StageName, StageWiring> = {
  validate: {
    consumes: 'dataset-landed',
    emits: ['dataset.validated', 'stage.failed'],
    memory: '512Mi',
    deliveries: 10,
  },
  transform: {
    consumes: 'dataset-validated',
    emits: ['dataset.versioned', 'stage.failed'],
    memory: '512Mi',
    deliveries: 10,
  },
  tune: { consumes: 'dataset-versioned', emits: ['tuning.started', 'stage.failed'], memory: '512Mi', deliveries: 100 },
  watch: { consumes: 'watch-tick', emits: ['tuning.finished', 'stage.failed'], memory: '512Mi', deliveries: 10 },
  evaluate: { consumes: 'tuning-finished', emits: ['model.evaluated', 'stage.failed'], memory: '1Gi', deliveries: 100 },
  deploy: {
    consumes: 'model-evaluated',
    emits: ['endpoint.deployed', 'deployment.refused', 'stage.failed'],
    memory: '512Mi',
    deliveries: 10,
  },
};

/** The HTTP function: what it may emit and what it needs. */
export const serve = { emits: ['prediction.made'] as EventName[], memory: '512Mi' };

/** The value of LANDFALL_TOPICS: full event type to topic name, for the events that this function may emit. */
export function topicsFor(emits: EventName[]): string {
  return JSON.stringify(Object.fromEntries(emits.map((event) => [`landfall.${event}.v1`, topicOfEvent[event]])));
}
