import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFunctionsHost, type FunctionsHost } from '../../../local/functions/host';
import type { FunctionSpec } from '../../../local/functions/spec';
import { createAccess } from '../../../local/iam';
import { createTokens } from '../../../local/iam/tokens';
import { createLog, type Log, type LogEntry } from '../../../local/log';
import { eventually } from '../../eventually';

const code = `
exports.echo = (request, response) => {
  console.log(JSON.stringify({ severity: 'WARNING', message: 'asked', run: 'r1' }));
  console.log('plain words\\n  that go on');
  response.json({ path: request.url, body: request.body, stage: process.env.LANDFALL_STAGE, home: process.env.SECRET ?? null, pid: process.pid });
};
exports.event = (event) => {
  console.log(JSON.stringify({ severity: 'INFO', message: 'event', source: event.source, data: event.data.message.data }));
};
exports.die = () => process.kill(process.pid, 'SIGKILL');
// Each pair waits for its second, and then a little for a third that should not come.
const inside = [];
exports.paired = (request, response) => {
  inside.push(response);
  if (inside.length === 2) setTimeout(() => inside.splice(0).forEach((one, _, { length }) => one.json({ together: length })), 50);
};
`;
const pusher = 'landfall-pusher@p.iam.gserviceaccount.com';

describe('the functions host', () => {
  const tokens = createTokens();
  let directory: string;
  let log: Log;
  let server: Server;
  let base: string;
  let host: FunctionsHost;
  let allows: (member: string, permission: string) => boolean;

  const spec = (entryPoint: string, change: Partial<FunctionSpec> = {}): FunctionSpec => ({
    name: entryPoint,
    entryPoint,
    source: directory,
    url: `${base}/functions/${entryPoint}`,
    resource: `projects/p/locations/us-central1/services/${entryPoint}`,
    build: {
      bucket: 'p-source',
      object: 'f.zip',
      repository: 'projects/p/locations/us-central1/repositories/images',
      serviceAccount: 'landfall-builder@p.iam.gserviceaccount.com',
    },
    serviceAccount: `landfall-${entryPoint}@p.iam.gserviceaccount.com`,
    environment: { LANDFALL_STAGE: entryPoint },
    memoryMebibytes: 128,
    timeoutSeconds: 540,
    ...change,
  });
  const logged = async (): Promise<LogEntry[]> => {
    const entries: LogEntry[] = [];
    for await (const entry of log.read()) entries.push(entry);
    return entries;
  };
  const start = (options: { idleMilliseconds?: number; concurrency?: number } = {}): void => {
    const policy = { allows, replace: () => {}, setOn: () => {}, inForce: () => Promise.resolve() };
    const access = createAccess(policy, tokens, 'p');
    host = createFunctionsHost({ access, tokens, log, environmentFor: () => ({}), ...options });
    server.removeAllListeners('request').on('request', express().use(host.router));
  };
  const stopped = async (name: string): Promise<void> => {
    await eventually(() => host.status().find((one) => one.name === name)?.state === 'stopped', `the end of ${name}`);
  };

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'landfall-functions-'));
    writeFileSync(join(directory, 'index.js'), code);
    log = createLog(join(directory, 'logs'));
    server = express().listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    allows = () => true;
    start();
  });

  afterEach(() => {
    host.close();
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test('starts a function on its first request, with its own environment and nothing of this shell', async () => {
    process.env['SECRET'] = 'of this shell';
    host.configure([spec('echo')]);
    expect(host.status()).toEqual([{ name: 'echo', state: 'stopped' }]);
    const answer = await fetch(`${base}/functions/echo/a/b?c=d`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"x":1}',
    });
    expect(await answer.json()).toMatchObject({ path: '/a/b?c=d', body: { x: 1 }, stage: 'echo', home: null });
    expect(host.status()).toMatchObject([{ name: 'echo', state: 'running' }]);
  });

  test('keeps what a function prints: JSON as it is, other lines as messages', async () => {
    host.configure([spec('echo')]);
    await fetch(`${base}/functions/echo`);
    expect(await logged()).toEqual([
      expect.objectContaining({ severity: 'WARNING', message: 'asked', run: 'r1', stage: 'echo' }),
      expect.objectContaining({ severity: 'INFO', message: 'plain words\n  that go on', stage: 'echo' }),
    ]);
  });

  test('a wrapped Pub/Sub push arrives as a CloudEvent of its topic', async () => {
    host.configure([spec('event', { environment: { FUNCTION_SIGNATURE_TYPE: 'cloudevent' } })]);
    const answer = await fetch(`${base}/functions/event/projects/p/topics/t`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        message: { data: 'e30=', messageId: '1', attributes: {} },
        subscription: 'projects/p/subscriptions/s',
      }),
    });
    expect(answer.status).toBe(204);
    expect(await logged()).toEqual([
      expect.objectContaining({ source: '//pubsub.googleapis.com/projects/p/topics/t', data: 'e30=' }),
    ]);
  });

  test('answers 503 for a function that dies in the middle, and starts it again', async () => {
    host.configure([spec('die')]);
    const first = await fetch(`${base}/functions/die`);
    await stopped('die');
    const second = await fetch(`${base}/functions/die`);
    expect([first.status, second.status]).toEqual([503, 503]);
    await stopped('die');
    const messages = (await logged()).map(({ message }) => message);
    expect(messages.filter((message) => message.includes('die ended (SIGKILL)'))).toHaveLength(2);
  });

  test('answers 503 for a function that does not start, and says why', async () => {
    writeFileSync(join(directory, 'index.js'), 'throw new Error("no such setting");');
    host.configure([spec('echo')]);
    const answer = await fetch(`${base}/functions/echo`);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('echo ended before it listened (exit code 1)');
    await eventually(async () => (await logged()).some(({ message }) => message.includes('no such setting')));
  });

  test('stops a function that has nothing to do', async () => {
    host.close();
    start({ idleMilliseconds: 1 });
    host.configure([spec('echo')]);
    const first = (await (await fetch(`${base}/functions/echo`)).json()) as { pid: number };
    await stopped('echo');
    const second = (await (await fetch(`${base}/functions/echo`)).json()) as { pid: number };
    expect(second.pid).not.toBe(first.pid);
  });

  test('lets no more requests into a function at a time than it may take', async () => {
    host.close();
    start({ concurrency: 2 });
    host.configure([spec('paired')]);
    const answers = await Promise.all(
      Array.from(
        { length: 6 },
        async () => (await fetch(`${base}/functions/paired`)).json() as Promise<{ together: number }>,
      ),
    );
    expect(Math.max(...answers.map(({ together }) => together))).toBe(2);
  });

  test('keeps the process of a function that has not changed, and replaces that of one that has', async () => {
    const pid = async () => ((await (await fetch(`${base}/functions/echo`)).json()) as { pid: number }).pid;
    host.configure([spec('echo')]);
    const first = await pid();
    host.configure([spec('echo')]);
    expect(await pid()).toBe(first);
    host.configure([spec('echo', { environment: { LANDFALL_STAGE: 'other' } })]);
    expect(await pid()).not.toBe(first);
  });

  test('holds a request that comes before the first configuration', async () => {
    const answer = fetch(`${base}/functions/echo`);
    host.configure([spec('echo')]);
    expect((await answer).status).toBe(200);
  });

  test('builds no function whose builder lacks a role, and goes on with what there was', async () => {
    host.close();
    const builder = 'serviceAccount:landfall-builder@p.iam.gserviceaccount.com';
    let isMissing = '';
    allows = (member, permission) => member !== builder || permission !== isMissing;
    start();
    host.configure([spec('echo')]);
    isMissing = 'artifactregistry.repositories.uploadArtifacts';
    expect(() => host.configure([spec('echo', { source: '/changed' }), spec('event')])).toThrow(
      /Build of function echo failed: .*'artifactregistry.repositories.uploadArtifacts' denied/,
    );
    expect(host.status()).toEqual([{ name: 'echo', state: 'stopped' }]);
    expect((await fetch(`${base}/functions/echo`)).status).toBe(200);
  });

  test('knows no function that is not declared', async () => {
    host.configure([]);
    expect((await fetch(`${base}/functions/echo`)).status).toBe(404);
  });

  describe('asked by a service account', () => {
    let mayInvoke: boolean;
    const push = async (audience: string) =>
      await fetch(`${base}/functions/echo`, {
        headers: { authorization: `Bearer ${await tokens.issueIdToken(pusher, audience)}` },
      });

    beforeEach(() => {
      host.close();
      allows = (_member, permission) => permission !== 'run.routes.invoke' || mayInvoke;
      start();
      mayInvoke = true;
      host.configure([spec('echo')]);
    });

    test('lets one in that may invoke the function', async () => {
      expect((await push(`${base}/functions/echo`)).status).toBe(200);
    });

    test('refuses one that may not', async () => {
      mayInvoke = false;
      const answer = await push(`${base}/functions/echo`);
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('run.routes.invoke')]);
    });

    test('refuses a token made out to another function', async () => {
      expect((await push(`${base}/functions/other`)).status).toBe(401);
    });

    test('refuses a token that was signed elsewhere', async () => {
      const forged = await createTokens().issueIdToken(pusher, `${base}/functions/echo`);
      const answer = await fetch(`${base}/functions/echo`, { headers: { authorization: `Bearer ${forged}` } });
      expect(answer.status).toBe(401);
    });
  });
});
