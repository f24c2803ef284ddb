/** @jest-environment ./test/local/vertex/fixtures/undici-environment.js */
import { GoogleGenAI, TuningMethod, type CreateTuningJobConfig, type TuningJob } from '@google/genai';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseModel, eventually, location, startCloud, thinker, type Cloud } from './fixtures/cloud';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.remove());

const said = (role: string, text: string) => ({ role, parts: [{ text }] });
const completions = [
  { score: 0, completion: said('model', 'no') },
  { score: 1, completion: said('model', 'I am afraid not') },
];
const pair = (change: object = {}) =>
  JSON.stringify({ contents: [said('user', 'is it late')], completions, ...change });

const sdk = () =>
  new GoogleGenAI({
    vertexai: true,
    project: 'landfall-local',
    location: 'us-central1',
    httpOptions: { baseUrl: cloud.url },
    googleAuthOptions: { authClient: cloud.authClient as never },
  }).tunings;

const tune = (lines: string[], config: CreateTuningJobConfig = {}, base = baseModel): Promise<TuningJob> =>
  sdk().tune({
    baseModel: base,
    trainingDataset: { gcsUri: cloud.upload('pairs.jsonl', lines) },
    config: { method: TuningMethod.PREFERENCE_TUNING, epochCount: 2, ...config },
  });

const ended = (job: TuningJob): Promise<TuningJob> =>
  eventually(async () => {
    const now = await sdk().get({ name: job.name! });
    return now.endTime ? now : undefined;
  }, `the end of ${job.name}`);

describe('preference tuning, asked for by the Gen AI SDK', () => {
  test('ends in a model, bills the prompt twice and both answers, and learns with the beta that it is told', async () => {
    const validationDataset = { gcsUri: cloud.upload('validation.jsonl', [pair()]) };
    const system_instruction = said('system', 'be polite');
    const created = await tune([pair({ system_instruction }), pair(), pair(), pair()], {
      beta: 0.3,
      validationDataset,
    });
    expect(created.preferenceOptimizationSpec).toMatchObject({ hyperParameters: { epochCount: '2', beta: 0.3 } });
    expect(created.supervisedTuningSpec).toBeUndefined();
    const job = await ended(created);
    expect(job).toMatchObject({
      state: 'JOB_STATE_SUCCEEDED',
      tunedModel: { endpoint: expect.stringContaining('/endpoints/') },
    });
    expect(job.tuningDataStats!.preferenceOptimizationDataStats).toMatchObject({
      tuningDatasetExampleCount: '4',
      // 2 + 4 · 3 words asked, twice, and 4 · (1 + 4) answered.
      totalBillableTokenCount: String(2 * 14 + 20),
      tuningStepCount: '4',
    });
    const adapter = JSON.parse(readFileSync(join(cloud.jobFolder(job.name!), 'adapter-2.bin'), 'utf8'));
    expect(adapter).toMatchObject({ beta: 0.3 });
  });

  test('takes a beta of 0.1 where none is told, and tells gRPC clients, which do not know it, all else', async () => {
    const created = await tune([pair()], { epochCount: 1 });
    await ended(created);
    expect(JSON.parse(readFileSync(join(cloud.jobFolder(created.name!), 'adapter-1.bin'), 'utf8')).beta).toBe(0.1);
    const [job] = await cloud.tuning().getTuningJob({ name: created.name! });
    expect(job).toMatchObject({ baseModel, state: 'JOB_STATE_SUCCEEDED' });
    expect(job.supervisedTuningSpec ?? undefined).toBeUndefined();
  });

  test('goes on from a model that was tuned on targets', async () => {
    const trainingDataset = {
      gcsUri: cloud.upload('targets.jsonl', [JSON.stringify({ contents: [said('user', 'a'), said('model', 'b')] })]),
    };
    const first = await ended(await sdk().tune({ baseModel, trainingDataset, config: { epochCount: 1 } }));
    const next = await ended(await tune([pair()], { tunedModelDisplayName: 'polite' }, first.tunedModel!.model!));
    expect(next).toMatchObject({ state: 'JOB_STATE_SUCCEEDED', preTunedModel: { baseModel } });
    expect(JSON.parse(readFileSync(join(cloud.jobFolder(next.name!), 'adapter-2.bin'), 'utf8'))).toMatchObject({
      beta: 0.1,
      from: { epoch: 1 },
    });
  });

  test('drops pairs that do not fit, and says which', async () => {
    const long = [{ score: 1, completion: said('model', 'word '.repeat(60)) }, completions[0]];
    const job = await ended(await tune([pair(), pair({ completions: long })]));
    expect(job.tuningDataStats!.preferenceOptimizationDataStats).toMatchObject({
      droppedExampleIndices: ['2'],
      droppedExampleReasons: ['64 tokens of prompt and longer answer are more than 40: dropped.'],
    });
  });

  test.each<[string, CreateTuningJobConfig, string, RegExp]>([
    ['a base that learns none', {}, thinker, /gemini-3.5-flash-lite does not support preference tuning/],
    ['a beta that is none', { beta: 1.5 }, baseModel, /hyper_parameters.beta.*1.5 is not between 0 and 1/],
    [
      'an adapter size that is not offered',
      { adapterSize: 'ADAPTER_SIZE_THIRTY_TWO' as never },
      baseModel,
      /adapter_size.*is not offered/,
    ],
  ])('is refused for %s', async (_, config, base, message) => {
    const refused = tune([pair()], config, base);
    await expect(refused).rejects.toMatchObject({ status: 400, message: expect.stringContaining('INVALID_ARGUMENT') });
    await expect(refused).rejects.toThrow(message);
  });

  test.each<[string, string, string]>([
    [
      'the user does not speak last',
      pair({ contents: [said('user', 'a'), said('model', 'b')] }),
      'the last of contents must have the role "user"',
    ],
    ['there is one completion', pair({ completions: [completions[0]] }), 'completions must be a list of two'],
    [
      'a score is between',
      pair({ completions: [{ ...completions[0], score: 0.5 }, completions[1]] }),
      'completions[0].score is 0.5, must be 0 or 1',
    ],
    [
      'both are preferred',
      pair({ completions: [completions[1], completions[1]] }),
      'completions must have one score of 1 and one of 0',
    ],
    [
      'an answer is of the user',
      pair({ completions: [{ score: 1, completion: said('user', 'b') }, completions[0]] }),
      'completions[0].completion must have the role "model"',
    ],
    [
      'an answer is empty',
      pair({ completions: [{ score: 1, completion: said('model', ' ') }, completions[0]] }),
      'completions[0].completion has no text but white space',
    ],
    ['there is a field too many', pair({ target: 'x' }), 'unknown field "target"'],
  ])('fails with the line where %s', async (_, bad, reason) => {
    const job = await ended(await tune([pair(), bad]));
    expect(job.state).toBe('JOB_STATE_FAILED');
    expect(job.error!.message).toContain(`line 2: ${reason}`);
  });

  test('is not asked for beside supervised tuning', async () => {
    const spec = { trainingDatasetUri: cloud.upload('pairs.jsonl', [pair()]) };
    const response = await fetch(`${cloud.url}/v1/${location}/tuningJobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ baseModel, supervisedTuningSpec: spec, preferenceOptimizationSpec: spec }),
    });
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { status: string; message: string } };
    expect(error).toMatchObject({
      status: 'INVALID_ARGUMENT',
      message: expect.stringContaining(
        "oneof field 'tuning_spec' is already set. Cannot set 'preferenceOptimizationSpec'",
      ),
    });
  });
});
