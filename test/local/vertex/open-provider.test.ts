import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createEndpoints } from '../../../functions/shared/models/vertex-open/endpoints';
import { createGeneration } from '../../../functions/shared/models/vertex-open/generation';
import { createTuningJobs } from '../../../functions/shared/models/vertex-open/tuning-jobs';
import { createLosses } from '../../../functions/shared/models/vertex/losses';
import type { FrozenModel, Question, TuningJob } from '../../../functions/shared/models/provider';
import {
  createEndpointClients,
  createExperimentClients,
  createGardenClients,
  createOpenTuningClients,
  createTensorboardClients,
  createVertexChats,
} from '../../../functions/shared/stage/clients';
import type { Config } from '../../../functions/shared/stage/config';
import { systemClock } from '../../../local/clock';
import { eventually, location, openModel, startCloud, type Cloud } from './fixtures/cloud';

const config = { project: 'landfall-local', region: 'us-central1' } as Config;
const run = { pipeline: 'p', run: 'r' };
const base = { ...openModel } as unknown as FrozenModel;
const settings = { adapterSize: 8, epochs: 2, learningRateMultiplier: 1, checkpoints: 'last' } as const;

let cloud: Cloud;
let ahead = 0;
beforeAll(async () => {
  // Only the cloud's own machines have one, which a client would look for first.
  process.env.METADATA_SERVER_DETECTION = 'none';
  cloud = await startCloud({ deployMs: 300, clock: { ...systemClock, now: () => systemClock.now() + ahead } });
});
afterAll(() => cloud.remove());

function provider(of = cloud) {
  const env = { VERTEX_EMULATOR_HOST: `127.0.0.1:${of.grpcPort}`, VERTEX_REST_EMULATOR_HOST: of.url };
  const endpointsFor = createEndpointClients(config, env);
  return {
    jobs: createTuningJobs(createOpenTuningClients(config, env), location, { [base.id]: openModel.openWeights }),
    losses: createLosses(createExperimentClients(config, env), createTensorboardClients(config, env)),
    endpoints: createEndpoints(createGardenClients(config, env), endpointsFor),
    generation: createGeneration(createVertexChats(env), endpointsFor, config),
  };
}

async function tuned(id: string, of = cloud): Promise<TuningJob> {
  const { jobs } = provider(of);
  const line = { messages: [user('the jar is cracked'), { role: 'assistant', content: 'jar broke' }] };
  const files = {
    trainUri: of.upload('t.jsonl', [JSON.stringify(line)]),
    outputUri: `gs://artifacts/runs/p/r/tune/weights/${id}/`,
  };
  const { name } = await jobs.create(run, { id, base: base.id, ...settings }, files);
  return eventually(async () => {
    const job = await jobs.get(name);
    return job.state === 'running' ? undefined : job;
  }, `the end of ${id}`);
}

const user = (content: string) => ({ role: 'user', content });
const question = (model: string, text = 'one two', more: Partial<Question> = {}): Question => ({
  model,
  base,
  request: { turns: [{ role: 'user', text }] },
  generation: { temperature: 0, topP: 1, maxOutputTokens: 8, stopSequences: [] } as unknown as Question['generation'],
  ...more,
});

async function deployed(job: TuningJob, idleMinutes = 30): Promise<void> {
  const { endpoints } = provider();
  let begun: string | undefined;
  await eventually(async () => {
    const found = await endpoints.ensure({ job, base, idleMinutes }, begun);
    begun = found.begun;
    return found.answers;
  }, `an answer of ${job.endpoint}`);
}

test('what was tuned leaves its weights in the run’s folder, is deployed once, answers, and is taken away', async () => {
  const { jobs, losses, endpoints, generation } = provider();
  const job = await tuned('a');
  const id = job.name.split('/').at(-1);
  expect(job).toMatchObject({
    candidate: 'a',
    base: base.id,
    epochs: 2,
    state: 'succeeded',
    billedTokens: 12,
    endpoint: `${location}/endpoints/landfall-${id}`,
    weights: 'gs://artifacts/runs/p/r/tune/weights/a/',
    checkpointEndpoints: [],
  });
  expect((await jobs.find(run)).map(({ name }) => name)).toContain(job.name);
  expect(await jobs.find({ ...run, run: 'another' })).toEqual([]);
  expect(await losses.of(job)).toMatchObject({ training: [{ step: 1 }, {}, {}, {}], validation: [] });

  const first = await endpoints.ensure({ job, base, idleMinutes: 30 });
  expect(first).toEqual({ answers: false, begun: expect.stringContaining('/operations/') });
  expect(await endpoints.ensure({ job, base, idleMinutes: 30 }, first.begun)).toEqual(first);
  // A twin that knows of no operation begins nothing, and takes nothing away.
  expect(await endpoints.ensure({ job, base, idleMinutes: 30 })).toEqual({ answers: false });
  await deployed(job);
  const [endpoint] = await cloud.endpoints().getEndpoint({ name: job.endpoint! });
  expect(endpoint.deployedModels).toMatchObject([
    { dedicatedResources: { machineSpec: { machineType: 'g2-standard-12' }, minReplicaCount: 0, maxReplicaCount: 1 } },
  ]);

  const answer = await generation.generate(question(job.endpoint!));
  expect(answer).toMatchObject({ outcome: 'answered', finishReason: 'stop', usage: { inputTokens: 2 } });
  expect(JSON.parse(answer.text)).toMatchObject({ said: 'one two', adapter: 2 });

  await endpoints.remove(job.endpoint!);
  await endpoints.remove(job.endpoint!);
  await expect(generation.generate(question(job.endpoint!))).rejects.toMatchObject({ name: 'PermanentError' });
});

test('the base answers as it is, by the name that it is managed under, in the nearest place', async () => {
  const { generation } = provider();
  const model = generation.modelOf(base);
  expect(model).toBe('projects/landfall-local/locations/global/publishers/google/models/gemma-small-maas');
  const { text } = await generation.generate(question(model));
  expect(JSON.parse(text)).not.toHaveProperty('adapter');
  expect(await generation.generate(question(model, 'word '.repeat(60)))).toMatchObject({
    outcome: 'rejected',
    rejection: { tooLong: { tokens: expect.any(Number), limit: 50 } },
  });
  const chosen = await generation.generate(question(model, 'one', { choices: ['yes', 'no'] }));
  expect(JSON.parse(chosen.text)).toMatchObject({ choices: ['yes', 'no'] });
  const gone = { ...question(model.replace('small', 'other')) };
  await expect(generation.generate(gone)).rejects.toMatchObject({ name: 'PermanentError' });
});

test('a machine that slept is told as one that is waking up: a question that comes again is answered', async () => {
  const { generation } = provider();
  const job = await tuned('sleeper');
  await deployed(job, 10);
  ahead += 11 * 60_000;
  const answer = () => generation.generate(question(job.endpoint!));
  await expect(answer()).rejects.toMatchObject({
    name: 'RetryableError',
    message: expect.stringContaining('is waking up, which takes minutes'),
  });
  ahead += 10_000;
  await expect(answer()).resolves.toMatchObject({ outcome: 'answered' });
});

test('what is still being deployed is removed later', async () => {
  const slow = await startCloud({ deployMs: 600_000 });
  try {
    const { endpoints } = provider(slow);
    const job = await tuned('under-way', slow);
    await endpoints.ensure({ job, base, idleMinutes: 30 });
    await expect(endpoints.remove(job.endpoint!)).rejects.toMatchObject({ name: 'RetryableError' });
  } finally {
    await slow.remove();
  }
});

test('an endpoint that nothing is deployed on any more is said to be so', async () => {
  const { generation } = provider();
  const job = await tuned('undeployed');
  await deployed(job);
  const name = job.endpoint!;
  const [{ deployedModels }] = await cloud.endpoints().getEndpoint({ name });
  const [undeploying] = await cloud
    .endpoints()
    .undeployModel({ endpoint: name, deployedModelId: deployedModels![0]!.id });
  await undeploying.promise();
  await expect(generation.generate(question(name))).rejects.toMatchObject({
    name: 'PermanentError',
    fix: expect.stringContaining('drop the batch again'),
  });
});

test('weights that cannot be served fail for good, and leave no endpoint behind', async () => {
  const { endpoints } = provider();
  const job = { ...(await tuned('broken')), weights: 'gs://artifacts/nothing/' };
  const begun = await endpoints.ensure({ job, base, idleMinutes: 30 });
  const ended = () => endpoints.ensure({ job, base, idleMinutes: 30 }, begun.begun);
  const error = await eventually(
    () =>
      ended().then(
        () => undefined,
        (thrown: Error) => thrown,
      ),
    'the end of the deployment',
  );
  expect(error).toMatchObject({
    name: 'PermanentError',
    message: expect.stringContaining('holds no weights of a model'),
  });
  await endpoints.remove(job.endpoint!);
  await expect(cloud.endpoints().getEndpoint({ name: job.endpoint! })).rejects.toMatchObject({ code: 5 });
});

test('a base that the catalog does not name Vertex AI’s way is not tuned', async () => {
  const { jobs } = provider();
  const asked = { id: 'a', base: 'unknown', ...settings };
  await expect(jobs.create(run, asked, { trainUri: 'gs://artifacts/t.jsonl' })).rejects.toThrow(
    'the catalog does not say what Vertex AI calls unknown',
  );
});
