import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultBase } from '../../../../local/vertex/model/base';
import { createGenerator, finish } from '../../../../local/vertex/model/generation';
import type { TuningRequest } from '../../../../local/vertex/model/request';
import { tune, type TuningReport } from '../../../../local/vertex/model/tuning';

let folder: string;
let trainingFile: string;
const answers = ['yellow', 'green', 'purple'];
const questions = ['What color is the sun?', 'What color is the grass?', 'What color is the plum?'];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tuning-'));
  trainingFile = join(folder, 'train.jsonl');
  const lines = Array.from({ length: 120 }, (_, i) =>
    JSON.stringify({
      contents: [
        { role: 'user', parts: [{ text: questions[i % 3] }] },
        { role: 'model', parts: [{ text: answers[i % 3] }] },
      ],
    }),
  );
  writeFileSync(trainingFile, lines.join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const request = (name: string, changes: Partial<TuningRequest> = {}): TuningRequest => ({
  base: defaultBase,
  trainingFile,
  validationFile: trainingFile,
  directory: join(folder, name),
  adapterSize: 4,
  epochs: 2,
  learningRateMultiplier: 1,
  seed: 11,
  ...changes,
});

/** Runs a tuning to its end, or until `stop` says so. */
async function reports(
  of: TuningRequest,
  stop: (report: TuningReport) => boolean = () => false,
): Promise<TuningReport[]> {
  const all: TuningReport[] = [];
  for await (const report of tune(of)) {
    all.push(report);
    if (stop(report)) break;
  }
  return all;
}
const lastAdapter = (all: TuningReport[]) => {
  const last = all.at(-1)!;
  if (last.type !== 'done') throw new Error(`the tuning ended with ${last.type}`);
  return readFileSync(last.adapterFile);
};

describe('tuning', () => {
  let whole: TuningReport[];
  beforeAll(async () => {
    whole = await reports(request('whole'));
  });

  test('teaches the adapter what the examples say', () => {
    const checkpoints = whole.filter((report) => report.type === 'checkpoint');
    expect(checkpoints.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 15],
      [2, 30],
    ]);
    expect(checkpoints[1]!.trainingLoss).toBeLessThan(checkpoints[0]!.trainingLoss / 4);
    expect(checkpoints[1]!.validationLoss).toBeLessThan(0.3);

    const generate = createGenerator();
    const ask = (text: string, adapterFile?: string) =>
      finish(
        generate({
          base: defaultBase,
          adapterFile,
          turns: [{ role: 'user', text }],
          temperature: 0,
          topP: 1,
          seed: 1,
          maxOutputTokens: 8,
          stopSequences: [],
        }),
      );
    expect(questions.map((question) => ask(question, checkpoints[1]!.adapterFile).text)).toEqual(answers);
    expect(questions.map((question) => ask(question).text)).not.toEqual(answers);
  });

  test('tells how far it is', () => {
    const steps = whole.filter((report) => report.type === 'progress');
    expect(steps.map((report) => report.step)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(steps.at(-1)).toMatchObject({ step: 30, totalSteps: 30, epoch: 2, secondsLeft: 0 });
    expect(steps[0]!.secondsLeft).toBeGreaterThan(0);
  });

  test('goes on from an adapter that there is: it knows from its first step on what that has learnt', async () => {
    const { adapterFile } = whole.at(-1) as { adapterFile: string };
    const further = await reports(request('further', { epochs: 1, initialAdapter: adapterFile }));
    const firstLoss = (all: TuningReport[]) => all.find((report) => report.type === 'progress')!.loss;
    expect(firstLoss(further)).toBeLessThan(firstLoss(whole) / 4);
    expect(lastAdapter(further).equals(lastAdapter(whole))).toBe(false);
  });

  test('gives the same adapter for the same seed, another for another', async () => {
    expect(lastAdapter(await reports(request('twin'))).equals(lastAdapter(whole))).toBe(true);
    expect(lastAdapter(await reports(request('other', { seed: 12 }))).equals(lastAdapter(whole))).toBe(false);
  });

  test.each([
    ['before the first save', 3, 1],
    ['before an epoch’s end was told', 15, 1],
    ['in the second epoch', 20, 16],
    ['between two saves', 28, 26],
  ])('goes on to the same adapter after it stopped %s', async (name, at, next) => {
    const again = request(`stopped-${name}`);
    await reports(again, (report) => report.type === 'progress' && report.step === at);
    const rest = await reports(again);
    expect(lastAdapter(rest).equals(lastAdapter(whole))).toBe(true);
    expect(rest.filter((report) => report.type === 'checkpoint')).toHaveLength(2);
    const first = rest.find((report) => report.type === 'progress')!;
    expect(first.step).toBe(next);
  });

  test('whose loss is no number any more fails at that step', async () => {
    const wild = request('wild', { learningRateMultiplier: 1e30 });
    await expect(reports(wild)).rejects.toThrow(/^the loss of step \d+ is not a number$/);
  });

  test('of which a thread cannot start fails', async () => {
    // Only what is built has the thread's module.
    await expect(reports(request('threads', { workers: 2 }))).rejects.toThrow('crew-thread');
  });

  test('that was finished tells its results again', async () => {
    expect((await reports(request('whole'))).map((report) => report.type)).toEqual([
      'resumed',
      'checkpoint',
      'checkpoint',
      'done',
    ]);
  });
});
