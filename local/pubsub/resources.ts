/** The API's resources as the wire form decodes them: absent fields are undefined (google/pubsub/v1/pubsub.proto). */

export interface Duration {
  seconds?: number;
  nanos?: number;
}

export interface Topic {
  name: string;
  labels?: Record<string, string>;
  messageRetentionDuration?: Duration;
  schemaSettings?: SchemaSettings;
  state?: 'ACTIVE';
}

/** Of which revisions of which schema the messages of a topic have to be. */
export interface SchemaSettings {
  schema?: string;
  encoding?: string;
  firstRevisionId?: string;
  lastRevisionId?: string;
}

/** A revision of a schema. */
export interface Schema {
  name: string;
  type?: string;
  definition?: string;
  revisionId?: string;
  revisionCreateTime?: Duration;
}

export interface PushConfig {
  pushEndpoint?: string;
  attributes?: Record<string, string>;
  oidcToken?: { serviceAccountEmail?: string; audience?: string };
  pubsubWrapper?: object;
  noWrapper?: { writeMetadata?: boolean };
}

export interface BigQueryConfig {
  /** project.dataset.table */
  table?: string;
  useTopicSchema?: boolean;
  useTableSchema?: boolean;
  writeMetadata?: boolean;
  dropUnknownFields?: boolean;
  serviceAccountEmail?: string;
  state?: 'ACTIVE';
}

export interface MessageTransform {
  javascriptUdf?: { functionName?: string; code?: string };
  aiInference?: object;
  disabled?: boolean;
}

export interface Subscription {
  name: string;
  topic: string;
  pushConfig?: PushConfig;
  bigqueryConfig?: BigQueryConfig;
  ackDeadlineSeconds?: number;
  retainAckedMessages?: boolean;
  messageRetentionDuration?: Duration;
  labels?: Record<string, string>;
  enableMessageOrdering?: boolean;
  expirationPolicy?: { ttl?: Duration };
  filter?: string;
  deadLetterPolicy?: { deadLetterTopic?: string; maxDeliveryAttempts?: number };
  retryPolicy?: { minimumBackoff?: Duration; maximumBackoff?: Duration };
  detached?: boolean;
  enableExactlyOnceDelivery?: boolean;
  messageTransforms?: MessageTransform[];
  topicMessageRetentionDuration?: Duration;
  state?: 'ACTIVE';
}

export interface Snapshot {
  name: string;
  topic: string;
  expireTime?: Duration;
  labels?: Record<string, string>;
}

/** A message as a publisher hands it in. */
export interface OutgoingMessage {
  data?: Uint8Array;
  attributes?: Record<string, string>;
  orderingKey?: string;
}

export function toMilliseconds(duration: Duration): number {
  return (duration.seconds ?? 0) * 1000 + (duration.nanos ?? 0) / 1e6;
}

/** A protobuf Timestamp from milliseconds since 1970. */
export function toTimestamp(milliseconds: number): Duration {
  return { seconds: Math.floor(milliseconds / 1000), nanos: (milliseconds % 1000) * 1e6 };
}
