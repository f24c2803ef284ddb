/** A local Cloud Storage: its objects for the other local services, and its JSON API for Google's clients and tools. */
import { Router } from 'express';
import { join } from 'node:path';
import { systemClock, type Clock } from '../clock';
import type { Access } from '../iam/access';
import type { State } from '../state';
import { aclRoutes } from './acl-routes';
import { batchRoutes } from './batch';
import { bucketRoutes } from './bucket-routes';
import { BucketStore } from './bucket-store';
import { refuseCustomerKeys, type StorageContext } from './context';
import { DataFiles } from './data-files';
import { answerError, StorageError } from './errors';
import { Faults } from './faults';
import { partialResponses } from './fields';
import { GenerationTable } from './generations';
import { notificationRoutes } from './notification-routes';
import { downloadRoutes, objectRoutes } from './object-routes';
import { ObjectStore } from './object-store';
import { Outbox, type Publish } from './outbox';
import { uploadRoutes } from './upload-routes';
import { Uploads } from './uploads';

export interface StorageOptions {
  state: State;
  /** Content lies in its folder `objects`. */
  directory: string;
  access: Access;
  /** Publishes to `projects/P/topics/T`; what it rejects is tried again. */
  publish: Publish;
  clock?: Clock;
}

export interface Storage {
  router: Router;
  objects: ObjectStore;
  buckets: BucketStore;
  /** Notification configurations, and the events on their way. */
  notifications: Outbox;
  /** Resolves when nothing is being published any more; what is pending stays for the next start. */
  close(): Promise<void>;
}

/** Opens the storage: removes what a killed process left half written, and publishes what it left unpublished. */
export function createStorage({ state, directory, access, publish, clock = systemClock }: StorageOptions): Storage {
  const files = new DataFiles(join(directory, 'objects'));
  const outbox = new Outbox(state, publish);
  const buckets = new BucketStore(state, clock);
  const generations = new GenerationTable(state, clock);
  const objects = new ObjectStore(state, buckets, generations, files, outbox, clock);
  const uploads = new Uploads(state, files, objects, clock);

  const inUse = new Set([...generations.filesInUse(), ...uploads.filesInUse()]);
  files.sweep((file) => inUse.has(file));
  void outbox.drain();

  const router = createRouter({ access, buckets, objects, uploads, outbox, faults: new Faults() });
  return { router, objects, buckets, notifications: outbox, close: () => outbox.close() };
}

function createRouter(context: StorageContext): Router {
  const router = Router();
  const routes = [bucketRoutes(context), notificationRoutes(context), objectRoutes(context), aclRoutes()];
  const api = Router().use(partialResponses, ...routes);
  router.use(refuseCustomerKeys);
  router.use('/upload/storage/v1', partialResponses, uploadRoutes(context));
  router.use('/resumable/upload/storage/v1', partialResponses, uploadRoutes(context));
  router.use('/download/storage/v1', downloadRoutes(context));
  router.use('/batch/storage/v1', batchRoutes());
  router.use('/storage/v1', api);
  // Clients that are given STORAGE_EMULATOR_HOST leave out the prefix, except for uploads.
  router.use(api);
  router.use(context.faults.router());
  router.use(
    ['/upload', '/resumable/upload', '/download', ''].map((prefix) => `${prefix}/storage/v1`),
    (request) => {
      const what = `${request.method} ${request.originalUrl}`;
      throw new StorageError(404, 'notFound', `The local Cloud Storage does not serve ${what}`);
    },
  );
  router.use(answerError);
  return router;
}
