/** Makes buckets, their notifications and the objects that infra/ declares. */
import { createHash } from 'node:crypto';
import type { Resource } from './graph';
import type { GoogleApi } from './google-api';
import { inputsOf } from './inputs';

export async function makeBucket(api: GoogleApi, project: string, resource: Resource): Promise<void> {
  const inputs = inputsOf(resource, [
    'name',
    'location',
    'versioning',
    'uniformBucketLevelAccess',
    'publicAccessPrevention',
  ]);
  const body = {
    name: inputs.name,
    location: inputs.location,
    ...(inputs.versioning !== undefined && { versioning: inputs.versioning }),
    iamConfiguration: {
      uniformBucketLevelAccess: { enabled: inputs.uniformBucketLevelAccess ?? false },
      publicAccessPrevention: inputs.publicAccessPrevention ?? 'inherited',
    },
  };
  if (await api.create('POST', `/storage/v1/b?project=${project}`, body)) return;
  const { name, location: _fixed, ...change } = body;
  await api.call('PATCH', `/storage/v1/b/${String(name)}`, change);
}

/** Written only when the content differs: a new generation would be a new event to whoever listens. */
export async function makeObject(url: string, api: GoogleApi, resource: Resource): Promise<void> {
  const { bucket, name, content, contentType } = inputsOf(resource, ['bucket', 'name', 'content', 'contentType']);
  const path = `/b/${String(bucket)}/o`;
  const existing = await api.find(`/storage/v1${path}/${encodeURIComponent(String(name))}`);
  const md5 = createHash('md5').update(String(content)).digest('base64');
  if (existing?.['md5Hash'] === md5) return;
  const query = new URLSearchParams({ uploadType: 'media', name: String(name) });
  const answer = await fetch(`${url}/upload/storage/v1${path}?${query.toString()}`, {
    method: 'POST',
    headers: { 'content-type': String(contentType ?? 'application/octet-stream') },
    body: String(content),
  });
  if (!answer.ok) throw new Error(`writing gs://${String(bucket)}/${String(name)} failed: ${await answer.text()}`);
}

interface NotificationConfig {
  id: string;
  topic: string;
  event_types?: string[];
  object_name_prefix?: string;
  payload_format: string;
}

/** Makes the notification that is declared and removes any other that publishes to one of `formerTopics`. */
export async function makeNotification(api: GoogleApi, resource: Resource, formerTopics: Set<string>): Promise<void> {
  const known = ['bucket', 'topic', 'eventTypes', 'objectNamePrefix', 'payloadFormat'] as const;
  const inputs = inputsOf(resource, known);
  const path = `/storage/v1/b/${String(inputs.bucket)}/notificationConfigs`;
  const wanted = {
    topic: `//pubsub.googleapis.com/${String(inputs.topic)}`,
    payload_format: inputs.payloadFormat as string,
    ...(inputs.eventTypes !== undefined && { event_types: inputs.eventTypes as string[] }),
    ...(inputs.objectNamePrefix !== undefined && { object_name_prefix: inputs.objectNamePrefix as string }),
  };
  const same = (one: NotificationConfig): boolean =>
    one.topic === wanted.topic &&
    one.payload_format === wanted.payload_format &&
    (one.object_name_prefix ?? '') === (wanted.object_name_prefix ?? '') &&
    JSON.stringify(one.event_types ?? []) === JSON.stringify(wanted.event_types ?? []);

  const { items = [] } = (await api.call('GET', path)) as { items?: NotificationConfig[] };
  if (!items.some(same)) await api.call('POST', path, wanted);
  for (const one of items) {
    const topic = one.topic.replace('//pubsub.googleapis.com/', '');
    if (!same(one) && (topic === inputs.topic || formerTopics.has(topic))) await api.remove(`${path}/${one.id}`);
  }
}
