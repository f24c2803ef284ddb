import { describe, expect, test } from '@jest/globals';
import type { LifecycleDate } from '../../../catalog/lifecycle';
import { createManualClock } from '../manual-clock';
import { eventually, example, plain, startCloud, type Cloud } from './fixtures/cloud';

const project = 'projects/landfall-local/locations';
const id = 'gemini-3.1-flash-lite';
const facts = {
  ...plain,
  id,
  tunable: true,
  servingLocations: ['us', 'eu', 'global'],
  tunedServingLocations: ['us', 'eu'],
};
const modelIn = (location: string) => `${project}/${location}/publishers/google/models/${id}`;
const contents = [{ role: 'user', parts: [{ text: 'hello' }] }];
const notServed = (name: string) => ({
  code: 5,
  details: expect.stringContaining(
    `Publisher Model \`${name}\` was not found or your project does not have access to it. Please ensure you are using a valid model version.`,
  ),
});

const ending = (action: LifecycleDate['action'], closesOn: string, locations?: string[]): LifecycleDate => ({
  action,
  closesOn,
  ...(locations && { locations }),
  source: 'https://example.com',
  asOf: '2026-11-28',
});

async function withCloud(options: Parameters<typeof startCloud>[0], use: (cloud: Cloud) => Promise<void>) {
  const cloud = await startCloud(options);
  try {
    await use(cloud);
  } finally {
    await cloud.remove();
  }
}

const createJob = (cloud: Cloud, region = 'us-central1', text = 'hello') =>
  cloud.tuning().createTuningJob({
    parent: `${project}/${region}`,
    tuningJob: {
      baseModel: id,
      supervisedTuningSpec: {
        trainingDatasetUri: cloud.upload('train.jsonl', [example(text, 'goodbye')]),
        hyperParameters: { epochCount: 1 },
      },
    },
  });

async function tuned(cloud: Cloud, name: string) {
  return await eventually(
    async () => (await cloud.tuning().getTuningJob({ name }))[0].tunedModel ?? undefined,
    'a tuned model',
  );
}

const ask = (cloud: Cloud, model: string) => cloud.prediction().generateContent({ model, contents });

describe('a base model', () => {
  test('is found where it is served, and nowhere else', () =>
    withCloud({ models: [facts] }, async (cloud) => {
      for (const location of facts.servingLocations) await expect(ask(cloud, modelIn(location))).resolves.toBeDefined();
      for (const location of ['us-west1', 'us-central1'])
        await expect(ask(cloud, modelIn(location))).rejects.toMatchObject(notServed(modelIn(location)));
    }));

  test('is tuned in a region, and what is tuned on it stays there and answers in the multi-region around it', () =>
    withCloud({ models: [{ ...facts, tuningRegions: ['us-central1', 'europe-west4'] }] }, async (cloud) => {
      for (const [region, around] of [
        ['us-central1', 'us'],
        ['europe-west4', 'eu'],
      ] as const) {
        const [job] = await createJob(cloud, region);
        const { model, endpoint } = await tuned(cloud, job.name!);
        expect(model).toContain(`/locations/${region}/models/`);
        expect(endpoint).toContain(`/locations/${around}/endpoints/`);
        await expect(ask(cloud, endpoint!)).resolves.toBeDefined();
      }
    }));

  test('is gone on its day, where that holds, and all that was tuned on it with it', () => {
    const clock = createManualClock('2027-05-06T23:00:00Z');
    const lifecycle = [ending('inference', '2027-05-07', ['us', 'us-central1']), ending('inference', '2027-08-06')];
    return withCloud({ models: [{ ...facts, lifecycle }], clock }, async (cloud) => {
      const [job] = await createJob(cloud);
      const { endpoint } = await tuned(cloud, job.name!);
      await expect(ask(cloud, modelIn('us'))).resolves.toBeDefined();
      await expect(ask(cloud, endpoint!)).resolves.toBeDefined();

      await clock.advance(60 * 60 * 1000);
      await expect(ask(cloud, modelIn('us'))).rejects.toMatchObject(notServed(modelIn('us')));
      await expect(ask(cloud, endpoint!)).rejects.toMatchObject(notServed(modelIn('us')));
      await expect(ask(cloud, modelIn('eu'))).resolves.toBeDefined();
      // What stands idle can still be looked at, and taken away.
      await expect(cloud.endpoints().getEndpoint({ name: endpoint! })).resolves.toBeDefined();
    });
  });

  test('takes no tuning job from its day on; one that is under way goes on', () => {
    const clock = createManualClock('2027-04-06T23:00:00Z');
    const lifecycle = [ending('tuning', '2027-04-07'), ending('inference', '2027-05-07')];
    return withCloud({ models: [{ ...facts, lifecycle }], clock }, async (cloud) => {
      const [job] = await createJob(cloud);
      await clock.advance(60 * 60 * 1000);
      await expect(createJob(cloud)).rejects.toMatchObject({
        code: 3,
        details: `tuning_job.base_model: ${id} is no longer available for supervised tuning.`,
      });
      const { endpoint } = await tuned(cloud, job.name!);
      await expect(ask(cloud, endpoint!)).resolves.toBeDefined();
    });
  });
});
