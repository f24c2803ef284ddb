/** Buckets and their configuration. */
import { isoTime, type Clock } from '../clock';
import type { State, Table } from '../state';
import { bucketNotFound, invalid, StorageError } from './errors';
import { mergePatch } from './merge-patch';
import { checkPreconditions, type Preconditions } from './preconditions';
import type { BucketRecord, Generations, Policy } from './records';

/** What only the server may say of a bucket. */
const serverFields = new Set(
  'kind id name selfLink projectNumber metageneration etag timeCreated updated acl defaultObjectAcl'.split(' '),
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
    return this.write(name, preconditions, (bucket) => ({
      configuration: replace ? settable(change) : mergePatch(bucket.configuration, settable(change)),
    }));
  }

  setPolicy(name: string, policy: Policy): BucketRecord {
    return this.write(name, {}, () => ({ policy }));
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

function settable(resource: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(resource).filter(([key]) => !serverFields.has(key)));
}
