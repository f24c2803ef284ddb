/** What is left of the answers of a serve whose process ends, or is frozen, as soon as its callers have them. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { execFileSync } from 'node:child_process';
import express from 'express';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Event } from '../../../../core/event';
import { entriesOf } from '../../../../core/logged-event';
import { repositoryRoot } from '../../../../core/root';
import { answerId } from '../../../../core/tracing/conventions';
import { randomIntegers } from '../../../../core/verdict/random';
import { createFunctionsHost, type FunctionsHost } from '../../../../local/functions/host';
import { allowAll } from '../../../../local/iam/access';
import { createTokens } from '../../../../local/iam/tokens';
import { createLog } from '../../../../local/log';
import type { LogEntry } from '../../../../local/logging/entry';
import { parseFilter } from '../../../../local/logging/filter';
import { createLogRouter, type LogRouter } from '../../../../local/logging/router';
import { systemClock } from '../../../../local/clock';
import { eventually } from '../../../eventually';

describe('serve whose process ends as soon as a caller has an answer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-ended-'));
  let server: Server;
  let base: string;
  let host: FunctionsHost;
  let router: LogRouter;
  /** Ids of answers whose rows have arrived, and of those whose traces have. */
  let recorded: Set<string>;
  let traced: Set<string>;

  beforeAll(() => {
    const source = join(__dirname, 'serve-process.ts');
    const outfile = join(folder, 'index.js');
    buildSync({ entryPoints: [source], outfile, bundle: true, platform: 'node', packages: 'external' });
    // What is beside the sources is beside it.
    process.env.NODE_PATH = join(repositoryRoot(), 'node_modules');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    recorded = new Set();
    traced = new Set();
    const log = createLog(join(folder, 'logs'));
    router = createLogRouter({
      access: allowAll,
      log,
      clock: systemClock,
      place: { project: 'p', region: 'us-central1' },
      publish: async (_, { data }) => {
        const { jsonPayload } = JSON.parse(data.toString()) as LogEntry;
        arrived(jsonPayload!['event'] as Event);
      },
    });
    const filters = (['landfall.prediction.made.v1', 'landfall.exchange.traced.v1'] as const).map((type) =>
      parseFilter(entriesOf(type, 'serve')),
    );
    const writer = { kind: 'serviceAccount', email: 'writer@p' } as const;
    router.configure({
      sinks: filters.map((filter) => ({ name: 'serve', filter, topic: 'serve', writer })),
      exclusions: filters,
    });
    const directory = join(folder, 'temporary');
    mkdirSync(directory, { recursive: true });
    host = createFunctionsHost({
      access: allowAll,
      tokens: createTokens(),
      log: router.log,
      environmentFor: () => ({ NODE_PATH: process.env.NODE_PATH! }),
      directory,
    });
    const app = express().use(host.router);
    app.post('/receiver', (request, response) => {
      void text(request).then((lines) => {
        for (const line of lines.trimEnd().split('\n')) {
          const { event } = JSON.parse(line) as { event?: Event };
          if (event) arrived(event);
        }
        response.end();
      });
    });
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await host.close();
    server.closeAllConnections();
    server.close();
  });

  function arrived(event: Event): void {
    if (event.type === 'landfall.prediction.made.v1') recorded.add(event.id);
    if (event.type === 'landfall.exchange.traced.v1')
      for (const { attributes } of event.data.spans) traced.add(String(attributes[answerId]));
  }

  const configure = (variant: object = {}): void =>
    host.configure([
      {
        name: 'serve',
        entryPoint: 'serve',
        source: folder,
        url: `${base}/functions/serve`,
        resource: 'projects/p/locations/us-central1/services/serve',
        build: { bucket: 'b', object: 'o', repository: 'r', serviceAccount: 'builder@p' },
        serviceAccount: 'serve@p',
        environment: { ...variant },
        memoryMebibytes: 2048,
        processors: 1,
        timeoutSeconds: 540,
        concurrency: 20,
        maximumInstances: 1,
      },
    ]);
  const pids = (): number[] => host.status().flatMap((one) => one.pids);
  const ask = async (): Promise<string> => {
    const response = await fetch(`${base}/v1/pipelines/email-summary:generate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ input: { customer: 'Ana', body: 'It broke.' } }),
    });
    const { id } = (await response.json()) as { id: string };
    return id;
  };

  /** In each round so many ask at once, and the process is killed when some of them, or all, have their answer. */
  async function killInRounds(rounds: number): Promise<string[]> {
    const drawn = randomIntegers('ended');
    const into = new Uint32Array(1);
    const draw = (below: number): number => (drawn(into), into[0]! % below);
    const answered: string[] = [];
    for (let round = 0; round < rounds; round++) {
      // It runs before anybody is counted: whom the kill cuts off while it starts has no answer.
      answered.push(await ask());
      const callers = 1 + draw(12);
      const last = 1 + draw(callers);
      let answers = 0;
      const [pid] = pids();
      const asked = Array.from({ length: callers }, async () => {
        const id = await ask();
        answered.push(id);
        if (++answers === last) process.kill(pid!, 'SIGKILL');
      });
      await Promise.allSettled(asked);
      await eventually(() => pids().length === 0, 'the end of the process');
    }
    return answered.filter((id) => id !== undefined);
  }

  const missing = async (answered: string[]): Promise<number> => {
    await host.close();
    await router.settled();
    return answered.filter((id) => !recorded.has(id) || !traced.has(id)).length;
  };

  test('has every answer on record, and its trace, that anybody was given', async () => {
    configure();
    const answered = await killInRounds(25);
    expect(answered.length).toBeGreaterThan(60);
    expect(await missing(answered)).toBe(0);
  });

  test('would not have them if they were sent on without waiting', async () => {
    configure({ RECEIVER: `${base}/receiver` });
    const answered = await killInRounds(10);
    expect(await missing(answered)).toBeGreaterThan(0);
  });

  /** In each round one asks, the host takes the processor away, and the process never has it again. */
  async function freezeInRounds(rounds: number): Promise<string[]> {
    const answered: string[] = [];
    for (let round = 0; round < rounds; round++) {
      answered.push(await ask());
      const [pid] = pids();
      const state = (): string => execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' });
      await eventually(() => state().startsWith('T'), 'the processor is taken');
      process.kill(pid!, 'SIGKILL');
      await eventually(() => pids().length === 0, 'the end of the process');
    }
    return answered;
  }

  test('has every answer of processes on record that were frozen and never went on', async () => {
    configure();
    expect(await missing(await freezeInRounds(6))).toBe(0);
  });

  test('would not have them if they were sent on without waiting, and a frozen process sent nothing', async () => {
    configure({ RECEIVER: `${base}/receiver` });
    expect(await missing(await freezeInRounds(6))).toBeGreaterThan(0);
  });
});
