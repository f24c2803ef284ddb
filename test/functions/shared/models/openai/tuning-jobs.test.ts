import { afterEach, describe, expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import { createEndpoints } from '../../../../../functions/shared/models/openai/endpoints';
import { createLosses } from '../../../../../functions/shared/models/openai/losses';
import { createTuningJobs } from '../../../../../functions/shared/models/openai/tuning-jobs';
import { errorOf, scriptedService, type Asked } from './scripted-service';

const run = { pipeline: 'intents', run: 'r1' };
const metadata = (candidate: string, of = 'r1') => ({
  'landfall-pipeline': 'intents',
  'landfall-run': of,
  'landfall-candidate': candidate,
});
const job = (more: object) => ({
  id: 'ftjob-1',
  object: 'fine_tuning.job',
  model: 'small',
  status: 'queued',
  created_at: 1_764_000_000,
  finished_at: null,
  fine_tuned_model: null,
  trained_tokens: null,
  error: null,
  metadata: metadata('a'),
  ...more,
});
const page = (data: object[]) => ({ object: 'list', data, has_more: false });
const objects = { openRead: (uri: string) => Readable.from([Buffer.from(`{"of":"${uri}"}\n`)]) };
const settings = { id: 'a', base: 'small', adapterSize: 8, epochs: 2, learningRateMultiplier: 0.5 } as never;
const files = { trainUri: 'gs://b/train.jsonl', validationUri: 'gs://b/validation.jsonl' };

let close: (() => void) | undefined;
afterEach(() => close?.());

async function jobsOf(script: Parameters<typeof scriptedService>[0]) {
  const service = await scriptedService(script);
  close = service.close;
  return { service, client: service.client, jobs: createTuningJobs(service.client, objects) };
}

describe('the jobs of a run', () => {
  test('tell of their epochs, by which the rungs of a search are told apart', async () => {
    const { jobs } = await jobsOf({
      'GET /v1/fine_tuning/jobs': {
        body: page([1, 3].map((epochs) => job({ metadata: { ...metadata('a'), 'landfall-epochs': String(epochs) } }))),
      },
    });
    expect((await jobs.find(run)).map(({ candidate, epochs }) => [candidate, epochs])).toEqual([
      ['a', 1],
      ['a', 3],
    ]);
  });

  test('are its own alone, whatever the service makes of the filter, the oldest first', async () => {
    const { service, jobs } = await jobsOf({
      'GET /v1/fine_tuning/jobs': {
        body: page([
          job({ id: 'ftjob-3', created_at: 3 }),
          job({ id: 'ftjob-2', metadata: metadata('a', 'another') }),
          job({ id: 'ftjob-0', metadata: null }),
          job({ id: 'ftjob-1', created_at: 1, metadata: metadata('b') }),
        ]),
      },
    });
    const found = await jobs.find(run);
    expect(found.map(({ name, candidate }) => [name, candidate])).toEqual([
      ['ftjob-1', 'b'],
      ['ftjob-3', 'a'],
    ]);
    expect(decodeURIComponent(service.asked[0]!.path)).toContain('metadata[landfall-run]=r1');
  });

  test.each([
    ['validating_files', 'running', undefined],
    ['queued', 'running', undefined],
    ['paused', 'running', undefined],
    ['running', 'running', '2025-11-24T16:00:00.000Z'],
    ['succeeded', 'succeeded', '2025-11-24T16:00:00.000Z'],
    ['failed', 'failed', '2025-11-24T16:00:00.000Z'],
    ['cancelled', 'cancelled', '2025-11-24T16:00:00.000Z'],
  ])('%s is %s', async (status, state, startedAt) => {
    const { jobs } = await jobsOf({
      'GET /v1/fine_tuning/jobs/ftjob-1': { body: job({ status }) },
      'GET /v1/fine_tuning/jobs/ftjob-1/checkpoints': { body: page([]) },
    });
    expect(await jobs.get('ftjob-1')).toMatchObject({ name: 'ftjob-1', state, ...(startedAt && { startedAt }) });
  });

  test('that have succeeded tell of the model, its checkpoints, and what is billed', async () => {
    const { jobs } = await jobsOf({
      'GET /v1/fine_tuning/jobs/ftjob-1': {
        body: job({
          status: 'succeeded',
          fine_tuned_model: 'ft:small:us::9',
          finished_at: 1_764_000_060,
          trained_tokens: 4200,
        }),
      },
      'GET /v1/fine_tuning/jobs/ftjob-1/checkpoints': {
        body: page([
          { step_number: 20, fine_tuned_model_checkpoint: 'ft:small:us::9' },
          { step_number: 10, fine_tuned_model_checkpoint: 'ft:small:us::9:ckpt-step-10' },
        ]),
      },
    });
    expect(await jobs.get('ftjob-1')).toMatchObject({
      model: 'ft:small:us::9',
      endpoint: 'ft:small:us::9',
      checkpointEndpoints: ['ft:small:us::9:ckpt-step-10'],
      checkpoints: [
        { step: 10, endpoint: 'ft:small:us::9:ckpt-step-10' },
        { step: 20, endpoint: 'ft:small:us::9' },
      ],
      seconds: 60,
      billedTokens: 4200,
    });
  });
});

describe('a job that is created', () => {
  const uploaded = (body: string) => ({ id: body.includes('validation') ? 'file-v' : 'file-t' });
  const script = {
    'GET /v1/files': { body: page([]) },
    'POST /v1/files': ({ body }: Asked) => ({ body: uploaded(body) }),
    'POST /v1/fine_tuning/jobs': { body: job({}) },
  };

  test('has its files streamed to the service first', async () => {
    const { service, jobs } = await jobsOf(script);
    await expect(jobs.create(run, settings, files)).resolves.toMatchObject({ candidate: 'a', state: 'running' });
    const created = service.asked.find(({ path }) => path === '/v1/fine_tuning/jobs')!;
    expect(JSON.parse(created.body)).toEqual({
      model: 'small',
      training_file: 'file-t',
      validation_file: 'file-v',
      method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 2, learning_rate_multiplier: 0.5 } } },
      suffix: 'a-intents',
      metadata: { ...metadata('a'), 'landfall-epochs': '2' },
    });
    const sent = service.asked.filter(({ method, path }) => method === 'POST' && path === '/v1/files');
    expect(sent.map(({ body }) => /name="purpose"\r\n\r\nfine-tune\r\n/.test(body))).toEqual([true, true]);
    expect(sent[1]!.body).toContain('{"of":"gs://b/train.jsonl"}\n');
  });

  test('takes files that the service has already', async () => {
    let name = '';
    const first = await jobsOf(script);
    await first.jobs.create(run, settings, { trainUri: files.trainUri });
    [, name = ''] = /filename="([^"]+)"/.exec(first.service.asked.find(({ method }) => method === 'POST')!.body) ?? [];
    first.service.close();
    const has = { id: 'file-9', filename: name, purpose: 'fine-tune', status: 'processed' };
    const { service, jobs } = await jobsOf({ ...script, 'GET /v1/files': { body: page([has]) } });
    await jobs.create(run, settings, { trainUri: files.trainUri });
    expect(service.asked.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual([
      '/v1/fine_tuning/jobs',
    ]);
    expect(service.asked.at(-1)!.body).toContain('"training_file":"file-9"');
  });

  test.each([
    [400, 'PermanentError'],
    [401, 'RetryableError'],
    [429, 'RetryableError'],
    [500, 'RetryableError'],
  ])('is answered with %i: %s', async (status, name) => {
    const { jobs } = await jobsOf({ ...script, 'POST /v1/fine_tuning/jobs': { status, body: errorOf('No.') } });
    await expect(jobs.create(run, settings, files)).rejects.toMatchObject({
      name,
      message: expect.stringContaining('creating the fine-tuning job'),
    });
  });
});

test('losses are the metrics among the events', async () => {
  const { client } = await jobsOf({
    'GET /v1/fine_tuning/jobs/ftjob-1/events': {
      body: page([
        { type: 'message', message: 'Step 2', data: {} },
        { type: 'metrics', data: { step: 2, train_loss: 0.5, valid_loss: 0.9, full_valid_loss: 0.7 } },
        { type: 'metrics', data: { step: 1, train_loss: 1.5 } },
      ]),
    },
  });
  expect(await createLosses(client).of({ name: 'ftjob-1' } as never)).toEqual({
    training: [
      { step: 1, loss: 1.5 },
      { step: 2, loss: 0.5 },
    ],
    validation: [{ step: 2, loss: 0.7 }],
  });
});

test('a model that is gone is as good as removed, and one that may not be removed is not', async () => {
  const { client, service } = await jobsOf({
    'DELETE /v1/models/mine': { body: { id: 'mine', deleted: true } },
    'DELETE /v1/models/theirs': { status: 403, body: errorOf('Not yours.') },
  });
  const endpoints = createEndpoints(client);
  await endpoints.remove('mine');
  await endpoints.remove('gone');
  expect(service.asked).toHaveLength(2);
  await expect(endpoints.remove('theirs')).rejects.toMatchObject({ name: 'RetryableError' });
});
