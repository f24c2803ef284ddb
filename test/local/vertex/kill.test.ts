import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TuningJob } from '../../../local/vertex/resources';
import { eventually, example, location } from './fixtures/cloud';

const folder = mkdtempSync(join(tmpdir(), 'landfall-vertex-kill-'));
let cloud: { process: ChildProcess; url: string };

async function start(): Promise<typeof cloud> {
  const child = spawn(process.execPath, [join(__dirname, 'fixtures/cloud-process.js'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<string>((resolve) =>
    child.stdout!.once('data', (line: Buffer) => resolve(line.toString().trim())),
  );
  return { process: child, url: `http://127.0.0.1:${port}/v1/` };
}

async function call<T>(path: string, body?: unknown): Promise<T> {
  const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(cloud.url + path, request);
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer as T;
}

beforeAll(async () => {
  const names = ['Ana', 'Bo', 'Carla', 'Dan', 'Eve', 'Finn', 'Gus', 'Hana'];
  const lines = Array.from({ length: 160 }, (_, i) => {
    const name = names[(i * 3) % names.length]!;
    return example(
      `Hi, my order ${1000 + i * 37} arrived broken. Please replace it. ${name}`,
      `${name} asks for a replacement.`,
    );
  });
  writeFileSync(join(folder, 'train.jsonl'), lines.join('\n'));
  cloud = await start();
});
afterAll(() => {
  cloud.process.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const baseModel = 'landfall-tiny';

test('a job that is killed with the whole cloud goes on to one tuned model, which says what it learnt', async () => {
  const created = await call<TuningJob>(`${location}/tuningJobs`, {
    baseModel,
    supervisedTuningSpec: { trainingDatasetUri: 'gs://b/train.jsonl', hyperParameters: { epochCount: '3' } },
  });
  const metrics = join(folder, 'vertex/tuning-jobs', created.name.split('/').at(-1)!, 'metrics.jsonl');
  const steps = () =>
    readFileSync(metrics, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { step: number }).step);
  await eventually(() => existsSync(metrics) && steps().at(-1)! > 5, 'the first steps');
  cloud.process.kill('SIGKILL');

  cloud = await start();
  const job = await eventually(async () => {
    const now = await call<TuningJob>(created.name);
    return now.endTime ? now : undefined;
  }, 'the end of tuning');
  expect(job).toMatchObject({ state: 'JOB_STATE_SUCCEEDED', createTime: created.createTime });
  // Every step once, in order, those too whose word the kill caught on its way.
  expect(steps()).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  const place = job.tunedModel!.endpoint!.replace(/\/endpoints\/.*/, '');
  const models = job.tunedModel!.model.replace(/\/models\/.*/, '/models');
  expect((await call<{ models: unknown[] }>(models)).models).toHaveLength(1);
  expect((await call<{ endpoints: unknown[] }>(`${place}/endpoints`)).endpoints).toHaveLength(3);

  const ask = async (model: string) => {
    const answer = await call<{ candidates: { content: { parts: { text: string }[] } }[] }>(
      `${model}:generateContent`,
      {
        contents: [{ role: 'user', parts: [{ text: 'Hi, my order 4321 arrived broken. Please replace it. Eve' }] }],
        generationConfig: { temperature: 0, maxOutputTokens: 24 },
      },
    );
    return answer.candidates[0]!.content.parts[0]!.text;
  };
  const expected = 'Eve asks for a replacement.';
  expect(await ask(job.tunedModel!.endpoint!)).toBe(expected);
  expect(await ask(`${place}/publishers/google/models/${baseModel}`)).not.toBe(expected);
});
