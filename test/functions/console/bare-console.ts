/** The console over HTTP on a cloud of a test, with bodies read as the Functions Framework reads them. */
import express from 'express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApplication } from '../../../functions/console/application';
import type { ConsoleDeps } from '../../../functions/console/deps';

export interface ConsoleServer {
  /** Of the API, with a slash at its end. */
  url: string;
  ask<Answer>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Told<Answer>>;
  stop(): Promise<void>;
}

interface Told<Answer> {
  status: number;
  body: Answer;
}

export async function startConsole(deps: Partial<ConsoleDeps>): Promise<ConsoleServer> {
  const app = express();
  app.use(express.json(), express.raw({ limit: '16mb' }));
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
    stop: () => new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  };
}
