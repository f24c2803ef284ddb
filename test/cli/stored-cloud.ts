/** A cloud of which there is the artifacts bucket alone, and endpoints as far as a test names them. */
import { Storage } from '@google-cloud/storage';
import { createCloud, type CloudStatus, type LocalCloud } from '../../cli/cloud';

import { createLedger, type Ledger } from '../../functions/shared/stage/ledger';
import { createObjects, type Objects } from '../../functions/shared/stage/objects';
import { removeStorage, startStorage } from '../local/storage/local-storage';

export interface StoredCloud {
  cloud: LocalCloud;
  /** As the stages write it. */
  ledger: Ledger;
  objects: Objects;
  /** Endpoints that are there; one of another name is not found. */
  endpoints: Set<string>;
  /** Writes an object of the artifacts bucket. */
  put(path: string, value: object): Promise<void>;
  read<T>(path: string): Promise<T | undefined>;
  stop(): Promise<void>;
}

export async function startStoredCloud(): Promise<StoredCloud> {
  const storage = await startStorage();
  const client = new Storage({ projectId: 'demo', apiEndpoint: storage.url });
  await client.createBucket('artifacts');
  const objects = createObjects(client);
  const endpoints = new Set<string>();
  const port = Number(new URL(storage.url).port);
  const status = { port, project: 'demo', region: 'us-central1', buckets: { artifacts: 'artifacts', landing: 'l' } };
  const cloud: LocalCloud = {
    ...createCloud({ ...status, clockOffsetMilliseconds: 0 } as CloudStatus),
    hasEndpoint: async (name: string) => endpoints.has(name),
  };
  const uri = (path: string) => `gs://artifacts/${path}`;
  return {
    cloud,
    ledger: createLedger({ objects, bucket: 'artifacts' }),
    objects,
    endpoints,
    put: (path, value) => objects.write(uri(path), JSON.stringify(value)).then(() => undefined),
    async read<T>(path: string) {
      const found = await objects.read(uri(path));
      return found && (JSON.parse(found.text) as T);
    },
    async stop() {
      await storage.stop();
      removeStorage(storage);
    },
  };
}
