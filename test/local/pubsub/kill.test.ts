import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { allowAll } from '../../../local/iam/access';
import { createPubSub } from '../../../local/pubsub';
import { repositoryRoot } from '../../../core/root';
import { openState } from '../../../local/state';
import { subscriptionName, temporaryFolder } from './harness';

describe('Pub/Sub killed while it publishes and acknowledges', () => {
  const folder = temporaryFolder();
  const entry = join(folder.path, 'busy-process.js');
  const directory = join(folder.path, 'state');

  beforeAll(() => {
    const source = join(__dirname, 'busy-process.ts');
    buildSync({ entryPoints: [source], outfile: entry, bundle: true, platform: 'node', packages: 'external' });
  });
  afterAll(() => folder.remove());

  /** Runs the process, kills it as soon as it has said `count` things, and adds them to `heard`. */
  async function runAndKill(count: number, heard: Map<string, string[]>): Promise<void> {
    const env = { ...process.env, NODE_PATH: join(repositoryRoot(), 'node_modules') };
    const child = spawn(process.execPath, [entry, directory], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface(child.stdout);
    const closed = once(lines, 'close');
    let said = 0;
    lines.on('line', (line) => {
      const [what, ...ids] = line.trim().split(' ');
      heard.set(what!, [...(heard.get(what!) ?? []), ...ids]);
      if (++said === count) child.kill('SIGKILL');
    });
    await closed;
  }

  test('has every message whose publishing was answered, and none whose acknowledgement was', async () => {
    const heard = new Map<string, string[]>();
    for (const count of [101, 202, 303]) await runAndKill(count, heard);

    const state = openState(directory);
    const pubsub = createPubSub({ state, access: allowAll, appendRows: () => Promise.resolve() });
    const redelivered = new Set<string>();
    for (;;) {
      // Under an ordering key the next messages come when these are acknowledged.
      const deliveries = pubsub.broker.queue(subscriptionName).take({ maximum: 1000 });
      if (deliveries.length === 0) break;
      for (const { message } of deliveries) redelivered.add(message);
      pubsub.broker.queue(subscriptionName).acknowledge(deliveries.map(({ ackId }) => ackId));
    }
    const left = [...pubsub.broker.tables.messages.entries()];
    pubsub.close();
    await state.close();

    const published = heard.get('published')!;
    const [acknowledging, acknowledged] = [new Set(heard.get('acknowledging')), heard.get('acknowledged')!];
    expect(acknowledged.length).toBeGreaterThan(50);
    expect(new Set(published).size).toBe(published.length);
    expect(published.filter((id) => !acknowledging.has(id) && !redelivered.has(id))).toEqual([]);
    expect(acknowledged.filter((id) => redelivered.has(id))).toEqual([]);
    expect(left).toEqual([]);
  });
});
