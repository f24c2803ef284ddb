/** Makes buckets, their notifications and the objects that infra/ declares. */
import { createHash } from 'node:crypto';
import type { Resource } from './graph';
import type { GoogleApi } from './google-api';
import { inputsOf } from './inputs';

interface BucketInputs {
  name: string;
  location: string;
  versioning?: { enabled: boolean };
  uniformBucketLevelAccess?: boolean;
  publicAccessPrevention?: string;
}

export async function makeBucket(api: GoogleApi, project: string, resource: Resource): Promise<void> {
  const known = ['name', 'location', 'versioning', 'uniformBucketLevelAccess', 'publicAccessPrevention'] as const;
  const inputs = inputsOf<BucketInputs>(
    resource,
    known,
    // This cloud deletes nothing by age, nothing twice, and has no `pulumi destroy`.
    ['lifecycleRules', 'softDeletePolicy', 'forceDestroy'],
  );
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
  await api.call('PATCH', `/storage/v1/b/${name}`, change);
}

interface ObjectInputs {
  bucket: string;
  name: string;
  content: string;
  contentType?: string;
}

/** Where the object is in Cloud Storage's JSON API. */
export function objectPath({ inputs }: Resource): string {
  return `/storage/v1/b/${String(inputs['bucket'])}/o/${encodeURIComponent(String(inputs['name']))}`;
}

/** Written only when the content differs: a new generation would be a new event to whoever listens. */
export async function makeObject(url: string, api: GoogleApi, resource: Resource): Promise<void> {
  const known = ['bucket', 'name', 'content', 'contentType'] as const;
  const { bucket, name, content, contentType = 'application/octet-stream' } = inputsOf<ObjectInputs>(resource, known);
  const existing = await api.find(objectPath(resource));
  if (existing?.['md5Hash'] === createHash('md5').update(content).digest('base64')) return;
  const query = new URLSearchParams({ uploadType: 'media', name });
  const answer = await fetch(`${url}/upload/storage/v1/b/${bucket}/o?${query.toString()}`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: content,
  });
  if (!answer.ok) throw new Error(`writing gs://${bucket}/${name} failed: ${await answer.text()}`);
}

interface NotificationInputs {
  bucket: string;
  topic: string;
  payloadFormat: string;
  eventTypes?: string[];
  objectNamePrefix?: string;
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
  const inputs = inputsOf<NotificationInputs>(resource, known);
  const path = `/storage/v1/b/${inputs.bucket}/notificationConfigs`;
  const wanted = {
    topic: `//pubsub.googleapis.com/${inputs.topic}`,
    payload_format: inputs.payloadFormat,
    ...(inputs.eventTypes !== undefined && { event_types: inputs.eventTypes }),
    ...(inputs.objectNamePrefix !== undefined && { object_name_prefix: inputs.objectNamePrefix }),
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
