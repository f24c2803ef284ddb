import type { protos } from '@google-cloud/aiplatform';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, example, location, openModel, startCloud, type Cloud } from './fixtures/cloud';

type Job = protos.google.cloud.aiplatform.v1beta1.ITuningJob;

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.remove());

const { publisherModel } = openModel.openWeights;
const said = (user: string, assistant: string) =>
  JSON.stringify({
    messages: [
      { role: 'user', content: user },
      { role: 'assistant', content: assistant },
    ],
  });
const lines = [said('the jar is cracked', 'jar broke'), said('where is my order', 'order late')];

/** Of the form that a client sends, with changes at its top and in its spec. */
function request(change: Job = {}, spec: Job['supervisedTuningSpec'] = {}) {
  const trainingDatasetUri = cloud.upload('open.jsonl', lines);
  const hyperParameters = { epochCount: 2, adapterSize: 'ADAPTER_SIZE_EIGHT' as const };
  const tuningMode = 'TUNING_MODE_PEFT_ADAPTER' as const;
  return {
    parent: location,
    tuningJob: {
      baseModel: publisherModel,
      outputUri: 'gs://artifacts/weights/a/',
      supervisedTuningSpec: { trainingDatasetUri, tuningMode, hyperParameters, ...spec },
      ...change,
    },
  };
}

async function ended(name: string): Promise<Job> {
  return eventually(async () => {
    const [job] = await cloud.beta.tuning().getTuningJob({ name });
    return job.endTime ? job : undefined;
  }, `the end of ${name}`);
}

describe.each(['grpc', 'rest'] as const)('a tuning job of an open model over %s', (way) => {
  test('leaves its weights in the bucket and registers a model, which answers nowhere yet', async () => {
    const [created] = await cloud.beta.tuning(way).createTuningJob(request());
    expect(created).toMatchObject({ baseModel: publisherModel, outputUri: 'gs://artifacts/weights/a/' });
    const job = await ended(created.name!);
    expect(job).toMatchObject({ state: 'JOB_STATE_SUCCEEDED', error: null });
    expect(job.tunedModel).toMatchObject({ model: expect.stringMatching(/\/models\/\d+@1$/), endpoint: '' });
    expect(job.tunedModel!.checkpoints!.map(({ endpoint }) => endpoint)).toEqual(['', '']);
    const folder = 'weights/a/postprocess/node-0/checkpoints';
    expect(JSON.parse(cloud.object(`${folder}/final/adapter/adapter_model.safetensors`)!)).toMatchObject({ epoch: 2 });
    expect(JSON.parse(cloud.object(`${folder}/checkpoint-2/adapter/adapter_model.safetensors`)!)).toMatchObject({
      epoch: 1,
      adapterSize: 8,
    });
    expect(JSON.parse(cloud.object(`${folder}/final/config.json`)!)).toEqual({ _name_or_path: publisherModel });
    const [model] = await cloud.models(way).getModel({ name: job.tunedModel!.model!.replace('@1', '') });
    expect(model.deployedModels).toEqual([]);
  });
});

test.each([
  ['messages', lines],
  ['a prompt and its completion', [JSON.stringify({ prompt: 'where is my order', completion: 'order late' })]],
  ['contents', [example('where is my order', 'order late')]],
])('a dataset may hold %s', async (_, held) => {
  const trainingDatasetUri = cloud.upload('form.jsonl', held);
  const [created] = await cloud.beta.tuning().createTuningJob(request({}, { trainingDatasetUri }));
  expect(await ended(created.name!)).toMatchObject({ state: 'JOB_STATE_SUCCEEDED' });
  // What was linked and rewritten for the model was a file of the job's own.
  expect(cloud.object('form.jsonl')).toBe(held.map((line) => `${line}\n`).join(''));
});

test('bad lines fail the job with their numbers and reasons', async () => {
  const trainingDatasetUri = cloud.upload('bad.jsonl', [
    lines[0]!,
    '{"messages":[]}',
    '{"messages":[{"role":"cat","content":"a"}]}',
    '{"prompt":"a"}',
  ]);
  const [created] = await cloud.beta.tuning().createTuningJob(request({}, { trainingDatasetUri }));
  const { error } = await ended(created.name!);
  for (const reason of [
    'line 2: messages: must be a list, not empty',
    'line 3: messages[0].role: "cat" is no role',
    'line 4: messages[1].content: must be text',
  ])
    expect(error!.message).toContain(reason);
});

test('its losses are told step by step under the names of its own tuner, none of the validation split', async () => {
  const [created] = await cloud.beta.tuning().createTuningJob(request());
  const job = await ended(created.name!);
  const experiment = job.experiment!.split('/').at(-1)!;
  const board = `${location}/tensorboards/1/experiments/${experiment}/runs/r`;
  const asked = await fetch(`${cloud.url}/v1/${board}/timeSeries`);
  const { tensorboardTimeSeries: found } = (await asked.json()) as { tensorboardTimeSeries: object[] };
  expect(found).toMatchObject([{ displayName: 'train/loss' }]);
});

test('its validation examples are a quarter of the others at most', async () => {
  const validationDatasetUri = cloud.upload('validation.jsonl', lines.slice(0, 1));
  const [created] = await cloud.beta.tuning().createTuningJob(request({}, { validationDatasetUri }));
  expect((await ended(created.name!)).error!.message).toContain('at most 24 % of the 2 training examples');
});

const hyper = (hyperParameters: object) => ({ hyperParameters });
const refused: [string, ReturnType<typeof request> | (() => object), string][] = [
  ['no folder for its weights', () => request({ outputUri: '' }), 'The output_uri field is required for this model.'],
  ['a folder that is none', () => request({ outputUri: 'weights' }), '"weights" is no gs:// folder'],
  [
    'a rate of learning',
    () => request({}, hyper({ learningRateMultiplier: 1 })),
    `Learning rate multiplier is not supported for base model ${publisherModel}`,
  ],
  ['all weights tuned', () => request({}, { tuningMode: 'TUNING_MODE_FULL' }), 'tuned by adapters alone'],
  [
    'a name without a version',
    () => request({ baseModel: 'google/gemma-small@' }),
    'Invalid open source publisher model resource name: google/gemma-small@',
  ],
  [
    'weights of one’s own',
    () => request({ customBaseModel: 'gs://artifacts/own/' }),
    'tuning_job.custom_base_model: the local Vertex AI has no weights but its own',
  ],
  [
    'an adapter of a size that it has not',
    () => request({}, hyper({ adapterSize: 'ADAPTER_SIZE_THIRTY_TWO' })),
    'ADAPTER_SIZE_THIRTY_TWO is not offered for gemma-small',
  ],
];

test.each(refused)('a request is refused that asks for %s', async (_, make, reason) => {
  const asked = (make as () => ReturnType<typeof request>)();
  await expect(cloud.beta.tuning().createTuningJob(asked)).rejects.toMatchObject({
    code: 3,
    message: expect.stringContaining(reason),
  });
});

test('Gemini takes no folder for weights, and v1 has no such field', async () => {
  const { tuningJob } = request({ baseModel: 'gemini-2.5-flash-lite' });
  await expect(cloud.beta.tuning().createTuningJob({ parent: location, tuningJob })).rejects.toMatchObject({
    message: expect.stringContaining('tuning_job.output_uri: is for open source models alone'),
  });
  const { outputUri } = request().tuningJob;
  const asked = await fetch(`${cloud.url}/v1/${location}/tuningJobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ baseModel: publisherModel, outputUri, supervisedTuningSpec: {} }),
  });
  expect(await asked.json()).toMatchObject({ error: { message: expect.stringContaining('Unknown name "outputUri"') } });
});
