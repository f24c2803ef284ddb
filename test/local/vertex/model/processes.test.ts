import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GenerationMessage } from '../../../../local/vertex/model/generate-process';
import type { TuningRequest } from '../../../../local/vertex/model/request';
import type { TuningMessage } from '../../../../local/vertex/model/tune-process';
import { defaultBase } from '../../../../local/vertex/model/base';
import { repositoryRoot } from '../../../../core/root';

const built = join(repositoryRoot(), 'dist/local/vertex/model');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'processes-'));
  const lines = Array.from({ length: 240 }, (_, i) =>
    JSON.stringify({
      contents: [
        { role: 'user', parts: [{ text: `Say ${i % 7}` }] },
        { role: 'model', parts: [{ text: `It is ${i % 7}` }] },
      ],
    }),
  );
  writeFileSync(join(folder, 'train.jsonl'), lines.join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts a tuning process; resolves with its messages once it has ended. */
function startTuning(
  directory: string,
  onMessage: (child: ChildProcess) => void = () => undefined,
  changes: Partial<TuningRequest> = {},
) {
  const child = fork(join(built, 'tune-process.js'), { serialization: 'advanced' });
  const messages: TuningMessage[] = [];
  child.on('message', (message: TuningMessage) => {
    messages.push(message);
    onMessage(child);
  });
  const trainingFile = join(folder, 'train.jsonl');
  child.send({
    base: defaultBase,
    trainingFile,
    directory,
    adapterSize: 2,
    epochs: 2,
    learningRateMultiplier: 1,
    seed: 3,
    ...changes,
  });
  return once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    messages,
  }));
}

describe('a tuning process', () => {
  test('killed at once and started again ends with the adapter of one never killed', async () => {
    const undisturbed = await startTuning(join(folder, 'undisturbed'));
    expect(undisturbed).toMatchObject({ code: 0, signal: null });
    expect(undisturbed.messages.at(-1)).toMatchObject({ type: 'done' });

    const directory = join(folder, 'killed');
    let signal: string | null = null;
    // On a busy machine it may have ended before the kill.
    while (signal !== 'SIGKILL') {
      rmSync(directory, { recursive: true, force: true });
      ({ signal } = await startTuning(directory, (child) => {
        if (existsSync(join(directory, 'state.bin'))) child.kill('SIGKILL');
      }));
    }
    expect((await startTuning(directory)).code).toBe(0);
    const adapter = (name: string) => readFileSync(join(folder, name, 'epoch-2/adapter_model.safetensors'));
    expect(adapter('killed').equals(adapter('undisturbed'))).toBe(true);
  });

  test('on two cores ends with the adapter of one on a single core, bit by bit', async () => {
    const adapters = [];
    for (const workers of [1, 2]) {
      const directory = join(folder, `${workers} cores`);
      await startTuning(directory, undefined, { workers, epochs: 1 });
      adapters.push(readFileSync(join(directory, 'epoch-1/adapter_model.safetensors')));
    }
    expect(adapters[0]!.equals(adapters[1]!)).toBe(true);
  });

  test('says why it failed', async () => {
    const child = fork(join(built, 'tune-process.js'));
    const missing = join(folder, 'missing.jsonl');
    child.send({
      base: defaultBase,
      trainingFile: missing,
      directory: join(folder, 'failed'),
      adapterSize: 2,
      epochs: 1,
      learningRateMultiplier: 1,
      seed: 3,
    });
    const [message] = (await once(child, 'message')) as [TuningMessage];
    expect(message).toMatchObject({ type: 'failed', message: expect.stringContaining(missing) });
    await once(child, 'exit');
  });
});

describe('a generating process', () => {
  test('answers each request under its id and survives a bad one', async () => {
    const child = fork(join(built, 'generate-process.js'));
    const request = {
      base: defaultBase,
      turns: [{ role: 'user', text: 'Hello' }],
      temperature: 0,
      topP: 1,
      seed: 1,
      maxOutputTokens: 4,
      stopSequences: [],
    };
    const answers: GenerationMessage[] = [];
    const three = new Promise<void>((resolve) => {
      child.on('message', (answer: GenerationMessage) => {
        if (answers.push(answer) === 3) resolve();
      });
    });
    child.send({ id: 1, ...request });
    child.send({ id: 2, ...request, adapterFile: '/nowhere' });
    child.send({ id: 3, ...request });
    await three;
    expect(answers.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(answers[1]).toHaveProperty('error', expect.stringContaining('/nowhere'));
    expect(answers[2]).toEqual({ ...answers[0], id: 3 });
    child.disconnect();
    await once(child, 'exit');
  });

  test('says a streamed answer as it grows, and leaves off a cancelled one for the next', async () => {
    const child = fork(join(built, 'generate-process.js'));
    const request = {
      base: defaultBase,
      turns: [{ role: 'user', text: 'Tell me of the river.' }],
      temperature: 2,
      topP: 1,
      seed: 2,
      maxOutputTokens: 300,
      stopSequences: [],
    };
    const heard: GenerationMessage[] = [];
    const all = new Promise<void>((resolve) => {
      child.on('message', (message: GenerationMessage) => {
        if ('more' in message && message.id === 1 && !heard.some(({ id }) => id === 1)) child.send({ cancel: 1 });
        heard.push(message);
        if ('text' in message) resolve();
      });
    });
    child.send({ id: 1, stream: true, ...request });
    child.send({ id: 2, stream: true, ...request });
    await all;
    const of = (asked: number) => heard.filter(({ id }) => id === asked);
    const text = (messages: GenerationMessage[]) => messages.map((one) => ('more' in one ? one.more : '')).join('');
    const whole = heard.at(-1) as { text: string; outputTokens: number };
    expect(of(1).at(-1)).toEqual({ id: 1, cancelledAfter: expect.any(Number) });
    expect((of(1).at(-1) as { cancelledAfter: number }).cancelledAfter).toBeLessThan(whole.outputTokens);
    expect(whole.text.startsWith(text(of(1)))).toBe(true);
    expect(whole.text.startsWith(text(of(2)))).toBe(true);
    expect(of(2).length).toBeGreaterThan(whole.outputTokens / 2);
    child.disconnect();
    await once(child, 'exit');
  });
});
