import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PermissionDenied, type Access, allowAll } from '../../../local/iam/access';
import { baseModel, eventually, example, location, startCloud, thinker, type Cloud } from './fixtures/cloud';

const asking = (text: string, more: object = {}) =>
  JSON.stringify({ request: { contents: [{ role: 'user', parts: [{ text }] }], ...more } });

const jobOf = (uri: string, model: string, prefix = 'gs://artifacts/batch') => ({
  displayName: 'a batch',
  model,
  labels: { run: 'r' },
  inputConfig: { instancesFormat: 'jsonl', gcsSource: { uris: [uri] } },
  outputConfig: { predictionsFormat: 'jsonl', gcsDestination: { outputUriPrefix: prefix } },
});
const publisher = (id: string) => `publishers/google/models/${id}`;

async function ended(cloud: Cloud, name: string) {
  const client = cloud.jobs();
  return eventually(async () => {
    const [job] = await client.getBatchPredictionJob({ name });
    return ['JOB_STATE_SUCCEEDED', 'JOB_STATE_FAILED', 'JOB_STATE_CANCELLED'].includes(String(job.state))
      ? job
      : undefined;
  }, 'the end of a batch');
}

async function tune(cloud: Cloud, base: string): Promise<string> {
  const trainingDatasetUri = cloud.upload('train.jsonl', [example('hello', 'goodbye')]);
  const [{ name }] = await cloud.tuning().createTuningJob({
    parent: location,
    tuningJob: { baseModel: base, supervisedTuningSpec: { trainingDatasetUri, hyperParameters: { epochCount: 1 } } },
  });
  return eventually(
    async () => (await cloud.tuning().getTuningJob({ name }))[0].tunedModel?.model ?? undefined,
    'a tuned model',
  );
}

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.remove());

describe.each(['grpc', 'rest'] as const)('batch prediction over %s', (way) => {
  test('answers each line of a file, in no order, with what was asked beside it', async () => {
    const lines = ['one', 'two words', 'three'].map((text, n) => asking(text, { labels: { line: `${n}` } }));
    const uri = cloud.upload('requests.jsonl', lines);
    const request = { parent: location, batchPredictionJob: jobOf(uri, publisher(baseModel)) };
    const [created] = await cloud.jobs(way).createBatchPredictionJob(request);
    expect(created).toMatchObject({ state: 'JOB_STATE_PENDING', labels: { run: 'r' } });
    const job = await ended(cloud, created.name!);
    expect(job).toMatchObject({
      state: 'JOB_STATE_SUCCEEDED',
      completionStats: { successfulCount: '3', failedCount: '0', incompleteCount: '0' },
    });
    const found = cloud.predictions(job.outputInfo!.gcsOutputDirectory!);
    const said = new Map(
      found.map((line) => {
        const {
          status,
          request: asked,
          response,
        } = line as {
          status: string;
          request: { labels: { line: string } };
          response: { candidates: { content: { parts: { text: string }[] } }[]; usageMetadata: object };
        };
        expect(status).toBe('');
        expect(response.usageMetadata).toMatchObject({ trafficType: 'ON_DEMAND' });
        const { text } = response.candidates[0]!.content.parts[0]!;
        return [asked.labels.line, (JSON.parse(text) as { said: string }).said];
      }),
    );
    expect(Object.fromEntries(said)).toEqual({ 0: 'one', 1: 'two words', 2: 'three' });
    expect([...said.keys()]).not.toEqual(['0', '1', '2']);
  });

  test('leaves a line that is no question, or too long a one, with its reason, and answers the others', async () => {
    const uri = cloud.upload('requests.jsonl', ['{"contents": []}', asking('word '.repeat(60)), asking('one')]);
    const request = { parent: location, batchPredictionJob: jobOf(uri, publisher(baseModel)) };
    const [{ name }] = await cloud.jobs(way).createBatchPredictionJob(request);
    const job = await ended(cloud, name!);
    expect(job.completionStats).toMatchObject({ successfulCount: '1', failedCount: '2' });
    const statuses = cloud.predictions(job.outputInfo!.gcsOutputDirectory!).map(({ status }) => String(status));
    expect(statuses.toSorted()).toEqual([
      '',
      'Bad Request: line 1 is no {"request": {…}}',
      expect.stringMatching(/^Bad Request: \{"error":\{"code":400,"message":".*input token count.*"INVALID_ARGUMENT"/),
    ]);
  });
});

describe('batch prediction', () => {
  test('of a tuned model is answered by its adapter, and refused of a tuned Gemini 3', async () => {
    const uri = cloud.upload('requests.jsonl', [asking('hello')]);
    const tuned = await tune(cloud, baseModel);
    const [{ name }] = await cloud
      .jobs()
      .createBatchPredictionJob({ parent: location, batchPredictionJob: jobOf(uri, tuned.split('@')[0]!) });
    const { outputInfo } = await ended(cloud, name!);
    expect(JSON.stringify(cloud.predictions(outputInfo!.gcsOutputDirectory!))).toContain('\\"adapter\\":1');

    const newer = await tune(cloud, thinker);
    await expect(
      cloud.jobs().createBatchPredictionJob({ parent: location, batchPredictionJob: jobOf(uri, newer) }),
    ).rejects.toThrow('INVALID_ARGUMENT: Batch inference is not supported for tuned Gemini 3 and higher models.');
  });

  test.each([
    [{ model: publisher('gemini-online') }, 'Do not support publisher model gemini-online'],
    [{ model: publisher('gemini-0') }, 'was not found'],
    [{ inputConfig: { instancesFormat: 'csv' } }, 'instances_format'],
    [{ inputConfig: { instancesFormat: 'jsonl', gcsSource: { uris: ['gs://a/b', 'gs://a/c'] } } }, 'read one file'],
    [{ outputConfig: { predictionsFormat: 'bigquery' } }, 'predictions_format'],
    [{ displayName: '' }, 'display_name'],
  ])('is refused of %j', async (change, words) => {
    const batchPredictionJob = { ...jobOf('gs://artifacts/requests.jsonl', publisher(baseModel)), ...change };
    await expect(cloud.jobs().createBatchPredictionJob({ parent: location, batchPredictionJob })).rejects.toThrow(
      words,
    );
  });

  test('fails where the file is not there, is found by its label, and is taken away once it has ended', async () => {
    const client = cloud.jobs();
    const batchPredictionJob = { ...jobOf('gs://artifacts/none', publisher(baseModel)), labels: { run: 'lost' } };
    const [{ name }] = await client.createBatchPredictionJob({ parent: location, batchPredictionJob });
    expect(await ended(cloud, name!)).toMatchObject({
      state: 'JOB_STATE_FAILED',
      error: { message: expect.stringContaining('No such object') },
    });
    const [found] = await client.listBatchPredictionJobs({ parent: location, filter: 'labels.run="lost"' });
    expect(found.map((job) => job.name)).toEqual([name]);
    await expect(client.cancelBatchPredictionJob({ name })).rejects.toThrow('cannot be cancelled');
    const [deleting] = await client.deleteBatchPredictionJob({ name });
    await deleting.promise();
    await expect(client.getBatchPredictionJob({ name })).rejects.toThrow('is not found');
  });

  test('that is cancelled keeps what is answered', async () => {
    const uri = cloud.upload(
      'requests.jsonl',
      Array.from({ length: 200 }, (_, n) => asking(`question ${n}`)),
    );
    const client = cloud.jobs();
    const [{ name }] = await client.createBatchPredictionJob({
      parent: location,
      batchPredictionJob: jobOf(uri, publisher(baseModel)),
    });
    await client.cancelBatchPredictionJob({ name });
    const job = await ended(cloud, name!);
    expect(job.state).toBe('JOB_STATE_CANCELLED');
    const { successfulCount, incompleteCount } = job.completionStats!;
    expect(Number(successfulCount) + Number(incompleteCount)).toBe(200);
    expect(Number(incompleteCount)).toBeGreaterThan(0);
  });

  test("reads and writes as Vertex AI's own agent, and fails where that is not allowed to", async () => {
    const denied = new Set<string>();
    const access: Access = {
      ...allowAll,
      check: (principal, permission, resource) => {
        if (denied.has(permission)) throw new PermissionDenied(principal, permission, resource);
      },
    };
    const strict = await startCloud({ access });
    try {
      const uri = strict.upload('requests.jsonl', [asking('one')]);
      for (const permission of ['storage.objects.get', 'storage.objects.create']) {
        denied.clear();
        denied.add(permission);
        const batchPredictionJob = jobOf(uri, publisher(baseModel));
        const [{ name }] = await strict.jobs().createBatchPredictionJob({ parent: location, batchPredictionJob });
        expect(await ended(strict, name!)).toMatchObject({
          state: 'JOB_STATE_FAILED',
          error: { message: expect.stringMatching(`'${permission}' denied .*gcp-sa-aiplatform`) },
        });
      }
    } finally {
      await strict.remove();
    }
  });

  test('goes on after a restart', async () => {
    const first = await startCloud();
    const uri = first.upload(
      'requests.jsonl',
      Array.from({ length: 100 }, (_, n) => asking(`question ${n}`)),
    );
    const batchPredictionJob = jobOf(uri, publisher(baseModel));
    const [{ name }] = await first.jobs().createBatchPredictionJob({ parent: location, batchPredictionJob });
    await first.stop();
    const second = await startCloud({ folder: first.folder });
    try {
      expect(await ended(second, name!)).toMatchObject({
        state: 'JOB_STATE_SUCCEEDED',
        completionStats: { successfulCount: '100' },
      });
    } finally {
      await second.remove();
    }
  });
});
