/** The console's application over a cloud of which there is the artifacts bucket alone. */
import express from 'express';
import type { AddressInfo } from 'node:net';
import { createApplication } from '../../../functions/console/application';
import type { ConsoleDeps } from '../../../functions/console/deps';
import { systemClock } from '../../../functions/shared/stage/clock';
import { createLog } from '../../../functions/shared/stage/log';
import { consoleDepsOver } from './console-deps';
import { createToldChanges } from './told-changes';
import { startStoredCloud, type StoredCloud } from '../../cli/stored-cloud';

export interface ConsoleServer extends StoredCloud {
  /** With which paths below /api are asked; a body makes it a POST. */
  ask(path: string, body?: object, who?: string): Promise<{ status: number; body: unknown }>;
  /** Where it answers, with a slash at its end. */
  url: string;
}

/** An identity token as Cloud Run hands it on, which has checked it. */
const tokenOf = (email: string): string => `e30.${Buffer.from(JSON.stringify({ email })).toString('base64url')}.-`;

export async function startConsole(more: Partial<ConsoleDeps> = {}): Promise<ConsoleServer> {
  const stored = await startStoredCloud();
  const { cloud } = stored;
  const changes = createToldChanges({ isHeard: false });
  // Nothing has been said.
  const told = { ...cloud, async *logs() {}, publish: async () => {} };
  const log = createLog({ stage: 'console' }, systemClock, () => {});
  const deps: ConsoleDeps = { ...consoleDepsOver(told, { changes, clock: systemClock, log }), ...more };
  const server = express()
    .use(express.json())
    .use(createApplication(() => deps))
    .listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    ...stored,
    url,
    async ask(path, body, who = 'ada@example.com') {
      const response = await fetch(`${url}api/${path}`, {
        headers: { authorization: `Bearer ${tokenOf(who)}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await stored.stop();
    },
  };
}
