/** The console's API over a stored cloud, as a browser on this machine asks it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApplication } from '../../../functions/console/application';
import type { Cloud } from '../../../operations/cloud';
import { createWorld } from '../fakes';
import { consoleDepsOver } from './console-deps';
import { createToldChanges } from './told-changes';

/** Whom the token of its requests names. */
export const person = 'lin@example.org';

export async function startConsole(cloud: Cloud) {
  const { clock, log } = createWorld();
  const changes = createToldChanges({ isHeard: false });
  const server = createServer(createApplication(() => consoleDepsOver(cloud, { clock, log, changes })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const token = `e30.${Buffer.from(JSON.stringify({ email: person })).toString('base64url')}.x`;
  const send = async (path: string, body?: string): Promise<{ status: number; body: unknown }> => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const response = await fetch(`${url}/${path}`, { headers, ...(body !== undefined && { method: 'POST', body }) });
    return { status: response.status, body: await response.json() };
  };
  const ask = (path: string, body?: object) => send(path, body && JSON.stringify(body));
  return { ask, send, changes, clock, stop: () => new Promise((resolve) => server.close(resolve)) };
}
