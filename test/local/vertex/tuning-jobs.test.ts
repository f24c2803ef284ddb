import type { protos } from '@google-cloud/aiplatform';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTuningJobs } from '../../../functions/shared/models/vertex/tuning-jobs';
import { baseModel, eventually, example, location, startCloud, thinker, type Cloud } from './fixtures/cloud';

type Job = protos.google.cloud.aiplatform.v1.ITuningJob;

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.remove());

/** For tests that need a cloud of their own: another quota, or one that stops. */
async function withCloud(options: Parameters<typeof startCloud>[0], use: (own: Cloud) => Promise<void>): Promise<void> {
  const own = await startCloud(options);
  try {
    await use(own);
  } finally {
    await own.remove();
  }
}

const twoExamples = [
  example('Summarise: the jar is cracked', 'The jar broke.'),
  example('Summarise: where is my order', 'Order is late.'),
];

const request = (trainingDatasetUri: string, more: Partial<Job> = {}) => ({
  parent: location,
  tuningJob: {
    baseModel,
    supervisedTuningSpec: {
      trainingDatasetUri,
      hyperParameters: { epochCount: 2, learningRateMultiplier: 1.5, adapterSize: 'ADAPTER_SIZE_EIGHT' as const },
    },
    tunedModelDisplayName: 'lora-8',
    labels: { 'landfall-pipeline': 'email-summary', 'landfall-run': 'r1', 'landfall-candidate': 'lora-8' },
    ...more,
  },
});

async function ended(job: Job, of: Cloud = cloud): Promise<Job> {
  const client = of.tuning();
  return eventually(async () => {
    const [now] = await client.getTuningJob({ name: job.name! });
    return now.endTime ? now : undefined;
  }, `the end of ${job.name}`);
}

const running = (job: Job, of: Cloud) =>
  eventually(() => existsSync(join(of.jobFolder(job.name!), 'starts')), 'the training process');
const letGo = (job: Job, of: Cloud) => writeFileSync(join(of.jobFolder(job.name!), 'go'), '');

describe('a tuning job that goes on from a tuned model', () => {
  const goingOn = (uri: string, tunedModelName: string, more: Partial<Job> = {}, checkpointId = '') =>
    request(uri, {
      baseModel: null,
      preTunedModel: { tunedModelName, checkpointId },
      tunedModelDisplayName: 'further',
      ...more,
    });
  let uri: string;
  let first: Job;
  beforeAll(async () => {
    uri = cloud.upload('train.jsonl', twoExamples);
    const [created] = await cloud.tuning().createTuningJob(request(uri));
    first = await ended(created);
  });
  const adapterOf = (job: Job) =>
    JSON.parse(readFileSync(join(cloud.jobFolder(job.name!), 'adapter-2.bin'), 'utf8')) as { from?: { epoch: number } };

  test.each([
    ['its default checkpoint', '', 2, 'grpc' as const],
    ['another of its checkpoints', '1', 1, 'rest' as const],
  ])('learns from %s on, and makes a model of its own', async (_, checkpointId, epoch, way) => {
    const [created] = await cloud.tuning(way).createTuningJob(goingOn(uri, first.tunedModel!.model!, {}, checkpointId));
    expect(created.preTunedModel).toMatchObject({ tunedModelName: first.tunedModel!.model, baseModel });
    expect(created.baseModel || undefined).toBeUndefined();
    const job = await ended(created);
    expect(adapterOf(job).from).toMatchObject({ epoch, adapterSize: 8 });
    expect(job.tunedModel!.model).not.toBe(first.tunedModel!.model);
    const [model] = await cloud.models().getModel({ name: job.tunedModel!.model! });
    expect(model.baseModelSource!.genieSource!.baseModelUri).toBe(`publishers/google/models/${baseModel}`);
  });

  test.each<[string, (model: string) => object, number, RegExp]>([
    ['with an adapter of another size', (model) => goingOn(uri, model, { supervisedTuningSpec: { trainingDatasetUri: uri, hyperParameters: { adapterSize: 'ADAPTER_SIZE_FOUR' } } }), 3, /adapter_size.*of size 8/], // prettier-ignore
    ['from a checkpoint that it lacks', (model) => goingOn(uri, model, {}, '9'), 5, /Checkpoint 9/],
    ['under the name of the model', (model) => goingOn(uri, model, { tunedModelDisplayName: 'lora-8' }), 3, /tuned_model_display_name/], // prettier-ignore
    ['elsewhere than that was tuned', (model) => ({ ...goingOn(uri, model), parent: location.replace('us-central1', 'europe-west4') }), 3, /is not in/], // prettier-ignore
  ])('is refused %s', async (_, build, code, message) => {
    await expect(cloud.tuning().createTuningJob(build(first.tunedModel!.model!))).rejects.toMatchObject({
      code,
      details: expect.stringMatching(message),
    });
  });

  test('is refused on a base that does not take it', async () => {
    const [created] = await cloud.tuning().createTuningJob(request(uri, { baseModel: thinker }));
    const job = await ended(created);
    await expect(cloud.tuning().createTuningJob(goingOn(uri, job.tunedModel!.model!))).rejects.toMatchObject({
      code: 3,
      details: expect.stringMatching(/does not support continuous tuning/),
    });
  });
});

describe.each(['grpc', 'rest'] as const)('a tuning job over %s', (way) => {
  test('goes from PENDING to SUCCEEDED with a model, an endpoint a checkpoint, and statistics of its data', async () => {
    const client = cloud.tuning(way);
    const [created] = await client.createTuningJob(request(cloud.upload('train.jsonl', twoExamples)));
    expect(created).toMatchObject({ state: 'JOB_STATE_PENDING', baseModel, tunedModelDisplayName: 'lora-8' });
    expect(created.name).toMatch(/^projects\/landfall-local\/locations\/us-central1\/tuningJobs\/\d+$/);
    await ended(created);

    const [job] = await client.getTuningJob({ name: created.name! });
    expect(job.state).toBe('JOB_STATE_SUCCEEDED');
    expect(job.error).toBeNull();
    expect(Number(job.startTime!.seconds)).toBeGreaterThan(1.7e9);
    expect(job.tunedModel!.model).toMatch(/\/models\/\d+@1$/);
    expect(job.tunedModel!.checkpoints).toHaveLength(2);
    const [first, last] = job.tunedModel!.checkpoints!;
    expect([first!.checkpointId, String(first!.epoch), String(first!.step)]).toEqual(['1', '1', '2']);
    expect(last!.endpoint).toBe(job.tunedModel!.endpoint);
    expect(first!.endpoint).not.toBe(last!.endpoint);
    const statistics = job.tuningDataStats!.supervisedTuningDataStats!;
    expect(String(statistics.tuningDatasetExampleCount)).toBe('2');
    expect(String(statistics.tuningStepCount)).toBe('4');
    expect(String(statistics.totalBillableTokenCount)).toBe('16');
    expect(statistics.userInputTokenDistribution).toMatchObject({ min: 5, max: 5, median: 5 });

    const [endpoint] = await cloud.endpoints(way).getEndpoint({ name: first!.endpoint! });
    expect(endpoint.deployedModels).toHaveLength(1);
    expect(endpoint.deployedModels![0]).toMatchObject({ model: job.tunedModel!.model, checkpointId: '1' });
    expect(Object.values(endpoint.trafficSplit!)).toEqual([100]);
  });
});

test('a job of Landfall’s own making takes a validation file, and is refused one that holds no example', async () => {
  const jobs = createTuningJobs((() => cloud.tuning()) as never, location);
  const settings = { adapterSize: 8, epochs: 1, learningRateMultiplier: 1, checkpoints: 'last' } as const;
  const candidate = { id: 'lora-8', base: baseModel, ...settings };
  const trainUri = cloud.upload('train.jsonl', twoExamples);
  const start = async (run: string, validation: typeof twoExamples) => {
    const validationUri = cloud.upload(`${run}.jsonl`, validation);
    const { name } = await jobs.create({ pipeline: 'p', run }, candidate, { trainUri, validationUri });
    await ended({ name });
    return jobs.get(name);
  };
  expect(await start('validated', twoExamples.slice(0, 1))).toMatchObject({ state: 'succeeded' });
  const broken = await start('broken', [{ contents: [] } as never]);
  expect(broken).toMatchObject({ state: 'failed', error: expect.stringContaining('broken.jsonl') });
});

test('progress is logged with the run and candidate of the labels, and the loss of every step is kept', async () => {
  const [job] = await cloud.tuning().createTuningJob(request(cloud.upload('train.jsonl', twoExamples)));
  await ended(job);
  const progress = cloud.entries.filter((entry) => entry['progress'] && entry['job'] === job.name);
  expect(progress.at(-1)).toMatchObject({
    severity: 'INFO',
    message: 'tuning',
    stage: 'tune',
    pipeline: 'email-summary',
    run: 'r1',
    progress: { done: 4, total: 4, unit: 'steps', loss: 1, secondsLeft: 0, candidate: 'lora-8' },
  });
  const metrics = readFileSync(join(cloud.jobFolder(job.name!), 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n');
  expect(metrics.map((line) => JSON.parse(line).loss)).toEqual([4, 2, 4 / 3, 1]);
});

test('bad lines fail the job with their numbers and reasons before any training', async () => {
  const uri = cloud.upload('bad.jsonl', [
    twoExamples[0]!,
    '{"contents":',
    '',
    example('hello', '  '),
    '{"messages":[]}',
  ]);
  const [created] = await cloud.tuning().createTuningJob(request(uri));
  const job = await ended(created);
  expect(job.state).toBe('JOB_STATE_FAILED');
  expect(job.error!.code).toBe(3);
  expect(job.error!.message).toContain('gs://artifacts/bad.jsonl: 3 of 4 examples cannot be used');
  expect(job.error!.message).toMatch(/line 2: not JSON/);
  expect(job.error!.message).toContain('line 4: contents[1] has no text but white space');
  expect(job.error!.message).toContain('line 5: unknown field "messages"');
  expect(existsSync(join(cloud.jobFolder(job.name!), 'starts'))).toBe(false);
});

test('two jobs run at once, the third waits, and a fourth over the quota is refused', () =>
  withCloud({ quota: 3 }, async (own) => {
    const client = own.tuning();
    const uri = own.upload('wait.jsonl', [example('WAIT', 'yes')]);
    const jobs: Job[] = [];
    for (let i = 0; i < 3; i++) jobs.push((await client.createTuningJob(request(uri)))[0]);
    await Promise.all(jobs.slice(0, 2).map((job) => running(job, own)));
    const states = await Promise.all(
      jobs.map(async ({ name }) => (await client.getTuningJob({ name: name! }))[0].state),
    );
    expect(states).toEqual(['JOB_STATE_RUNNING', 'JOB_STATE_RUNNING', 'JOB_STATE_PENDING']);
    await expect(client.createTuningJob(request(uri))).rejects.toMatchObject({ code: 8 });
    letGo(jobs[0]!, own);
    await running(jobs[2]!, own);
    letGo(jobs[1]!, own);
    letGo(jobs[2]!, own);
    for (const job of jobs) expect((await ended(job, own)).state).toBe('JOB_STATE_SUCCEEDED');
  }));

test('a job that is alone has all cores, and those that are there together share them', () =>
  withCloud({ concurrency: 1, cores: 4 }, async (own) => {
    const client = own.tuning();
    const cores = (job: Job) =>
      readFileSync(join(own.jobFolder(job.name!), 'starts'), 'utf8')
        .split(' on ')[1]!
        .trim();
    const [alone] = await client.createTuningJob(request(own.upload('wait.jsonl', [example('WAIT', 'yes')])));
    await running(alone, own);
    const [second] = await client.createTuningJob(request(own.upload('train.jsonl', twoExamples)));
    const [third] = await client.createTuningJob(request(own.upload('train.jsonl', twoExamples)));
    letGo(alone, own);
    for (const job of [alone, second, third]) await ended(job, own);
    expect([alone, second, third].map(cores)).toEqual(['4', '2', '4']);
  }));

test('a running job and a waiting one can be cancelled, a finished one cannot', () =>
  withCloud({ concurrency: 1 }, async (own) => {
    const client = own.tuning();
    const uri = own.upload('wait.jsonl', [example('WAIT', 'yes')]);
    const [first] = await client.createTuningJob(request(uri));
    const [second] = await client.createTuningJob(request(uri));
    await running(first, own);
    await client.cancelTuningJob({ name: second.name! });
    await client.cancelTuningJob({ name: first.name! });
    for (const job of [first, second]) {
      expect(await ended(job, own)).toMatchObject({
        state: 'JOB_STATE_CANCELLED',
        error: { code: 1 },
        tunedModel: null,
      });
    }
    expect(existsSync(join(own.jobFolder(second.name!), 'starts'))).toBe(false);
    await expect(client.cancelTuningJob({ name: first.name! })).rejects.toMatchObject({ code: 9 });
  }));

test('a training process that dies is started again, and one that keeps dying fails its job', async () => {
  const client = cloud.tuning();
  const [once] = await client.createTuningJob(request(cloud.upload('once.jsonl', [example('CRASH ONCE', 'yes')])));
  const [always] = await client.createTuningJob(
    request(cloud.upload('always.jsonl', [example('CRASH ALWAYS', 'yes')]), {
      supervisedTuningSpec: { trainingDatasetUri: 'gs://artifacts/always.jsonl', hyperParameters: { epochCount: 9 } },
    }),
  );
  expect((await ended(once)).state).toBe('JOB_STATE_SUCCEEDED');
  const failed = await ended(always);
  expect(failed).toMatchObject({ state: 'JOB_STATE_FAILED', error: { code: 13 } });
  expect(failed.error!.message).toContain('exit code 7');
});

test('what the training process reports as its failure is the error of the job', async () => {
  const [created] = await cloud
    .tuning()
    .createTuningJob(request(cloud.upload('refuse.jsonl', [example('REFUSE', 'no')])));
  expect(await ended(created)).toMatchObject({
    state: 'JOB_STATE_FAILED',
    error: { code: 13, message: 'the loss is not a number' },
  });
});

test('after a stop in the middle a job goes on to one model, on the bytes that it began with', async () => {
  const before = await startCloud();
  const { folder } = before;
  const uri = before.upload('wait.jsonl', [example('WAIT', 'yes')]);
  const [created] = await before.tuning().createTuningJob(request(uri));
  await running(created, before);
  await eventually(() => existsSync(join(before.jobFolder(created.name!), 'adapter-1.bin')), 'a checkpoint');
  await before.stop();
  before.upload('wait.jsonl', ['overwritten']);

  await withCloud({ folder }, async (after) => {
    const read = (file: string) => readFileSync(join(after.jobFolder(created.name!), file), 'utf8');
    await eventually(() => read('starts').trim().split('\n').length === 2, 'a second start');
    expect(read('training.jsonl')).toContain('WAIT');
    letGo(created, after);
    const job = await ended(created, after);
    expect(job.state).toBe('JOB_STATE_SUCCEEDED');
    const [models] = await after.models().listModels({ parent: location });
    const [endpoints] = await after.endpoints().listEndpoints({ parent: location });
    expect([models.length, endpoints.length]).toEqual([1, 2]);
    const steps = read('metrics.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).step);
    expect(steps).toEqual([1, 2, 3, 4]);
    expect(existsSync(join(after.jobFolder(created.name!), 'training.jsonl'))).toBe(false);
  });
});

test('jobs are listed by label, newest first, page by page', async () => {
  const client = cloud.tuning();
  const uri = cloud.upload('train.jsonl', twoExamples);
  const names: string[] = [];
  for (const run of ['a', 'b', 'a', 'a']) {
    const [job] = await client.createTuningJob(request(uri, { labels: { 'landfall-run': run } }));
    names.push(job.name!);
    await ended(job);
  }
  const filter = 'labels.landfall-run="a"';
  const [all] = await client.listTuningJobs({ parent: location, filter });
  expect(all.map(({ name }) => name)).toEqual([names[3], names[2], names[0]]);
  const [page, next] = await client.listTuningJobs({ parent: location, filter, pageSize: 2 }, { autoPaginate: false });
  expect(page).toHaveLength(2);
  const [rest] = await client.listTuningJobs({ ...next!, parent: location, filter }, { autoPaginate: false });
  expect(rest.map(({ name }) => name)).toEqual([names[0]]);
  const [elsewhere] = await client.listTuningJobs({ parent: 'projects/landfall-local/locations/europe-west4' });
  expect(elsewhere).toEqual([]);
});

describe('a request is refused', () => {
  const refused: [string, (uri: string) => object, number, RegExp][] = [
    ['without a base model', (uri) => request(uri, { baseModel: undefined }), 3, /base_model/],
    ['with a base model that nobody knows', (uri) => request(uri, { baseModel: 'gemini-0' }), 5, /gemini-0/],
    [
      'with a base model that cannot be tuned',
      (uri) => request(uri, { baseModel: 'gemini-2.5-pro' }),
      3,
      /gemini-2.5-pro/,
    ],
    ['without a training dataset', () => request('', {}), 3, /training_dataset_uri/],
    ['for an object that is not there', () => request('gs://artifacts/none.jsonl'), 3, /gs:\/\/artifacts\/none.jsonl/],
    ['for a URI that is none', () => request('s3://x/y'), 3, /s3:\/\/x\/y/],
    [
      'to go on from what is no model',
      (uri) => request(uri, { baseModel: null, preTunedModel: { tunedModelName: 'm' } }),
      3,
      /pre_tuned_model/,
    ],
    [
      'to go on from a model that there is none of',
      (uri) => request(uri, { baseModel: null, preTunedModel: { tunedModelName: `${location}/models/1` } }),
      5,
      /models\/1/,
    ],
    ['without a parent', (uri) => ({ ...request(uri), parent: '' }), 3, /parent/],
  ];
  test.each(refused)('%s', async (_, build, code, message) => {
    const uri = cloud.upload('train.jsonl', twoExamples);
    const failed = cloud.tuning().createTuningJob(build(uri));
    await expect(failed).rejects.toMatchObject({ code, details: expect.stringMatching(message) });
  });

  test('for a job that does not exist, and for what the local Vertex AI does not do', async () => {
    const client = cloud.tuning();
    await expect(client.getTuningJob({ name: `${location}/tuningJobs/1` })).rejects.toMatchObject({ code: 5 });
    const rebase = client.rebaseTunedModel({
      parent: location,
      tunedModelRef: { tuningJob: `${location}/tuningJobs/1` },
    });
    await expect(rebase).rejects.toMatchObject({ code: 12 });
  });
});
