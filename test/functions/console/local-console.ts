/** The console's API over a stored cloud, as a browser on this machine asks it: nobody has read a body before. */
import type { Cloud } from '../../../operations/cloud';
import { createWorld } from '../fakes';
import { consoleDepsOver } from './console-deps';
import { serveConsole, tokenOf } from './served-console';
import { createToldChanges } from './told-changes';

/** Whom the token of its requests names. */
export const person = 'lin@example.org';

export async function startConsole(cloud: Cloud) {
  const { clock, log } = createWorld();
  const changes = createToldChanges({ isHeard: false });
  const server = await serveConsole(consoleDepsOver(cloud, { clock, log, changes }), []);
  const headers = { authorization: `Bearer ${tokenOf(person)}` };
  const ask = (path: string, body?: object) => server.ask<unknown>(body ? 'POST' : 'GET', path, body, headers);
  /** A body as it is, said to be JSON. */
  const send = (path: string, text: string) =>
    server.ask<unknown>('POST', path, Buffer.from(text), { ...headers, 'content-type': 'application/json' });
  return { ask, send, changes, clock, stop: () => server.stop() };
}
