/** Makes topics and subscriptions. */
import { isDeepStrictEqual } from 'node:util';
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
  'messageTransforms',
  'pushConfig',
  'retainAckedMessages',
  'retryPolicy',
] as const;

const fixed = ['topic', 'filter', 'enableMessageOrdering'] as const;

type SubscriptionInputs = { name: string; topic: string; expirationPolicy?: { ttl: string } } & Record<string, unknown>;

/** What can be changed is changed in place, so that no message is lost; the rest needs a new subscription. */
export async function makeSubscription(api: GoogleApi, project: string, resource: Resource): Promise<void> {
  const inputs = inputsOf<SubscriptionInputs>(resource, ['name', ...fixed, ...changeable]);
  const name = `projects/${project}/subscriptions/${inputs.name}`;
  const body: Record<string, unknown> = {
    ...inputs,
    name,
    // Pulumi says "never" with an empty duration, the API with an empty policy.
    ...(inputs.expirationPolicy?.ttl === '' && { expirationPolicy: {} }),
  };
  if (await api.create('PUT', `/v1/${name}`, body)) return;
  const existing = await api.call('GET', `/v1/${name}`);
  if (fixed.some((key) => !isSame(body[key], existing[key]))) {
    await api.remove(`/v1/${name}`);
    await api.call('PUT', `/v1/${name}`, body);
    return;
  }
  // Only what differs: Google's emulator refuses to change some fields even to what they are.
  const changed = changeable.filter((key) => inputs[key] !== undefined && !isSame(body[key], existing[key]));
  if (changed.length === 0) return;
  await api.call('PATCH', `/v1/${name}`, { subscription: body, updateMask: changed.join(',') });
}

/** Equal but for what the service adds of its own: its verdict on the subscription, and defaults. */
function isSame(wanted: unknown, existing: unknown): boolean {
  return isDeepStrictEqual(essential(wanted), essential(existing));
}

function essential(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value === false || value === '' ? undefined : value;
  const entries = Object.entries(value).filter(([key]) => key !== 'state');
  const kept = entries
    .map(([key, inner]) => [key, essential(inner)] as const)
    .filter(([, inner]) => inner !== undefined);
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
