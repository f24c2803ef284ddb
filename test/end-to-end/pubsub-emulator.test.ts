import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descendants } from '../../bench/process-memory';
import type { RunSummary } from '../../operations/runs/summary';
import { readEndState } from './state';
import { eventually } from '../eventually';
import { describeWith } from '../google-sdk';
import { createTestCloud, type TestCloud } from './test-cloud';

describeWith('pubsub-emulator')("with Google's own Pub/Sub emulator in place of the built-in one", () => {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-emulator-'));
  let emulator: ChildProcess;
  let local: TestCloud;

  beforeAll(async () => {
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    const options = ['--project=landfall-local', `--host-port=${address}`, `--data-dir=${folder}`];
    emulator = spawn('gcloud', ['beta', 'emulators', 'pubsub', 'start', ...options], {
      stdio: 'ignore',
      env: { ...process.env, CLOUDSDK_CONFIG: join(folder, 'gcloud'), CLOUDSDK_CORE_DISABLE_PROMPTS: '1' },
    });
    const topics = () => fetch(`http://${address}/v1/projects/landfall-local/topics`).catch(() => undefined);
    await eventually(async () => (await topics())?.ok, 'an answer of the emulator');
    local = await createTestCloud({ pubsubEmulator: address });
  });
  afterAll(async () => {
    await local?.close();
    // gcloud starts the emulator as a process of its own, which outlives it.
    for (const pid of descendants(emulator.pid!)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test('a dataset dropped into the bucket becomes a deployed model', async () => {
    const { exitCode, stdout } = await local.landfall('drop', 'email-summary', ...local.files, '--wait', '--json');
    const summary = JSON.parse(stdout.trim().split('\n').at(-1)!) as RunSummary;
    expect({ exitCode, status: summary.status, error: summary.error }).toEqual({
      exitCode: 0,
      status: 'deployed',
      error: undefined,
    });
    expect(await readEndState(local.cloud, 'email-summary')).toMatchObject({
      runs: [{ run: summary.run }],
      tuningJobs: ['lora-16', 'lora-8'],
      endpoints: 1,
    });
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
