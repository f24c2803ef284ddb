import { expect, test } from '@jest/globals';
import { bestCheckpoint } from '../../../core/checkpoints';
import { createCleanup } from '../../../functions/cleanup/handler';
import { createBatchPrediction } from '../../../functions/shared/models/vertex/batch-prediction';
import { createEndpoints } from '../../../functions/shared/models/vertex/endpoints';
import { createGemini } from '../../../functions/shared/models/vertex/gemini';
import { createGeneration } from '../../../functions/shared/models/vertex/generation';
import { createLosses } from '../../../functions/shared/models/vertex/losses';
import { createReplication } from '../../../functions/shared/models/vertex/replicas';
import type { TuningSettings } from '../../../functions/shared/models/provider';
import { createTuningJobs } from '../../../functions/shared/models/vertex/tuning-jobs';
import {
  createEndpointClients,
  createExperimentClients,
  createJobClients,
  createModelClients,
  createTensorboardClients,
  createTuningClients,
  createVertexPost,
} from '../../../functions/shared/stage/clients';
import type { Config } from '../../../functions/shared/stage/config';
import { createWorld, exampleRun, pushed } from '../../functions/fakes';
import { eventually, example, location, plain, startCloud } from './fixtures/cloud';

const config = { project: 'landfall-local', region: 'us-central1' } as Config;
const base = {
  ...plain,
  id: 'gemini-3.1-flash-lite',
  tunable: true,
  servingLocations: ['us', 'eu', 'global'],
  tunedServingLocations: ['us', 'eu'],
  thinking: { level: 'MINIMAL' as const },
};
const generation = { temperature: 0, topP: 1, maxOutputTokens: 32, stopSequences: [] };

test('Landfall leaves no endpoint of a run that has failed, of its checkpoints neither', async () => {
  const cloud = await startCloud({ models: [base] });
  try {
    const env = { VERTEX_EMULATOR_HOST: `127.0.0.1:${cloud.grpcPort}` };
    const tuningJobs = createTuningJobs(createTuningClients(config, env), location);
    const endpoints = createEndpoints(createEndpointClients(config, env));
    const batches = createBatchPrediction(createJobClients(config, env), config);
    const world = createWorld();
    const run = await world.ledger.createRun(exampleRun());
    const settings = { adapterSize: 4, learningRateMultiplier: 1, checkpoints: 'all' } as const;
    const trainUri = cloud.upload('train.jsonl', [example('hello', 'goodbye')]);
    for (const [id, epochs] of [
      ['a', 1],
      ['b', 3],
    ] as const) {
      const { name } = await tuningJobs.create(run, { id, base: base.id, epochs, ...settings }, { trainUri });
      await eventually(async () => (await tuningJobs.get(name)).endpoint, `the endpoint of ${id}`);
    }
    const endpointsThere = async () => {
      const there = await createEndpointClients(config, env)('projects/landfall-local/locations/us/endpoints/1');
      return (await there.listEndpoints({ parent: 'projects/landfall-local/locations/us' }))[0];
    };
    expect(await endpointsThere()).toHaveLength(4);
    const cleanup = createCleanup(() => ({
      ...world,
      tuningOf: () => tuningJobs,
      endpointsOf: () => endpoints,
      replicationOf: undefined as never,
      batchOf: () => batches,
    }));
    const error = { name: 'PermanentError', message: 'too long' };
    const failed = { pipeline: run.pipeline, run: run.run, stage: 'evaluate', error };
    await cleanup(pushed('landfall.stage.failed.v1', failed));
    expect(await endpointsThere()).toEqual([]);
  } finally {
    await cloud.remove();
  }
});

test('Landfall reads how training went, and what it came to on the validation split', async () => {
  const cloud = await startCloud({ models: [base] });
  try {
    const env = { VERTEX_EMULATOR_HOST: `127.0.0.1:${cloud.grpcPort}` };
    const jobs = createTuningJobs(createTuningClients(config, env), location);
    const losses = createLosses(createExperimentClients(config, env), createTensorboardClients(config, env));
    const candidate = { id: 'a', base: base.id, adapterSize: 4, epochs: 2, learningRateMultiplier: 1 } as const;
    const trainUri = cloud.upload('train.jsonl', [example('hello', 'goodbye')]);
    const tuned = async (files: { trainUri: string; validationUri?: string }) => {
      const { name } = await jobs.create({ pipeline: 'p', run: 'r' }, { ...candidate, checkpoints: 'last' }, files);
      await eventually(async () => (await jobs.get(name)).endpoint, 'an endpoint');
      return jobs.get(name);
    };
    const job = await tuned({ trainUri });
    const { training, validation } = (await losses.of(job))!;
    expect(training.map(({ step }) => step)).toEqual(Array.from({ length: job.steps! }, (_, at) => at + 1));
    expect(training.every(({ loss }) => loss > 0)).toBe(true);
    expect(validation).toEqual([]);

    const many = cloud.upload(
      'many.jsonl',
      Array.from({ length: 5 }, (_, n) => example(`hello ${n}`, 'goodbye')),
    );
    const validated = await tuned({ trainUri: many, validationUri: trainUri });
    expect((await losses.of(validated))!.validation).toEqual([
      { step: 2, loss: 3 },
      { step: 4, loss: 1.5 },
    ]);

    expect(await losses.of({ ...job, experiment: undefined })).toBeUndefined();
    const gone = job.experiment!.replace(/\d+$/, '1');
    await expect(losses.of({ ...job, experiment: gone })).rejects.toThrow(`${gone} is not found`);
  } finally {
    await cloud.remove();
  }
});

test('Landfall chooses of the checkpoints of a job the one with the lowest loss on the validation split', async () => {
  const cloud = await startCloud({ models: [base] });
  try {
    const env = { VERTEX_EMULATOR_HOST: `127.0.0.1:${cloud.grpcPort}` };
    const jobs = createTuningJobs(createTuningClients(config, env), location);
    const losses = createLosses(createExperimentClients(config, env), createTensorboardClients(config, env));
    const candidate = { id: 'a', base: base.id, adapterSize: 4, epochs: 3, learningRateMultiplier: 1 } as const;
    const trainUri = cloud.upload('train.jsonl', [example('hello', 'goodbye')]);
    const files = { trainUri, validationUri: trainUri };
    const { name } = await jobs.create({ pipeline: 'p', run: 'r' }, { ...candidate, checkpoints: 'best' }, files);
    await eventually(async () => (await jobs.get(name)).endpoint, 'an endpoint');
    const job = await jobs.get(name);
    const { validation } = (await losses.of(job))!;
    const best = bestCheckpoint(job.checkpoints!, validation)!;
    expect(best).toMatchObject({ of: 3, epoch: best.place, loss: Math.min(...validation.map(({ loss }) => loss)) });
    expect([job.endpoint, ...job.checkpointEndpoints]).toContain(best.endpoint);
  } finally {
    await cloud.remove();
  }
});

test('Landfall is told which lines of its file a job cuts off or leaves out, and why', async () => {
  const cloud = await startCloud({ models: [base] });
  try {
    const env = { VERTEX_EMULATOR_HOST: `127.0.0.1:${cloud.grpcPort}` };
    const jobs = createTuningJobs(createTuningClients(config, env), location);
    const long = 'word '.repeat(60).trim();
    const lines = [example('hello', 'goodbye'), example('hello', long), example(long, 'goodbye')];
    const candidate = { id: 'a', base: base.id, adapterSize: 4, epochs: 1, learningRateMultiplier: 1 } as const;
    const files = { trainUri: cloud.upload('train.jsonl', lines) };
    const { name } = await jobs.create({ pipeline: 'p', run: 'r' }, { ...candidate, checkpoints: 'last' }, files);
    await eventually(async () => (await jobs.get(name)).endpoint, 'an endpoint');
    expect(await jobs.get(name)).toMatchObject({
      examples: 3,
      truncatedExamples: 2,
      dropped: [
        { line: 2, reason: '61 tokens are more than 40: cut off at the end.' },
        { line: 3, reason: expect.stringContaining('dropped, since its prompt leaves no room') },
      ],
    });
  } finally {
    await cloud.remove();
  }
});

test('Landfall tunes a model further from the checkpoint that serves', async () => {
  const cloud = await startCloud({ models: [{ ...base, continuousTuning: true }] });
  try {
    const env = { VERTEX_EMULATOR_HOST: `127.0.0.1:${cloud.grpcPort}` };
    const jobs = createTuningJobs(createTuningClients(config, env), location);
    const trainUri = cloud.upload('train.jsonl', [example('hello', 'goodbye')]);
    const candidate = { id: 'a', base: base.id, adapterSize: 4, epochs: 2, learningRateMultiplier: 1 } as const;
    const tuned = async (of: string, settings: Pick<TuningSettings, 'checkpoints' | 'continues'>) => {
      const { name } = await jobs.create({ pipeline: 'p', run: of }, { ...candidate, ...settings }, { trainUri });
      await eventually(async () => (await jobs.get(name)).endpoint, 'an endpoint');
      return jobs.get(name);
    };
    const first = await tuned('r', { checkpoints: 'best' });
    const checkpoint = first.checkpoints![0]!.id!;
    const further = await tuned('s', { checkpoints: 'last', continues: { model: first.model!, checkpoint } });
    expect(further).toMatchObject({ base: base.id, candidate: 'a', state: 'succeeded' });
    expect(further.model).not.toBe(first.model);
  } finally {
    await cloud.remove();
  }
});

test('Landfall tunes a base that is served elsewhere than it is tuned, asks both within a short limit, is told what is too long for them, and takes the endpoint away', async () => {
  const cloud = await startCloud({ models: [base] });
  try {
    const env = { VERTEX_EMULATOR_HOST: `127.0.0.1:${cloud.grpcPort}`, VERTEX_REST_EMULATOR_HOST: cloud.url };
    const jobs = createTuningJobs(createTuningClients(config, env), location);
    const { modelOf, generate } = createGeneration(createGemini(createVertexPost(env)), config);
    const endpoints = createEndpoints(createEndpointClients(config, env));

    const run = { pipeline: 'p', run: 'r' };
    const settings = { adapterSize: 4, epochs: 1, learningRateMultiplier: 1, checkpoints: 'last' } as const;
    const candidate = { id: 'a', base: base.id, ...settings };
    const trainUri = cloud.upload('train.jsonl', [example('hello', 'goodbye')]);
    const { name } = await jobs.create(run, candidate, { trainUri });
    const endpoint = await eventually(async () => (await jobs.get(name)).endpoint, 'an endpoint');
    expect(endpoint).toContain('/locations/us/');

    const ask = (model: string) =>
      generate({ model, base, request: { turns: [{ role: 'user', text: 'one two' }] }, generation });
    for (const model of [modelOf(base), endpoint]) {
      const { outcome, text, usage } = await ask(model);
      expect(outcome).toBe('answered');
      expect(JSON.parse(text)).toMatchObject({ said: 'one two' });
      expect(usage.thoughtTokens).toBe(0);
    }

    const long = { turns: [{ role: 'user' as const, text: 'word '.repeat(500) }] };
    expect(await generate({ model: endpoint, base, request: long, generation })).toMatchObject({
      outcome: 'rejected',
      rejection: { tooLong: { tokens: expect.any(Number), limit: expect.any(Number) } },
    });

    await endpoints.remove(endpoint);
    await expect(ask(endpoint)).rejects.toThrow(`Endpoint ${endpoint} is not found`);
  } finally {
    await cloud.remove();
  }
});

test('Landfall has a tuned model answer at another location too, the checkpoint that was examined, and leaves nothing there', async () => {
  const cloud = await startCloud({ models: [base] });
  try {
    const env = { VERTEX_EMULATOR_HOST: `127.0.0.1:${cloud.grpcPort}`, VERTEX_REST_EMULATOR_HOST: cloud.url };
    const jobs = createTuningJobs(createTuningClients(config, env), location);
    const { generate } = createGeneration(createGemini(createVertexPost(env)), config);
    const modelsFor = createModelClients(config, env);
    const endpoints = createEndpoints(createEndpointClients(config, env));
    const { replicate, isUnderWay, removeCopy } = createReplication(createEndpointClients(config, env), modelsFor);
    const settings = { adapterSize: 4, epochs: 2, learningRateMultiplier: 1, checkpoints: 'all' } as const;
    const trainUri = cloud.upload('train.jsonl', [example('hello', 'goodbye')]);
    const { name } = await jobs.create(
      { pipeline: 'p', run: 'r' },
      { id: 'a', base: base.id, ...settings },
      { trainUri },
    );
    await eventually(async () => (await jobs.get(name)).endpoint, 'an endpoint');
    const { model, checkpoints } = await jobs.get(name);
    const deployed = { endpoint: checkpoints![0]!.endpoint, model: model! };

    const looks: Awaited<ReturnType<typeof replicate>>[] = [];
    do looks.push(await replicate(deployed, 'eu', looks.at(-1)?.begun));
    while (!looks.at(-1)!.answers && looks.length < 9);
    const { endpoint } = looks.at(-1)!;
    expect(looks.map(({ answers }) => answers)).toEqual([false, false, true]);
    // Both are done at once here; what nobody remembers is over.
    const gone = looks[0]!.begun!.replace(/\d+$/, '0');
    for (const begun of [looks[0]!.begun!, looks[1]!.begun!, gone]) expect(await isUnderWay(begun)).toBe(false);
    expect(endpoint).toMatch(/^projects\/landfall-local\/locations\/eu\/endpoints\/replica-\d+$/);
    expect(await replicate(deployed, 'eu')).toEqual({ endpoint, answers: true });

    const said = async (at: string) => {
      const { text } = await generate({
        model: at,
        base,
        request: { turns: [{ role: 'user', text: 'x' }] },
        generation,
      });
      return JSON.parse(text) as { adapter: number };
    };
    expect((await said(endpoint)).adapter).toBe((await said(deployed.endpoint)).adapter);
    expect((await said(endpoint)).adapter).not.toBe((await said(checkpoints![1]!.endpoint)).adapter);

    for (const _ of ['once', 'and once more']) {
      await endpoints.remove(endpoint);
      await removeCopy(endpoint);
    }
    const [models] = await (await modelsFor(endpoint)).listModels({ parent: 'projects/landfall-local/locations/eu' });
    expect(models).toEqual([]);
    await expect(said(endpoint)).rejects.toThrow('is not found');
    await said(deployed.endpoint);

    const nowhere = replicate(deployed, 'us-east1', undefined);
    await expect(nowhere.then(({ begun }) => replicate(deployed, 'us-east1', begun))).rejects.toMatchObject({
      name: 'PermanentError',
      message: expect.stringContaining('are served in us, eu, and not in us-east1'),
    });
  } finally {
    await cloud.remove();
  }
});

test('Landfall asks a base in a batch, knows each answer by its id, and is told which questions were too long', async () => {
  const cloud = await startCloud({ models: [{ ...base, batchPrediction: ['base'] }] });
  try {
    const env = { VERTEX_EMULATOR_HOST: `127.0.0.1:${cloud.grpcPort}` };
    const batches = createBatchPrediction(createJobClients(config, env), config);
    const asked = { base, generation, request: { turns: [{ role: 'user' as const, text: 'one two' }] } };
    const long = { ...asked, request: { turns: [{ role: 'user' as const, text: 'word '.repeat(60) }] } };
    const lines = [batches.lineOf('1', asked), batches.lineOf('2', long), batches.lineOf('3', asked)];
    const requestsUri = cloud.upload('requests.jsonl', lines);
    const run = { pipeline: 'p', run: 'r' };
    const answersUri = 'gs://artifacts/answers/';
    const { name } = await batches.create(run, { id: 'base-3', base, requestsUri, answersUri });
    expect(name).toContain('/locations/us/');
    const found = await eventually(async () => {
      const job = await batches.get(name);
      return job.state === 'running' ? undefined : job;
    }, 'the end of a batch');
    expect(found).toMatchObject({ state: 'succeeded', batch: 'base-3', answersUri: expect.stringMatching(/\/$/) });
    expect((await batches.find(run, [base])).map((job) => job.name)).toEqual([name]);
    expect(await batches.find({ pipeline: 'p', run: 'another' }, [base])).toEqual([]);
    const said = cloud
      .predictions(found.answersUri!.slice(0, -1))
      .map((line) => batches.readLine(JSON.stringify(line))!);
    expect(said.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toMatchObject([
      { id: '1', answer: { outcome: 'answered', text: expect.stringContaining('one two') } },
      { id: '2', answer: { outcome: 'rejected', rejection: { tooLong: { limit: expect.any(Number) } } } },
      { id: '3', answer: { outcome: 'answered', usage: { inputTokens: 2 } } },
    ]);
    await expect(batches.cancel(name)).rejects.toMatchObject({ name: 'PermanentError' });
    expect(batches.takes({ ...base, batchPrediction: ['base'] }, true)).toBe(false);
  } finally {
    await cloud.remove();
  }
});
