/** A service that answers as it is told, and remembers what it was asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChat, createOpenAi } from '../../../../../functions/shared/stage/clients';

export interface Asked {
  method: string;
  path: string;
  authorization: string | undefined;
  body: string;
}

interface Told {
  status?: number;
  /** Sent as it is when it is a text. */
  body: unknown;
}

/** @param script answers by `METHOD /path`, without the query */
export async function scriptedService(script: Record<string, Told | ((asked: Asked) => Told)>) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const one = { method, path: url, authorization: headers.authorization, body };
      asked.push(one);
      const found = script[`${method} ${url.replace(/\?.*$/, '')}`] ?? { status: 404, body: errorOf('no such thing') };
      const { status = 200, body: told } = typeof found === 'function' ? found(one) : found;
      // The client would ask again, and wait before it does.
      response.writeHead(status, { 'content-type': 'application/json', 'x-should-retry': 'false' });
      response.end(typeof told === 'string' ? told : JSON.stringify(told));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const moon = { name: 'moon', baseUrl, secret: 'moon-key' };
  const key = { MOON_API_KEY: 'secret' };
  return {
    asked,
    client: () => createOpenAi(moon, key),
    completions: async () => createChat(moon, key),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const errorOf = (message: string, code: string | null = null) => ({
  error: { message, type: 'invalid_request_error', param: null, code },
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
