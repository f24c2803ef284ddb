/** A Pub/Sub on a fresh state, and the official client connected to it. */
import { PubSub } from '@google-cloud/pubsub';
import express from 'express';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allowAll, owner, type Principal } from '../../../local/iam/access';
import { createPubSub, type LocalPubSub, type PubSubOptions } from '../../../local/pubsub';
import { openState } from '../../../local/state';
import { eventually } from '../../eventually';

export const topicName = 'projects/demo/topics/orders';
export const subscriptionName = 'projects/demo/subscriptions/orders-sub';

export async function until(condition: () => boolean): Promise<void> {
  await eventually(condition);
}

/** A folder for state that `remove` deletes. */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'landfall-pubsub-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Opens Pub/Sub on a new folder; `close` ends it and removes the folder. */
export function openPubSub(options: Partial<PubSubOptions> = {}) {
  const folder = temporaryFolder();
  const state = openState(folder.path);
  const pubsub = createPubSub({ state, access: allowAll, appendRows: () => Promise.resolve(), ...options });
  return {
    ...pubsub,
    async close() {
      pubsub.close();
      await state.close();
      folder.remove();
    },
  };
}

/** The official client, connected to a new gRPC port of `pubsub`. */
export async function connectClient(
  pubsub: Pick<LocalPubSub, 'listen'>,
  principal: Principal = owner,
): Promise<PubSub> {
  process.env.METADATA_SERVER_DETECTION = 'none';
  const port = await pubsub.listen(0, principal);
  return new PubSub({ projectId: 'demo', apiEndpoint: `127.0.0.1:${port}`, emulatorMode: true });
}

/** Serves a router on its own port. */
export async function serveRouter(router: express.Router) {
  const server = createServer(express().use(router));
  return listen(server);
}

export interface Received {
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** A push endpoint that answers with what `answer` says. */
export async function serveEndpoint(answer: (received: Received, count: number) => number | Promise<number>) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { headers: request.headers, body: Buffer.concat(chunks) };
      received.push(one);
      void Promise.resolve(answer(one, received.length)).then((status) => response.writeHead(status).end());
    });
  });
  return { received, ...(await listen(server)) };
}

async function listen(server: Server) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
