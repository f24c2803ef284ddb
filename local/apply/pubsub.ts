/** Makes topics and subscriptions. */
import type { Resource } from './graph';
import type { GoogleApi } from './google-api';
import { inputsOf } from './inputs';

export async function makeTopic(api: GoogleApi, project: string, resource: Resource): Promise<void> {
  const { name } = inputsOf<{ name: string }>(resource, ['name']);
  await api.create('PUT', `/v1/projects/${project}/topics/${name}`, {});
}

const changeable = [
  'ackDeadlineSeconds',
  'bigqueryConfig',
  'deadLetterPolicy',
  'expirationPolicy',
  'messageRetentionDuration',
  'pushConfig',
  'retainAckedMessages',
  'retryPolicy',
] as const;

type SubscriptionInputs = { name: string; topic: string; expirationPolicy?: { ttl: string } } & Record<string, unknown>;

/** What can be changed is changed in place, so that no message is lost; only another topic needs a new subscription. */
export async function makeSubscription(api: GoogleApi, project: string, resource: Resource): Promise<void> {
  const inputs = inputsOf<SubscriptionInputs>(resource, [
    'name',
    'topic',
    'filter',
    'enableMessageOrdering',
    ...changeable,
  ]);
  const name = `projects/${project}/subscriptions/${inputs.name}`;
  const body = {
    ...inputs,
    name,
    // Pulumi says "never" with an empty duration, the API with an empty policy.
    ...(inputs.expirationPolicy?.ttl === '' && { expirationPolicy: {} }),
  };
  if (await api.create('PUT', `/v1/${name}`, body)) return;
  const existing = await api.call('GET', `/v1/${name}`);
  if (existing['topic'] !== inputs.topic) {
    await api.remove(`/v1/${name}`);
    await api.call('PUT', `/v1/${name}`, body);
    return;
  }
  const updateMask = changeable.filter((key) => inputs[key] !== undefined).join(',');
  await api.call('PATCH', `/v1/${name}`, { subscription: body, updateMask });
}
