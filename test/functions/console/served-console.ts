/** The console over HTTP. */
import express, { type RequestHandler } from 'express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApplication } from '../../../functions/console/application';
import type { ConsoleDeps } from '../../../functions/console/deps';

export interface ServedConsole {
  /** Of the API, with a slash at its end. */
  url: string;
  ask<Answer>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Told<Answer>>;
  stop(): Promise<void>;
}

interface Told<Answer> {
  status: number;
  body: Answer;
}

/** An identity token as Cloud Run hands it on, which has checked it. */
export const tokenOf = (email: string): string =>
  `e30.${Buffer.from(JSON.stringify({ email })).toString('base64url')}.-`;

const framework: RequestHandler[] = [express.json(), express.raw({ limit: '16mb' })];

/** @param readers of bodies before the console's own: as the Functions Framework reads them, unless told otherwise */
export async function serveConsole(deps: Partial<ConsoleDeps>, readers = framework): Promise<ServedConsole> {
  const app = express();
  if (readers.length > 0) app.use(...readers);
  app.use(createApplication(() => deps as ConsoleDeps));
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
  return {
    url,
    async ask<Answer>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const isBytes = body instanceof Uint8Array;
      const type = isBytes ? 'application/octet-stream' : 'application/json';
      const response = await fetch(url + path, {
        method,
        headers: { ...(body !== undefined && { 'content-type': type }), ...headers },
        ...(body !== undefined && { body: isBytes ? Buffer.from(body) : JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Answer };
    },
    stop() {
      server.closeAllConnections();
      return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    },
  };
}
