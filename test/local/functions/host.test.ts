import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../local/clock';
import { createFunctionsHost, type FunctionsHost } from '../../../local/functions/host';
import { carriedInstances } from '../../../local/functions/instances';
import { processorMilliseconds } from '../../../local/functions/processor-time';
import { boostLasts } from '../../../local/functions/processors';
import type { FunctionSpec } from '../../../local/functions/spec';
import { createAccess } from '../../../local/iam';
import { createTokens } from '../../../local/iam/tokens';
import { createLog, type Log, type LogEntry } from '../../../local/log';
import { eventually } from '../../eventually';
import { describeOnLinux } from '../../on-linux';
import { createManualClock, type ManualClock } from '../manual-clock';

const code = `
const [crypto, fs, os, path] = ['crypto', 'fs', 'os', 'path'].map((name) => require('node:' + name));
exports.echo = (request, response) => {
  console.log(JSON.stringify({ severity: 'WARNING', message: 'asked', run: 'r1' }));
  console.log('plain words\\n  that go on');
  response.json({ path: request.url, body: request.body, stage: process.env.LANDFALL_STAGE, home: process.env.SECRET ?? null, pid: process.pid });
};
exports.event = (event) => {
  console.log(JSON.stringify({ severity: 'INFO', message: 'event', source: event.source, data: event.data.message.data }));
};
exports.long = (request, response) => {
  console.log(JSON.stringify({ message: 'x'.repeat(204806) }));
  response.end();
};
exports.die = () => process.kill(process.pid, 'SIGKILL');
const arrive = () => fs.writeFileSync(path.join(__dirname, 'arrived-' + crypto.randomUUID()), String(process.pid));
const arrived = () => fs.readdirSync(__dirname).filter((name) => name.startsWith('arrived-'));
const until = (condition) => new Promise((resolve) => {
  const ask = () => condition() ? resolve() : setTimeout(ask, 2);
  ask();
});
exports.meeting = async (request, response) => {
  arrive();
  await until(() => arrived().length >= 2);
  response.json({ pid: process.pid });
};
exports.gate = async (request, response) => {
  arrive();
  await until(() => fs.existsSync(path.join(__dirname, 'open')));
  response.json({ pid: process.pid });
};
// Goes on for ever; the next request is answered when the one before has gone on beside it.
let steps = 0;
exports.late = async (request, response) => {
  if (request.url !== '/next') {
    arrive();
    return void setInterval(() => steps++, 1);
  }
  const before = steps;
  await until(() => steps > before + 5);
  response.json({ pid: process.pid, before });
};
exports.background = (request, response) => {
  setInterval(() => steps++, 1);
  response.json({ pid: process.pid, steps });
};
// Says a line for each file that appears, and notes when its caller has left.
exports.talking = async (request, response) => {
  response.on('close', () => fs.writeFileSync(path.join(__dirname, response.writableFinished ? 'done' : 'left'), ''));
  response.flushHeaders();
  for (const line of ['1', '2', '3']) {
    await until(() => fs.existsSync(path.join(__dirname, 'say-' + line)));
    response.write(line + ' of ' + process.pid + '\\n');
  }
  response.end();
};
// Looks up from its work only once it may.
exports.absorbed = (request, response) => {
  response.on('close', () => fs.writeFileSync(path.join(__dirname, 'left'), ''));
  arrive();
  while (!fs.existsSync(path.join(__dirname, 'open')));
};
exports.spinning = (request, response) => {
  for (;;);
};
exports.greedy = (request, response) => {
  globalThis.held = Buffer.alloc(300 * 2 ** 20, 1);
};
exports.littering = (request, response) => {
  fs.writeFileSync(path.join(os.tmpdir(), 'large'), Buffer.alloc(2 ** 20));
  fs.truncateSync(path.join(os.tmpdir(), 'large'), 300 * 2 ** 20);
};
exports.tidy = (request, response) => {
  fs.writeFileSync(path.join(os.tmpdir(), 'small'), 'x');
  response.json({ pid: process.pid, folder: os.tmpdir() });
};
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
    memoryMebibytes: 256,
    processors: 0.167,
    timeoutSeconds: 540,
    concurrency: 1,
    maximumInstances: 20,
    ...change,
  });
  const logged = async (): Promise<LogEntry[]> => {
    const entries: LogEntry[] = [];
    for await (const entry of log.read()) entries.push(entry);
    return entries;
  };
  const start = (options: { idleMilliseconds?: number; clock?: Clock } = {}): void => {
    const policy = { allows, replace: () => {}, setOn: () => {}, inForce: () => Promise.resolve() };
    const access = createAccess(policy, tokens, 'p');
    host = createFunctionsHost({ access, tokens, log, environmentFor: () => ({}), directory: temporary(), ...options });
    server.removeAllListeners('request').on('request', express().use(host.router));
  };
  const temporary = () => join(directory, 'temporary');
  const arrivals = (): number => readdirSync(directory).filter((name) => name.startsWith('arrived-')).length;
  const call = async (path: string): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`${base}/functions/${path}`);
    return { status: answer.status, text: await answer.text() };
  };
  const pidOf = ({ text }: { text: string }): number => (JSON.parse(text) as { pid: number }).pid;
  /** As ps tells it: T is stopped. */
  const stateOf = (pid: number): string =>
    execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' });
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

  afterEach(async () => {
    await host.close();
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test('starts a function on its first request, with its own environment and nothing of this shell', async () => {
    process.env['SECRET'] = 'of this shell';
    host.configure([spec('echo')]);
    expect(host.status()).toEqual([{ name: 'echo', state: 'stopped', pids: [] }]);
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

  test('takes a line that is too long for an entry in pieces of text, and says nothing twice', async () => {
    host.configure([spec('long')]);
    await fetch(`${base}/functions/long`);
    await host.close();
    const entries = await logged();
    expect(entries.map(({ message }) => message.length)).toEqual([102_400, 102_400, 20]);
    expect(entries.map(({ message }) => message).join('')).toBe(JSON.stringify({ message: 'x'.repeat(204_806) }));
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
    await host.close();
    start({ idleMilliseconds: 1 });
    host.configure([spec('echo')]);
    const first = (await (await fetch(`${base}/functions/echo`)).json()) as { pid: number };
    await stopped('echo');
    const second = (await (await fetch(`${base}/functions/echo`)).json()) as { pid: number };
    expect(second.pid).not.toBe(first.pid);
  });

  test('gives each request an instance of its own where one takes no more', async () => {
    host.configure([spec('meeting')]);
    const [one, other] = await Promise.all([call('meeting'), call('meeting')]);
    expect(pidOf(one)).not.toBe(pidOf(other));
    expect(host.status()[0]!.pids).toEqual(expect.arrayContaining([pidOf(one), pidOf(other)]));
    // One after the other needs one only.
    expect(pidOf(await call('meeting'))).toBe(host.status()[0]!.pids[0]);
  });

  test('lets no more requests into an instance at a time than it may take', async () => {
    host.configure([spec('paired', { concurrency: 2, maximumInstances: 1 })]);
    const answers = await Promise.all(
      Array.from(
        { length: 6 },
        async () => (await fetch(`${base}/functions/paired`)).json() as Promise<{ together: number }>,
      ),
    );
    expect(Math.max(...answers.map(({ together }) => together))).toBe(2);
  });

  describe('with a clock that is moved by hand', () => {
    let clock: ManualClock;

    beforeEach(async () => {
      await host.close();
      clock = createManualClock();
      start({ clock });
    });

    /** Moves the clock on until the answer is there. */
    const after = async <T>(answer: Promise<T>, milliseconds: number): Promise<T> => {
      let isThere = false;
      void answer.finally(() => (isThere = true));
      await eventually(async () => {
        await clock.advance(milliseconds);
        return isThere;
      });
      return await answer;
    };

    test('answers 504 at the time limit; the function stands still until the next request, and then goes on beside it', async () => {
      host.configure([spec('late')]);
      const answer = call('late');
      await eventually(() => arrivals() === 1);
      const [pid] = host.status()[0]!.pids;
      expect(stateOf(pid!)).not.toContain('T');
      await clock.advance(539_000);
      expect(stateOf(pid!)).not.toContain('T');
      await clock.advance(1000);
      expect(await answer).toEqual({ status: 504, text: 'upstream request timeout' });
      await eventually(() => stateOf(pid!).includes('T'));
      const next = JSON.parse((await call('late/next')).text) as { pid: number; before: number };
      expect(next.pid).toBe(pid);
      expect(next.before).toBeGreaterThan(0);
      const messages = (await logged()).map(({ message }) => message);
      expect(messages).toContainEqual(expect.stringContaining('has reached the maximum request timeout'));
    });

    describeOnLinux('a share of a processor', () => {
      test('stops a function that has used more than its share of a processor, until that is paid', async () => {
        host.configure([spec('spinning', { processors: 0.5 })]);
        const answer = call('spinning');
        const pid = await eventually(() => host.status()[0]!.state === 'running' && host.status()[0]!.pids[0]);
        await clock.advance(boostLasts);
        const work = async (): Promise<void> => {
          const before = processorMilliseconds(pid)!;
          await eventually(() => processorMilliseconds(pid)! > before + 200);
          await clock.advance(100);
        };
        await work();
        expect(stateOf(pid)).toContain('T');
        await eventually(async () => {
          await clock.advance(100);
          return !stateOf(pid).includes('T');
        });
        await work();
        expect(stateOf(pid)).toContain('T');
        // In debt or not, its time runs.
        expect(await after(answer, 60_000)).toEqual({ status: 504, text: 'upstream request timeout' });
        expect(stateOf(pid)).toContain('T');
      });
    });

    test('answers 429 when all declared instances stay taken for ten seconds', async () => {
      host.configure([spec('gate', { maximumInstances: 1 })]);
      const first = call('gate');
      await eventually(() => arrivals() === 1);
      expect(await after(call('gate'), 1000)).toEqual({ status: 429, text: 'Rate exceeded.' });
      writeFileSync(join(directory, 'open'), '');
      expect((await first).status).toBe(200);
    });

    test('lets a request wait for what the cloud would have, and this machine does not carry', async () => {
      host.configure([spec('gate', { maximumInstances: carriedInstances + 1 })]);
      const answers = Array.from({ length: carriedInstances + 1 }, () => call('gate'));
      await eventually(() => arrivals() === carriedInstances);
      await clock.advance(60_000);
      writeFileSync(join(directory, 'open'), '');
      const all = await Promise.all(answers);
      expect(all.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect(new Set(all.map(pidOf)).size).toBe(carriedInstances);
    });
  });

  describe('with an answer in parts', () => {
    const say = (line: number) => writeFileSync(join(directory, `say-${line}`), '');
    const has = (note: string) => eventually(() => existsSync(join(directory, note)), note);
    const listen = async (leaving = new AbortController()) => {
      const answer = await fetch(`${base}/functions/talking`, { signal: leaving.signal });
      const parts = answer.body!.pipeThrough(new TextDecoderStream() as never).getReader() as unknown as Parts;
      return { next: async () => (await parts.read()).value, leave: () => leaving.abort() };
    };
    interface Parts {
      read(): Promise<{ value: string | undefined }>;
    }

    test('hands each part on as it comes, and takes the processor after the last', async () => {
      host.configure([spec('talking')]);
      const { next } = await listen();
      say(1);
      const pid = Number(/^1 of (\d+)\n$/.exec((await next())!)![1]);
      say(2);
      expect(await next()).toBe(`2 of ${pid}\n`);
      say(3);
      expect(await next()).toBe(`3 of ${pid}\n`);
      expect(await next()).toBeUndefined();
      await has('done');
      expect(await eventually(() => stateOf(pid).includes('T'))).toBe(true);
    });

    test('tells the function that its caller has left, and takes the processor only then', async () => {
      host.configure([spec('talking')]);
      const { next, leave } = await listen();
      say(1);
      const pid = Number(/^1 of (\d+)\n$/.exec((await next())!)![1]);
      leave();
      await has('left');
      expect(await eventually(() => stateOf(pid).includes('T'))).toBe(true);
    });

    test('tells a function that is busy when its caller leaves, and has answered nothing yet', async () => {
      host.configure([spec('absorbed')]);
      const gone = once(server, 'request').then(([, response]) => once(response as ServerResponse, 'close'));
      const leaving = new AbortController();
      const asked = fetch(`${base}/functions/absorbed`, { method: 'POST', body: 'all', signal: leaving.signal });
      const leave = eventually(() => arrivals() === 1).then(() => leaving.abort());
      await Promise.all([leave, expect(asked).rejects.toThrow('aborted'), gone]);
      // What follows of that in the host has happened by the time another request is answered.
      await call('nobody');
      writeFileSync(join(directory, 'open'), '');
      await has('left');
    });
  });

  test('takes the processor from a function that has answered', async () => {
    host.configure([spec('background')]);
    const pid = pidOf(await call('background'));
    expect(await eventually(() => stateOf(pid).includes('T'))).toBe(true);
  });

  test.each(['greedy', 'littering'])(
    'ends a %s function at its memory, and says so as Cloud Run does',
    async (name) => {
      host.configure([spec(name)]);
      const answer = await call(name);
      expect(answer).toEqual({
        status: 500,
        text: expect.stringContaining('Memory limit of 256 MiB exceeded with ') as unknown,
      });
      expect(host.status()).toEqual([{ name, state: 'stopped', pids: [] }]);
      expect(await logged()).toEqual([
        expect.objectContaining({
          severity: 'ERROR',
          stage: name,
          message: expect.stringMatching(
            /^Memory limit of 256 MiB exceeded with \d+ MiB used\. Consider increasing/,
          ) as unknown,
        }),
      ]);
    },
  );

  test('deletes the temporary files of an instance with it, and those of a killed cloud at the start', async () => {
    host.configure([spec('tidy')]);
    const { folder } = JSON.parse((await call('tidy')).text) as { folder: string };
    expect(readdirSync(folder)).toEqual(['small']);
    await host.close();
    await eventually(() => !existsSync(folder));
    mkdirSync(join(temporary(), 'left'));
    start();
    expect(readdirSync(temporary())).toEqual([]);
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
    await host.close();
    const builder = 'serviceAccount:landfall-builder@p.iam.gserviceaccount.com';
    let isMissing = '';
    allows = (member, permission) => member !== builder || permission !== isMissing;
    start();
    host.configure([spec('echo')]);
    isMissing = 'artifactregistry.repositories.uploadArtifacts';
    expect(() => host.configure([spec('echo', { source: '/changed' }), spec('event')])).toThrow(
      /Build of function echo failed: .*'artifactregistry.repositories.uploadArtifacts' denied/,
    );
    expect(host.status()).toEqual([{ name: 'echo', state: 'stopped', pids: [] }]);
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

    beforeEach(async () => {
      await host.close();
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
