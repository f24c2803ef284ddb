/** Buckets and their configuration. */
import { isoTime, type Clock } from '../clock';
import type { State, Table } from '../state';
import { bucketNotFound, invalid, StorageError } from './errors';
import { mergePatch } from './merge-patch';
import { checkPreconditions, type Preconditions } from './preconditions';
import type { BucketRecord, Generations, Policy, RetentionPolicy } from './records';

/** What its owner may say of a bucket; anything else is ignored: https://cloud.google.com/storage/docs/json_api/v1/buckets#resource */
const writable = new Set(
  (
    'autoclass billing cors customPlacementConfig defaultEventBasedHold encryption hierarchicalNamespace iamConfiguration ipFilter ' +
    'labels lifecycle location logging retentionPolicy rpo softDeletePolicy storageClass versioning website'
  ).split(' '),
);

export class BucketStore {
  private readonly buckets: Table<BucketRecord>;

  constructor(
    private readonly state: State,
    private readonly clock: Clock,
  ) {
    this.buckets = state.table('storage.buckets');
  }

  /** @throws StorageError 400 on a name that is none, 409 when the bucket exists. */
  create(project: string, name: string, configuration: Record<string, unknown> = {}): BucketRecord {
    if (!/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(name)) throw invalid(`Invalid bucket name: '${name}'`);
    return this.state.transaction(() => {
      if (this.buckets.get(name)) {
        const message = 'Your previous request to create the named bucket succeeded and you already own it.';
        throw new StorageError(409, 'conflict', message);
      }
      const time = isoTime(this.clock);
      const times = { timeCreated: time, updated: time };
      const policy = { bindings: [] };
      const bucket = { name, project, metageneration: '1', ...times, configuration: settable(configuration), policy };
      this.buckets.put(name, bucket);
      return bucket;
    });
  }

  /** @throws StorageError 404, 412, 304. */
  get(name: string, preconditions: Preconditions = {}, access: 'read' | 'write' = 'read'): BucketRecord {
    const bucket = this.buckets.get(name);
    if (!bucket) throw bucketNotFound();
    checkPreconditions(preconditions, bucket, access);
    return bucket;
  }

  find(name: string): BucketRecord | undefined {
    return this.buckets.get(name);
  }

  /** In the order of their names. */
  list(project: string, prefix = ''): BucketRecord[] {
    const all = [...this.buckets.entries()].map(({ value }) => value);
    return all.filter((bucket) => bucket.project === project && bucket.name.startsWith(prefix));
  }

  /** `replace` drops what the change does not name; without it the change is a JSON merge patch. */
  update(name: string, change: Record<string, unknown>, preconditions: Preconditions, replace = false): BucketRecord {
    return this.write(name, preconditions, ({ configuration: before }) => {
      const configuration = replace ? settable(change) : mergePatch(before, settable(change));
      checkLock(before['retentionPolicy'] as RetentionPolicy, configuration['retentionPolicy'] as RetentionPolicy);
      return { configuration };
    });
  }

  setPolicy(name: string, policy: Policy): BucketRecord {
    return this.write(name, {}, () => ({ policy }));
  }

  /** Makes the retention policy one that can only become longer. @throws StorageError 400 without one; 404, 412. */
  lockRetention(name: string, preconditions: Preconditions): BucketRecord {
    return this.write(name, preconditions, ({ configuration }) => {
      const policy = configuration['retentionPolicy'] as object | undefined;
      if (!policy) throw invalid('The bucket has no retention policy to lock.');
      return { configuration: { ...configuration, retentionPolicy: { ...policy, isLocked: true } } };
    });
  }

  private write(
    name: string,
    preconditions: Preconditions,
    change: (bucket: BucketRecord) => Partial<BucketRecord>,
  ): BucketRecord {
    return this.state.transaction(() => {
      const bucket = this.get(name, preconditions, 'write');
      const metageneration = String(Number(bucket.metageneration) + 1);
      const changed = { ...bucket, ...change(bucket), metageneration, updated: isoTime(this.clock) };
      this.buckets.put(name, changed);
      return changed;
    });
  }

  /** @throws StorageError 404, 412; 409 while it holds an object, live or not. */
  delete(name: string, preconditions: Preconditions = {}): void {
    this.state.transaction(() => {
      this.get(name, preconditions, 'write');
      const objects = this.state.table<Generations>('storage.objects');
      for (const _ of objects.entries({ start: `${name}/`, end: `${name}0`, limit: 1 })) {
        throw new StorageError(409, 'conflict', 'The bucket you tried to delete is not empty.');
      }
      this.buckets.remove(name);
    });
  }
}

/** @throws StorageError 400 for a value that Cloud Storage does not take, or that this one could not keep its word on */
function settable(resource: Record<string, unknown>): Record<string, unknown> {
  const given = Object.fromEntries(Object.entries(resource).filter(([key]) => writable.has(key)));
  const { iamConfiguration, softDeletePolicy } = given as {
    iamConfiguration?: { publicAccessPrevention?: unknown };
    softDeletePolicy?: { retentionDurationSeconds?: unknown };
  };
  const prevention = iamConfiguration?.publicAccessPrevention ?? 'inherited';
  if (prevention !== 'inherited' && prevention !== 'enforced') {
    throw invalid(`Invalid value for iamConfiguration.publicAccessPrevention: ${JSON.stringify(prevention)}`);
  }
  if (Number(softDeletePolicy?.retentionDurationSeconds ?? 0) !== 0) {
    throw invalid(
      'The local Cloud Storage keeps no soft-deleted objects: softDeletePolicy.retentionDurationSeconds can be 0 alone.',
    );
  }
  return given;
}

/** @throws StorageError 403 when a locked policy would end, or become shorter */
function checkLock(before: RetentionPolicy | undefined, after: RetentionPolicy | undefined): void {
  if (!before?.isLocked || (after?.isLocked && Number(after.retentionPeriod) >= Number(before.retentionPeriod))) return;
  throw new StorageError(403, 'forbidden', 'A locked retention policy can be neither removed nor made shorter.');
}
