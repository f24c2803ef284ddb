/** The console's API over a stored cloud, as a browser on this machine asks it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApplication } from '../../../functions/console/application';
import { createRunList } from '../../../functions/console/runs/run-list';
import { createLineWindows } from '../../../operations/ledger/line-windows';
import { createExamples } from '../../../operations/runs/examples';
import type { Cloud } from '../../../operations/cloud';
import { createWorld } from '../fakes';
import { createToldChanges } from './told-changes';

/** Whom the token of its requests names. */
export const person = 'lin@example.org';

export async function startConsole(cloud: Cloud) {
  const { clock, log } = createWorld();
  const changes = createToldChanges({ isHeard: false });
  const runList = createRunList(cloud, { changes, clock });
  const { storage } = cloud;
  const parts = {
    lines: createLineWindows(storage),
    examples: createExamples(storage),
    readLog: async () => ({ entries: [] }),
  };
  const server = createServer(createApplication(() => ({ cloud, clock, log, changes, runList, page: '.', ...parts })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const token = `e30.${Buffer.from(JSON.stringify({ email: person })).toString('base64url')}.x`;
  const ask = async (path: string, body?: object): Promise<{ status: number; body: unknown }> => {
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
    const response = await fetch(`${url}/${path}`, {
      headers,
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return { ask, changes, clock, stop: () => new Promise((resolve) => server.close(resolve)) };
}
