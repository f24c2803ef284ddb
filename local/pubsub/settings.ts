/** What a topic or a subscription may be set to, and what it is when nothing is said (google/pubsub/v1/pubsub.proto). */
import { invalidArgument } from './errors';
import { parseFilter } from './filter';
import { checkTransforms } from './transforms/check';
import { checkName } from './check-name';
import { toMilliseconds, type Duration, type Subscription, type Topic } from './resources';

const minute = 60;
const day = 24 * 60 * minute;

export const mutableTopicFields = [
  'labels',
  'messageRetentionDuration',
  'kmsKeyName',
  'messageStoragePolicy',
  'schemaSettings',
];
export const mutableSubscriptionFields = [
  'ackDeadlineSeconds',
  'bigqueryConfig',
  'deadLetterPolicy',
  'enableExactlyOnceDelivery',
  'expirationPolicy',
  'labels',
  'messageRetentionDuration',
  'messageTransforms',
  'pushConfig',
  'retainAckedMessages',
  'retryPolicy',
];

/** Fields that would change what is delivered and that this Pub/Sub does not have: refused rather than ignored. */
const unsupported = {
  topic: ['ingestionDataSourceSettings', 'messageTransforms'],
  subscription: ['cloudStorageConfig', 'bigtableConfig'],
};

/** @throws RpcError INVALID_ARGUMENT */
export function completeTopic(topic: Topic): Topic {
  refuseUnsupported(topic, unsupported.topic);
  checkDuration(topic.messageRetentionDuration, 'message_retention_duration', 10 * minute, 31 * day);
  return { ...topic, state: 'ACTIVE' };
}

/**
 * The subscription with Google's defaults filled in.
 * @throws RpcError INVALID_ARGUMENT
 */
export function completeSubscription(given: Subscription): Subscription {
  refuseUnsupported(given, unsupported.subscription);
  parseFilter(given.filter ?? '');
  checkTransforms(given.messageTransforms ?? []);
  if (given.messageTransforms?.length && !given.bigqueryConfig)
    throw invalidArgument('The local Pub/Sub has message_transforms of BigQuery subscriptions alone.');
  const ackDeadlineSeconds = given.ackDeadlineSeconds || 10;
  if (ackDeadlineSeconds < 10 || ackDeadlineSeconds > 600) {
    throw invalidArgument(
      `Invalid ack deadline given (ack_deadline_seconds=${ackDeadlineSeconds}): 10 to 600 is allowed.`,
    );
  }
  checkDuration(given.messageRetentionDuration, 'message_retention_duration', 10 * minute, 31 * day);
  return {
    ...given,
    ackDeadlineSeconds,
    messageRetentionDuration: given.messageRetentionDuration ?? { seconds: 7 * day },
    expirationPolicy: given.expirationPolicy ?? { ttl: { seconds: 31 * day } },
    deadLetterPolicy: completeDeadLetterPolicy(given.deadLetterPolicy),
    retryPolicy: completeRetryPolicy(given.retryPolicy),
    ...completeDelivery(given),
    state: 'ACTIVE',
  };
}

function completeDelivery(given: Subscription): Pick<Subscription, 'pushConfig' | 'bigqueryConfig'> {
  const endpoint = given.pushConfig?.pushEndpoint;
  if (endpoint && given.bigqueryConfig)
    throw invalidArgument('At most one of push_config and bigquery_config may be set.');
  if (given.enableExactlyOnceDelivery && (endpoint || given.bigqueryConfig)) {
    throw invalidArgument('Exactly once delivery is only supported on pull subscriptions.');
  }
  if (endpoint && !/^https?:\/\/[^/]+/.test(endpoint)) {
    throw invalidArgument(`Invalid push endpoint given (endpoint=${endpoint}).`);
  }
  if (given.pushConfig?.oidcToken && !given.pushConfig.oidcToken.serviceAccountEmail) {
    throw invalidArgument('The oidc_token must name a service_account_email.');
  }
  if (!given.bigqueryConfig) return { pushConfig: given.pushConfig };

  const { table, useTopicSchema } = given.bigqueryConfig;
  if (!/^[^.]+(:[^.]+)?\.[^.]+\.[^.]+$/.test(table ?? ''))
    throw invalidArgument(`Invalid BigQuery table (table=${table ?? ''}).`);
  if (useTopicSchema) throw invalidArgument('The local Pub/Sub does not have use_topic_schema.');
  return { bigqueryConfig: { ...given.bigqueryConfig, state: 'ACTIVE' } };
}

function completeDeadLetterPolicy(policy: Subscription['deadLetterPolicy']): Subscription['deadLetterPolicy'] {
  if (!policy) return undefined;
  const maxDeliveryAttempts = policy.maxDeliveryAttempts || 5;
  if (maxDeliveryAttempts < 5 || maxDeliveryAttempts > 100) {
    throw invalidArgument(`Invalid max_delivery_attempts (value=${maxDeliveryAttempts}): 5 to 100 is allowed.`);
  }
  return { deadLetterTopic: checkName(policy.deadLetterTopic, 'topics'), maxDeliveryAttempts };
}

function completeRetryPolicy(policy: Subscription['retryPolicy']): Subscription['retryPolicy'] {
  if (!policy) return undefined;
  const { minimumBackoff = { seconds: 10 }, maximumBackoff = { seconds: 600 } } = policy;
  checkDuration(minimumBackoff, 'retry_policy.minimum_backoff', 0, 600);
  checkDuration(maximumBackoff, 'retry_policy.maximum_backoff', 0, 600);
  if (toMilliseconds(minimumBackoff) > toMilliseconds(maximumBackoff)) {
    throw invalidArgument('The retry_policy has a minimum_backoff greater than its maximum_backoff.');
  }
  return { minimumBackoff, maximumBackoff };
}

function checkDuration(given: Duration | undefined, field: string, minimum: number, maximum: number): void {
  if (!given) return;
  const seconds = toMilliseconds(given) / 1000;
  if (seconds < minimum || seconds > maximum) {
    throw invalidArgument(`Invalid ${field} (value=${seconds}s): ${minimum}s to ${maximum}s is allowed.`);
  }
}

function refuseUnsupported(given: object, fields: string[]): void {
  const found = Object.entries(given).find(([field, value]) => {
    return fields.includes(field) && (Array.isArray(value) ? value.length > 0 : Boolean(value));
  });
  if (found) throw invalidArgument(`The local Pub/Sub does not have ${found[0]}.`);
}
