/** A local BigQuery with a local Cloud Storage behind one port, and Google's clients pointed at it. */
import { BigQuery } from '@google-cloud/bigquery';
import { Storage as GoogleStorage, type File } from '@google-cloud/storage';
import express from 'express';
import { PassThroughClient } from 'google-auth-library';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBigQuery } from '../../../local/bigquery';
import { systemClock, type Clock } from '../../../local/clock';
import { allowAll, type Access } from '../../../local/iam/access';
import { openState } from '../../../local/state';
import { createStorage, type Storage } from '../../../local/storage';

export const project = 'demo';
export const bucket = 'files';

export interface Local {
  client: BigQuery;
  url: string;
  storage: Storage;
  appendRows(table: string, rows: object[]): Promise<void>;
  /** The text of an object. */
  text(name: string): Promise<string>;
  /** An object, for Google's client to load. */
  storageFile(name: string): File;
  put(name: string, content: string | Buffer): Promise<void>;
  /** Stops and starts again on the same files. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openLocal(access: Access = allowAll, clock: Clock = systemClock): Promise<Local> {
  const directory = mkdtempSync(join(tmpdir(), 'landfall-bigquery-'));
  const state = openState(join(directory, 'state'));
  const storage = createStorage({
    state,
    directory: join(directory, 'storage'),
    access,
    publish: () => Promise.resolve(),
  });
  storage.buckets.create(project, bucket);
  const open = () =>
    createBigQuery({ directory: join(directory, 'bigquery'), access, objects: storage.objects, clock });
  let bigquery = await open();
  const app = express();
  app.use((request, response, next) => bigquery.router(request, response, next));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new BigQuery({ projectId: project, apiEndpoint: url, authClient: new PassThroughClient() });
  return {
    client,
    url,
    storage,
    appendRows: (table, rows) => bigquery.appendRows(table, rows),
    text: async (name) => {
      const opened = storage.objects.open(bucket, name);
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of opened.read()) chunks.push(chunk);
        return Buffer.concat(chunks).toString();
      } finally {
        opened.close();
      }
    },
    storageFile: (name) => new GoogleStorage({ projectId: project }).bucket(bucket).file(name),
    put: async (name, content) => void (await storage.objects.create(bucket, name, [Buffer.from(content)])),
    restart: async () => {
      await bigquery.close();
      bigquery = await open();
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await bigquery.close();
      await storage.close();
      await state.close();
      rmSync(directory, { recursive: true });
    },
  };
}
