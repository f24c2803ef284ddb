import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeWith } from '../../google-sdk';
import { baseModel, eventually, example, location, startCloud, type Cloud } from './fixtures/cloud';

const run = promisify(execFile);

describeWith('gcloud')('gcloud ai', () => {
  let cloud: Cloud;
  let tuned: { model: string; endpoint: string };
  beforeAll(async () => {
    cloud = await startCloud();
    const post = async (path: string, body?: unknown) => {
      const response = await fetch(
        `${cloud.url}/v1/${path}`,
        body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
      );
      return (await response.json()) as { name: string; tunedModel?: typeof tuned };
    };
    const trainingDatasetUri = cloud.upload('train.jsonl', [example('hello', 'goodbye')]);
    const job = await post(`${location}/tuningJobs`, {
      baseModel,
      tunedModelDisplayName: 'by hand',
      supervisedTuningSpec: { trainingDatasetUri, hyperParameters: { epochCount: 1 } },
    });
    tuned = await eventually(async () => (await post(job.name)).tunedModel, 'a model');
  });
  afterAll(() => cloud.remove());

  async function gcloud(...args: string[]): Promise<Record<string, unknown>[] & Record<string, unknown>> {
    const { stdout } = await run('gcloud', ['ai', ...args, '--region=us-central1', '--format=json'], {
      env: {
        PATH: process.env['PATH'],
        HOME: cloud.folder,
        CLOUDSDK_CONFIG: join(cloud.folder, 'gcloud'),
        CLOUDSDK_CORE_PROJECT: 'landfall-local',
        CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
        CLOUDSDK_AUTH_ACCESS_TOKEN: 'any',
        CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM: `${cloud.url}/`,
      },
    });
    return JSON.parse(stdout || '{}');
  }

  test('lists, describes, undeploys and deletes what tuning made', async () => {
    const id = tuned.endpoint.split('/').at(-1)!;
    expect(await gcloud('models', 'list')).toMatchObject([{ displayName: 'by hand' }]);
    expect(await gcloud('endpoints', 'list')).toMatchObject([{ name: tuned.endpoint }]);
    const described = await gcloud('endpoints', 'describe', id);
    const [deployed] = described['deployedModels'] as { id: string; model: string }[];
    expect(deployed!.model).toBe(tuned.model);
    await gcloud('endpoints', 'undeploy-model', id, `--deployed-model-id=${deployed!.id}`);
    await gcloud('endpoints', 'delete', id);
    expect(await gcloud('endpoints', 'list')).toEqual([]);
    await expect(gcloud('endpoints', 'describe', id)).rejects.toThrow(/NOT_FOUND/);
  });
});
