import { describe, expect, test } from '@jest/globals';
import { createTuningJobs } from '../../../../../functions/shared/models/vertex/tuning-jobs';

const parent = 'projects/p/locations/l';
const labels = (candidate: string, run = 'r', pipeline = 'p') => ({
  'landfall-pipeline': pipeline,
  'landfall-run': run,
  'landfall-candidate': candidate,
});

describe('tuning jobs', () => {
  test('are created with the labels that they are found by, on the files they are given', async () => {
    const requests: object[] = [];
    const client = {
      createTuningJob: async (request: { tuningJob: object }) => {
        requests.push(request);
        return [{ name: `${parent}/tuningJobs/1`, ...request.tuningJob, state: 'JOB_STATE_PENDING' }];
      },
    };
    const settings = { adapterSize: 8, epochs: 3, learningRateMultiplier: 1, checkpoints: 'last' } as const;
    const candidate = { id: 'lora-8', base: 'gemini', ...settings };
    const jobs = createTuningJobs(() => client as never, parent);
    const files = { trainUri: 'gs://b/train.jsonl', validationUri: 'gs://b/validation.jsonl' };
    expect(await jobs.create({ pipeline: 'p', run: 'r' }, candidate, files)).toEqual({
      name: `${parent}/tuningJobs/1`,
      candidate: 'lora-8',
      base: 'gemini',
      epochs: 3,
      state: 'running',
      checkpointEndpoints: [],
    });
    expect(requests).toEqual([
      {
        parent,
        tuningJob: {
          baseModel: 'gemini',
          supervisedTuningSpec: {
            trainingDatasetUri: 'gs://b/train.jsonl',
            validationDatasetUri: 'gs://b/validation.jsonl',
            exportLastCheckpointOnly: true,
            hyperParameters: { epochCount: 3, learningRateMultiplier: 1, adapterSize: 'ADAPTER_SIZE_EIGHT' },
          },
          tunedModelDisplayName: 'p-r-lora-8',
          labels: { 'landfall-pipeline': 'p', 'landfall-run': 'r', 'landfall-candidate': 'lora-8' },
        },
      },
    ]);
  });

  test('learn preferences by JSON, which alone knows what they are asked for, and what is told of the pairs', async () => {
    const written = {
      name: `${parent}/tuningJobs/2`,
      baseModel: 'gemini',
      labels: labels('polite'),
      state: 'JOB_STATE_SUCCEEDED',
      createTime: '2026-11-29T06:00:00Z',
      startTime: '2026-11-29T06:01:00Z',
      endTime: '2026-11-29T06:02:00.500Z',
      preferenceOptimizationSpec: { hyperParameters: { epochCount: '2' } },
      tuningDataStats: {
        preferenceOptimizationDataStats: {
          tuningDatasetExampleCount: '9',
          totalBillableTokenCount: '100',
          tuningStepCount: '4',
          droppedExampleIndices: ['7'],
          droppedExampleReasons: ['too long'],
        },
      },
    };
    const asked: unknown[] = [];
    const rest = async (path: string, body?: object) => {
      asked.push(body ? [path, body] : path);
      return written;
    };
    // By gRPC it comes without its spec.
    const known = { name: written.name, labels: written.labels };
    const client = { getTuningJob: async () => [known], listTuningJobs: async () => [[known]] };
    const jobs = createTuningJobs(() => client as never, parent, undefined, rest);
    const run = { pipeline: 'p', run: 'r' };
    const settings = { adapterSize: 8, epochs: 2, learningRateMultiplier: 1, checkpoints: 'last' } as const;
    const candidate = { id: 'polite', base: 'gemini', ...settings, method: 'preference', beta: 0.2 } as const;
    const job = await jobs.create(run, candidate, { trainUri: 'gs://b/preferences/train.jsonl' });
    expect(job).toEqual({
      name: written.name,
      candidate: 'polite',
      base: 'gemini',
      epochs: 2,
      state: 'succeeded',
      checkpointEndpoints: [],
      createdAt: '2026-11-29T06:00:00.000Z',
      startedAt: '2026-11-29T06:01:00.000Z',
      endedAt: '2026-11-29T06:02:00.500Z',
      steps: 4,
      seconds: 60.5,
      billedTokens: 200,
      truncatedExamples: 1,
      dropped: [{ line: 7, reason: 'too long' }],
      examples: 9,
    });
    expect(await jobs.get(written.name)).toEqual(job);
    expect(await jobs.find(run)).toEqual([job]);
    expect(asked).toEqual([
      [
        `${parent}/tuningJobs`,
        {
          baseModel: 'gemini',
          preferenceOptimizationSpec: {
            trainingDatasetUri: 'gs://b/preferences/train.jsonl',
            exportLastCheckpointOnly: true,
            hyperParameters: { epochCount: 2, learningRateMultiplier: 1, adapterSize: 'ADAPTER_SIZE_EIGHT', beta: 0.2 },
          },
          tunedModelDisplayName: 'p-r-polite',
          labels: labels('polite'),
        },
      ],
      written.name,
      written.name,
    ]);
  });

  test('keep an endpoint for each checkpoint only when that is wanted', async () => {
    const wishes: unknown[] = [];
    const createTuningJob = async ({ tuningJob }: { tuningJob: { supervisedTuningSpec: object } }) => {
      wishes.push(tuningJob.supervisedTuningSpec);
      return [{}];
    };
    const settings = { adapterSize: 8, epochs: 3, learningRateMultiplier: 1 } as const;
    for (const checkpoints of ['all', 'best', 'last'] as const) {
      const candidate = { id: 'lora-8', base: 'gemini', ...settings, checkpoints };
      const jobs = createTuningJobs(() => ({ createTuningJob }) as never, parent);
      await jobs.create({ pipeline: 'p', run: 'r' }, candidate, { trainUri: 'gs://b/t' });
    }
    expect(wishes).toMatchObject(
      [false, false, true].map((exportLastCheckpointOnly) => ({ exportLastCheckpointOnly })),
    );
  });

  test('go on from a tuned model, and from one of its checkpoints, in place of the base', async () => {
    const asked: unknown[] = [];
    const createTuningJob = async ({ tuningJob }: { tuningJob: object }) => {
      asked.push(tuningJob);
      return [{ preTunedModel: { baseModel: 'publishers/google/models/gemini' } }];
    };
    const jobs = createTuningJobs(() => ({ createTuningJob }) as never, parent);
    const settings = { adapterSize: 8, epochs: 3, learningRateMultiplier: 1, checkpoints: 'last' } as const;
    for (const continues of [{ model: 'm@1' }, { model: 'm@1', checkpoint: '2' }]) {
      const candidate = { id: 'lora-8', base: 'gemini', ...settings, continues };
      const job = await jobs.create({ pipeline: 'p', run: 'r' }, candidate, { trainUri: 'gs://b/t' });
      expect(job.base).toBe('gemini');
    }
    expect(asked).toMatchObject([
      { preTunedModel: { tunedModelName: 'm@1' } },
      { preTunedModel: { tunedModelName: 'm@1', checkpointId: '2' } },
    ]);
    expect(asked[0]).not.toHaveProperty('baseModel');
  });

  test('are found with the oldest first, also where a candidate has two', async () => {
    const job = (id: number, candidate: string, seconds: number) => ({
      name: `${id}`,
      labels: labels(candidate),
      createTime: { seconds: `${seconds}` },
    });
    const filters: string[] = [];
    const client = {
      listTuningJobs: async ({ filter }: { filter: string }) => {
        filters.push(filter);
        return [[job(3, 'a', 30), job(2, 'b', 20), job(1, 'a', 10)]];
      },
    };
    const found = await createTuningJobs(() => client as never, parent).find({ pipeline: 'p', run: 'r' });
    expect(found.map(({ name, candidate }) => `${name} ${candidate}`)).toEqual(['1 a', '2 b', '3 a']);
    expect(filters).toEqual(['labels.landfall-run="r"']);
  });

  test('of other runs, pipelines and people are left alone, whatever the server makes of the filter', async () => {
    const listed = [
      { name: 'own', labels: labels('a') },
      { name: 'of another run', labels: labels('b', 'another') },
      { name: 'of another pipeline', labels: labels('c', 'r', 'another') },
      { name: 'of someone else' },
    ];
    const client = { listTuningJobs: async () => [listed] };
    const found = await createTuningJobs(() => client as never, parent).find({ pipeline: 'p', run: 'r' });
    expect(found.map(({ name }) => name)).toEqual(['own']);
  });

  test.each([
    ['JOB_STATE_QUEUED', 'running'],
    ['JOB_STATE_RUNNING', 'running'],
    ['JOB_STATE_CANCELLING', 'running'],
    ['JOB_STATE_SUCCEEDED', 'succeeded'],
    ['JOB_STATE_FAILED', 'failed'],
    ['JOB_STATE_EXPIRED', 'failed'],
    ['JOB_STATE_CANCELLED', 'cancelled'],
  ])('in %s are %s', async (state, expected) => {
    const client = { getTuningJob: async () => [{ name: 'j', labels: labels('a'), state }] };
    expect((await createTuningJobs(() => client as never, parent).get('j')).state).toBe(expected);
  });

  test('that ended tell their model, its endpoint, those of earlier checkpoints, how long they took, and what they cut off', async () => {
    const client = {
      getTuningJob: async () => [
        {
          name: 'j',
          labels: labels('a'),
          baseModel: 'gemini',
          state: 'JOB_STATE_SUCCEEDED',
          startTime: { seconds: '100', nanos: 500_000_000 },
          endTime: { seconds: '160', nanos: 0 },
          tunedModel: {
            model: 'm@1',
            endpoint: 'e/3',
            checkpoints: [
              { endpoint: 'e/1', epoch: '1', step: '134', checkpointId: '1' },
              { endpoint: 'e/2', epoch: '2', step: '268' },
              { endpoint: 'e/3', epoch: '3', step: '402' },
            ],
          },
          tuningDataStats: {
            supervisedTuningDataStats: {
              tuningStepCount: '402',
              tuningDatasetExampleCount: '1200',
              totalTruncatedExampleCount: '3',
              truncatedExampleIndices: ['17', '88'],
              droppedExampleReasons: ['too many tokens'],
            },
          },
        },
      ],
    };
    expect(await createTuningJobs(() => client as never, parent).get('j')).toEqual({
      name: 'j',
      candidate: 'a',
      base: 'gemini',
      state: 'succeeded',
      model: 'm@1',
      endpoint: 'e/3',
      checkpointEndpoints: ['e/1', 'e/2'],
      checkpoints: [
        { step: 134, epoch: 1, id: '1', endpoint: 'e/1' },
        { step: 268, epoch: 2, endpoint: 'e/2' },
        { step: 402, epoch: 3, endpoint: 'e/3' },
      ],
      startedAt: '1970-01-01T00:01:40.500Z',
      endedAt: '1970-01-01T00:02:40.000Z',
      steps: 402,
      checkpoint: { epoch: 3, step: 402 },
      seconds: 59.5,
      truncatedExamples: 3,
      dropped: [{ line: 17, reason: 'too many tokens' }, { line: 88 }],
      examples: 1200,
    });
  });

  test('tell what they are billed for: the tokens of the file, as often as it is read', async () => {
    const job = (epochCount?: string) => ({
      supervisedTuningSpec: { hyperParameters: { epochCount } },
      tuningDataStats: { supervisedTuningDataStats: { totalBillableTokenCount: '108777' } },
    });
    const billed = async (epochs?: string) => {
      const client = { getTuningJob: async () => [job(epochs)] };
      return (await createTuningJobs(() => client as never, parent).get('j')).billedTokens;
    };
    expect(await billed('4')).toBe(435_108);
    // How often is the service's choice then, and nobody tells.
    expect(await billed()).toBeUndefined();
  });
});
