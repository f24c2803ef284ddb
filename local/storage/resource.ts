/** The JSON of buckets, objects and notification configurations, as the JSON API shows them. */
import { projectNumber } from '../iam';
import type { BucketRecord, NotificationConfig, ObjectRecord } from './records';

/** Where Cloud Storage itself lives: the base of links in messages, which do not know who will read them. */
const google = 'https://www.googleapis.com';

/** An entity tag of Cloud Storage: a protobuf of generation (field 1) and metageneration (field 2), in base64. */
export function etagOf({ generation, metageneration }: { generation: string; metageneration: string }): string {
  return Buffer.from([0x08, ...varint(generation), 0x10, ...varint(metageneration)]).toString('base64');
}

function varint(decimal: string): number[] {
  const bytes: number[] = [];
  let rest = BigInt(decimal);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

/** `base` is the scheme and host by which the reader reached this cloud. */
export function objectResource(object: ObjectRecord, base = google): Record<string, unknown> {
  const { bucket, name, generation, metageneration, custom } = object;
  const path = `b/${bucket}/o/${encodeURIComponent(name)}`;
  return {
    kind: 'storage#object',
    id: `${bucket}/${name}/${generation}`,
    selfLink: `${base}/storage/v1/${path}`,
    mediaLink: `${base}/download/storage/v1/${path}?generation=${generation}&alt=media`,
    name,
    bucket,
    generation,
    metageneration,
    ...custom,
    storageClass: custom.storageClass ?? 'STANDARD',
    size: String(object.size),
    md5Hash: object.md5,
    crc32c: object.crc32c,
    etag: etagOf(object),
    timeCreated: object.timeCreated,
    updated: object.updated,
    timeDeleted: object.timeDeleted,
    timeStorageClassUpdated: object.timeCreated,
    timeFinalized: object.timeCreated,
    componentCount: object.componentCount,
  };
}

export function bucketResource(bucket: BucketRecord, base = google): Record<string, unknown> {
  const { name, metageneration, timeCreated, updated } = bucket;
  return {
    location: 'US-CENTRAL1',
    locationType: 'region',
    storageClass: 'STANDARD',
    ...bucket.configuration,
    kind: 'storage#bucket',
    id: name,
    selfLink: `${base}/storage/v1/b/${name}`,
    name,
    projectNumber,
    metageneration,
    etag: Buffer.from([0x08, ...varint(metageneration)]).toString('base64'),
    timeCreated,
    updated,
    // Access is by IAM alone: this cloud has no access control lists.
    iamConfiguration: {
      publicAccessPrevention: 'inherited',
      ...(bucket.configuration['iamConfiguration'] as object | undefined),
      bucketPolicyOnly: { enabled: true },
      uniformBucketLevelAccess: { enabled: true },
    },
  };
}

export function notificationResource(config: NotificationConfig, base = google): Record<string, unknown> {
  return {
    kind: 'storage#notification',
    id: config.id,
    selfLink: `${base}/storage/v1/b/${config.bucket}/notificationConfigs/${config.id}`,
    topic: `//pubsub.googleapis.com/${config.topic}`,
    payload_format: config.payloadFormat,
    event_types: config.eventTypes,
    object_name_prefix: config.objectNamePrefix,
    custom_attributes: config.customAttributes,
    etag: config.id,
  };
}
