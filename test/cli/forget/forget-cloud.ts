/** A cloud with a bucket that keeps generations, of which the tables are gone; and one whose process is killed at a write. */
import { File, Storage } from '@google-cloud/storage';
import { createCloud, type CloudStatus } from '../../../cli/cloud';
import type { Cloud } from '../../../operations/cloud';
import { removeStorage, startStorage } from '../../local/storage/local-storage';

export async function startForgetCloud() {
  const storage = await startStorage();
  const client = new Storage({ projectId: 'demo', apiEndpoint: storage.url });
  const versioning = { enabled: true };
  for (const name of ['artifacts', 'landing']) await client.createBucket(name, { versioning });
  await client.createBucket('serving');
  const port = Number(new URL(storage.url).port);
  const buckets = { artifacts: 'artifacts', landing: 'landing', serving: 'serving' };
  const gone = async () => Promise.reject(Object.assign(new Error('Not found: Table'), { code: 404 }));
  const table = { exists: async () => [false] };
  const cloud = {
    ...createCloud({
      port,
      project: 'demo',
      region: 'us-central1',
      buckets,
      clockOffsetMilliseconds: 0,
    } as CloudStatus),
    bigquery: async () => ({ query: gone, createQueryJob: gone, dataset: () => ({ table: () => table }) }),
  } as unknown as Cloud;
  const bucket = cloud.storage.bucket('artifacts');
  return {
    cloud,
    bucket,
    put: (path: string, text: string, name = 'artifacts') =>
      cloud.storage.bucket(name).file(path).save(text, { resumable: false }),
    async text(path: string): Promise<string> {
      return (await bucket.file(path).download())[0].toString('utf8');
    },
    /** Of every generation below a prefix. */
    async everything(prefix: string): Promise<Record<string, string>> {
      const [files] = await bucket.getFiles({ prefix, versions: true });
      const contents = await Promise.all(
        files.map(async ({ name, metadata: { generation } }) => {
          const [content] = await bucket.file(name, { generation }).download();
          return [`${name}#${generation}`, content.toString('utf8')] as const;
        }),
      );
      return Object.fromEntries(contents);
    },
    async stop() {
      await storage.stop();
      removeStorage(storage);
    },
  };
}

class Killed extends Error {}

/** Does the work in a process that is killed instead of its write or deletion of that number, from 0. Whether it was. */
export async function killedAt(times: number, work: () => Promise<unknown>): Promise<boolean> {
  const prototype = File.prototype as unknown as Record<string, (this: File, ...args: unknown[]) => unknown>;
  let done = 0;
  const restore = ['createWriteStream', 'delete'].map((name) => {
    const original = prototype[name]!;
    prototype[name] = function (...args) {
      if (done++ < times) return original.apply(this, args);
      if (name === 'delete') return Promise.reject(new Killed());
      throw new Killed();
    };
    return () => (prototype[name] = original);
  });
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  } finally {
    for (const each of restore) each();
  }
}
