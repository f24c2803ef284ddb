/** What the local Cloud Storage remembers of a bucket and of an object: the rows of its tables in the state. */
import type { ContentHashes } from './checksum';
import { invalid } from './errors';

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

/** How long after it was made an object of a bucket can be neither deleted nor replaced. */
export interface RetentionPolicy {
  /** Seconds. */
  retentionPeriod?: string | number;
  isLocked?: boolean;
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

const writable: Record<keyof ObjectMetadata, 'string' | 'boolean' | 'object'> = {
  contentType: 'string',
  contentEncoding: 'string',
  contentDisposition: 'string',
  contentLanguage: 'string',
  cacheControl: 'string',
  customTime: 'string',
  storageClass: 'string',
  temporaryHold: 'boolean',
  eventBasedHold: 'boolean',
  metadata: 'object',
};

/**
 * The fields of an object resource that a caller may set; the rest of it is ignored, as Cloud Storage does.
 * @throws StorageError 400 when one of them has a value of another type
 */
export function writableMetadata(resource: Record<string, unknown>): ObjectMetadata {
  const found: [string, unknown][] = [];
  for (const [field, type] of Object.entries(writable)) {
    const value = resource[field];
    if (value === undefined || value === null) continue;
    if (typeof value !== type) throw invalid(`The field ${field} must be of type ${type}.`);
    found.push([field, field === 'metadata' ? textValues(value as object) : value]);
  }
  return Object.fromEntries(found);
}

/** Custom metadata is text, whatever the JSON that brings it says. */
function textValues(metadata: object): Record<string, string> {
  const present = Object.entries(metadata).filter(([, value]) => value !== null);
  return Object.fromEntries(present.map(([key, value]) => [key, String(value)]));
}
