/** What the local Cloud Storage remembers of a bucket and of an object: the rows of its tables in the state. */
import type { ContentHashes } from './checksum';

/** The fields of an object that its owner may set. */
export interface ObjectMetadata {
  contentType?: string;
  contentEncoding?: string;
  contentDisposition?: string;
  contentLanguage?: string;
  cacheControl?: string;
  customTime?: string;
  storageClass?: string;
  temporaryHold?: boolean;
  eventBasedHold?: boolean;
  metadata?: Record<string, string>;
}

/** One generation of an object. Times are RFC 3339; `file` is the name of its content among the data files. */
export interface ObjectRecord extends ContentHashes {
  bucket: string;
  name: string;
  generation: string;
  metageneration: string;
  timeCreated: string;
  updated: string;
  timeDeleted?: string;
  componentCount?: number;
  file: string;
  custom: ObjectMetadata;
}

/** All generations under one name; a bucket with versioning keeps those that are no longer live, oldest first. */
export interface Generations {
  live?: ObjectRecord;
  noncurrent: ObjectRecord[];
}

/** A bucket: what the server says of it, and the rest of its resource as its owner set it. */
export interface BucketRecord {
  name: string;
  project: string;
  metageneration: string;
  timeCreated: string;
  updated: string;
  configuration: Record<string, unknown>;
  policy: Policy;
}

export interface Policy {
  version?: number;
  bindings: { role: string; members: string[]; condition?: object }[];
}

/** A bucket's wish to have its events published to a topic (`projects/P/topics/T`). */
export interface NotificationConfig {
  id: string;
  bucket: string;
  topic: string;
  payloadFormat: 'JSON_API_V1' | 'NONE';
  eventTypes?: string[];
  objectNamePrefix?: string;
  customAttributes?: Record<string, string>;
}

/** No bucket's name has a slash, so that a bucket's objects lie together, in the order of their names' UTF-8 bytes, as Cloud Storage lists them. */
export const objectKey = (bucket: string, name: string) => `${bucket}/${name}`;

const writable = [
  'contentType',
  'contentEncoding',
  'contentDisposition',
  'contentLanguage',
  'cacheControl',
  'customTime',
  'storageClass',
  'temporaryHold',
  'eventBasedHold',
  'metadata',
] as const satisfies (keyof ObjectMetadata)[];

/** The fields of an object resource that a caller may set; the rest of it is ignored, as Cloud Storage does. */
export function writableMetadata(resource: Record<string, unknown>): ObjectMetadata {
  return Object.fromEntries(writable.flatMap((key) => (resource[key] == null ? [] : [[key, resource[key]]])));
}
