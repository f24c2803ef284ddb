/** A Cloud Storage of its own for a test: in a folder under the system's, on a port of its own, stopped and started as the test likes. */
import express from 'express';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allowAll, type Access } from '../../../local/iam/access';
import { openState, type State } from '../../../local/state';
import { createStorage, type Storage } from '../../../local/storage';
import type { Message } from '../../../local/storage/outbox';

export interface Published extends Message {
  topic: string;
}

export interface LocalStorage extends Storage {
  /** Scheme, host and port. */
  url: string;
  directory: string;
  state: State;
  published: Published[];
  stop(): Promise<void>;
  /** Ends it as a kill would: what it was publishing is not waited for. */
  kill(): Promise<void>;
}

export interface LocalStorageOptions {
  directory?: string;
  access?: Access;
  /** The same port after a restart, for addresses that were handed out. */
  port?: number;
  publish?: (topic: string, message: Message) => Promise<void>;
}

export async function startStorage(options: LocalStorageOptions = {}): Promise<LocalStorage> {
  const { directory = mkdtempSync(join(tmpdir(), 'landfall-storage-')), access = allowAll, port = 0 } = options;
  const published: Published[] = [];
  const publish = options.publish ?? ((topic, message) => Promise.resolve(void published.push({ topic, ...message })));
  const state = openState(join(directory, 'state'));
  const storage = createStorage({ state, directory, access, publish });
  const app = express().use(storage.router);
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(port, '127.0.0.1', () => resolve(listening));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kill = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await state.close();
  };
  const stop = async () => {
    await storage.close();
    await kill();
  };
  return { ...storage, url, directory, state, published, stop, kill };
}

export function removeStorage({ directory }: { directory: string }): void {
  rmSync(directory, { recursive: true, force: true });
}
