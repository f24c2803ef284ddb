/** The console's application over a cloud of which there is the artifacts bucket alone. */
import type { ConsoleDeps } from '../../../functions/console/deps';
import { systemClock } from '../../../functions/shared/stage/clock';
import { createLog } from '../../../functions/shared/stage/log';
import { startStoredCloud, type StoredCloud } from '../../cli/stored-cloud';
import { consoleDepsOver } from './console-deps';
import { serveConsole, tokenOf } from './served-console';
import { createToldChanges } from './told-changes';

export interface ConsoleServer extends StoredCloud {
  /** With which paths below /api are asked; a body makes it a POST. */
  ask(path: string, body?: object, who?: string): Promise<{ status: number; body: unknown }>;
  /** Of the API, with a slash at its end. */
  url: string;
}

export async function startConsole(more: Partial<ConsoleDeps> = {}): Promise<ConsoleServer> {
  const stored = await startStoredCloud();
  // Nothing has been said.
  const cloud = { ...stored.cloud, async *logs() {}, publish: async () => {} };
  const changes = createToldChanges({ isHeard: false });
  const log = createLog({ stage: 'console' }, systemClock, () => {});
  const server = await serveConsole({ ...consoleDepsOver(cloud, { changes, clock: systemClock, log }), ...more });
  return {
    ...stored,
    url: server.url,
    ask: (path, body, who = 'ada@example.com') =>
      server.ask(body ? 'POST' : 'GET', path, body, { authorization: `Bearer ${tokenOf(who)}` }),
    async stop() {
      await server.stop();
      await stored.stop();
    },
  };
}
