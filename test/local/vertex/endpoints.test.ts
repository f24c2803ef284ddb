import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { baseModel, eventually, example, location, startCloud, type Cloud } from './fixtures/cloud';

let cloud: Cloud;
let endpoint: string;
let model: string;
/** Its label marks what a test's own tuning job made. */
let run = 0;

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.remove());
beforeEach(async () => {
  const client = cloud.tuning();
  run += 1;
  const trainingDatasetUri = cloud.upload('train.jsonl', [example('hello', 'goodbye')]);
  const [job] = await client.createTuningJob({
    parent: location,
    tuningJob: {
      baseModel,
      supervisedTuningSpec: { trainingDatasetUri, hyperParameters: { epochCount: 2 } },
      labels: { run: `r${run}` },
    },
  });
  const tuned = await eventually(
    async () => (await client.getTuningJob({ name: job.name! }))[0].tunedModel ?? undefined,
    'a model',
  );
  endpoint = tuned.endpoint!;
  model = tuned.model!;
});

describe.each(['grpc', 'rest'] as const)('copies of models over %s', (way) => {
  const copied = async (request: { parent: string; sourceModel: string; modelId?: string }) => {
    const [operation] = await cloud.models(way).copyModel(request);
    return (await operation.promise())[0];
  };

  test('a copy is a model of its own: it stays, and answers, when the other is gone', async () => {
    const modelId = `copy-${way}-${run}`;
    const { model: copy } = await copied({ parent: location, sourceModel: model, modelId });
    expect(copy).toBe(`${location}/models/${modelId}`);
    const [found] = await cloud.models(way).getModel({ name: copy! });
    expect(found).toMatchObject({ modelSourceInfo: { copy: true }, deployedModels: [] });
    const [created] = await cloud.endpoints(way).createEndpoint({ parent: location, endpoint: { displayName: 'c' } });
    const [{ name }] = await created.promise();
    const [deploying] = await cloud.endpoints(way).deployModel({
      endpoint: name!,
      deployedModel: { model: copy! },
      trafficSplit: { 0: 100 },
    });
    await deploying.promise();
    const [{ deployedModels }] = await cloud.endpoints(way).getEndpoint({ name: endpoint });
    const [undeploying] = await cloud
      .endpoints(way)
      .undeployModel({ endpoint, deployedModelId: deployedModels![0]!.id! });
    await undeploying.promise();
    for (const { endpoint: other, deployedModelId } of (await cloud.models(way).getModel({ name: model }))[0]
      .deployedModels!)
      await (
        await cloud.endpoints(way).undeployModel({ endpoint: other!, deployedModelId: deployedModelId! })
      )[0].promise();
    await (await cloud.models(way).deleteModel({ name: model.split('@')[0]! }))[0].promise();
    const [answer] = await cloud.prediction(way).generateContent({
      model: name!,
      contents: [{ role: 'user', parts: [{ text: 'hello' }] }],
    });
    expect(answer.candidates![0]!.content!.parts![0]!.text).toContain('hello');
  });

  test.each<[string, object, number, RegExp]>([
    ['under a name that it may not have', { modelId: '1copy' }, 3, /model_id: "1copy"/],
    ['of nothing', { sourceModel: `${location}/models/1` }, 5, /models\/1/],
    ['out of another project', { parent: 'projects/other/locations/us-central1' }, 3, /source_model/],
  ])('a copy is refused %s', async (_, change, code, message) => {
    const request = { parent: location, sourceModel: model, modelId: 'x', ...change };
    await expect(copied(request)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('there are no two copies of a name, and none is deployed where its base is not served', async () => {
    const request = { parent: location, sourceModel: model, modelId: `twice-${way}` };
    await copied(request);
    await expect(copied(request)).rejects.toMatchObject({ code: 6 });
    const far = location.replace('us-central1', 'us-east1');
    const [created] = await cloud.endpoints(way).createEndpoint({ parent: far, endpoint: { displayName: 'far' } });
    const [{ name }] = await created.promise();
    await expect(cloud.endpoints(way).deployModel({ endpoint: name!, deployedModel: { model } })).rejects.toMatchObject(
      { code: 9, message: expect.stringContaining('served in us-central1, and not in us-east1') },
    );
  });
});

describe.each(['grpc', 'rest'] as const)('endpoints over %s', (way) => {
  test('an endpoint is undeployed, then deleted, and its model after it; operations finish', async () => {
    const client = cloud.endpoints(way);
    await expect(client.deleteEndpoint({ name: endpoint })).rejects.toMatchObject({ code: 9 });
    const [all] = await client.listEndpoints({ parent: location, filter: `labels.run=r${run}` });
    expect(all).toHaveLength(2);
    for (const { name, deployedModels } of all) {
      const [undeploying] = await client.undeployModel({ endpoint: name!, deployedModelId: deployedModels![0]!.id! });
      await undeploying.promise();
      const [deleting] = await client.deleteEndpoint({ name: name! });
      const [, metadata] = await deleting.promise();
      expect((metadata as { genericMetadata: object }).genericMetadata).toHaveProperty('createTime');
      expect((await client.checkDeleteEndpointProgress(deleting.name!)).done).toBe(true);
    }
    await expect(client.getEndpoint({ name: endpoint })).rejects.toMatchObject({ code: 5 });

    const [deleting] = await cloud.models(way).deleteModel({ name: model.replace('@1', '') });
    await deleting.promise();
    await expect(cloud.models(way).getModel({ name: model })).rejects.toMatchObject({ code: 5 });
  });

  test('a new endpoint takes checkpoints of a model and splits its traffic between them', async () => {
    const client = cloud.endpoints(way);
    const [creating] = await client.createEndpoint({ parent: location, endpoint: { displayName: 'canary' } });
    const [created] = await creating.promise();
    expect(created).toMatchObject({ displayName: 'canary' });
    const name = created.name!;
    const [first] = await client.deployModel({
      endpoint: name,
      deployedModel: { model, checkpointId: '1' },
      trafficSplit: { '0': 100 },
    });
    const [{ deployedModel }] = await first.promise();
    const id = deployedModel!.id!;
    const [second] = await client.deployModel({
      endpoint: name,
      deployedModel: { model },
      trafficSplit: { [id]: 90, '0': 10 },
    });
    await second.promise();

    const [endpointNow] = await client.getEndpoint({ name });
    expect(endpointNow.deployedModels!.map(({ checkpointId }) => checkpointId)).toEqual(['1', '2']);
    expect(endpointNow.trafficSplit![id]).toBe(90);
    const [stored] = await cloud.models(way).getModel({ name: model });
    expect(stored.deployedModels).toHaveLength(4);
    await expect(client.undeployModel({ endpoint: name, deployedModelId: id })).rejects.toMatchObject({ code: 9 });

    const other = endpointNow.deployedModels![1]!.id!;
    const [updated] = await client.updateEndpoint({
      endpoint: { name, trafficSplit: { [other]: 100 }, labels: { stage: 'production' } },
      updateMask: { paths: ['traffic_split', 'labels'] },
    });
    expect(updated).toMatchObject({
      displayName: 'canary',
      labels: { stage: 'production' },
      trafficSplit: { [other]: 100 },
    });
    expect(updated.etag).not.toBe(endpointNow.etag);
    const wrong = client.updateEndpoint({
      endpoint: { name, trafficSplit: { [other]: 60 } },
      updateMask: { paths: ['traffic_split'] },
    });
    await expect(wrong).rejects.toMatchObject({ code: 3, message: expect.stringContaining('60') });
  });

  test('a model shows its checkpoints and refuses to be deleted while it is deployed', async () => {
    const client = cloud.models(way);
    const [found] = await client.getModel({ name: model });
    expect(found).toMatchObject({ versionId: '1', defaultCheckpointId: '2', labels: { run: `r${run}` } });
    expect(found.checkpoints!.map(({ step }) => String(step))).toEqual(['2', '4']);
    await expect(client.deleteModel({ name: found.name! })).rejects.toMatchObject({ code: 9 });
    await expect(client.getModel({ name: `${found.name}@2` })).rejects.toMatchObject({ code: 5 });
  });

  test('an endpoint without a deployed model cannot generate', async () => {
    const [creating] = await cloud
      .endpoints(way)
      .createEndpoint({ parent: location, endpoint: { displayName: 'empty' } });
    const [{ name }] = await creating.promise();
    const failed = cloud
      .prediction(way)
      .generateContent({ model: name!, contents: [{ role: 'user', parts: [{ text: 'x' }] }] });
    await expect(failed).rejects.toMatchObject({ code: 9 });
  });
});

test('deleting a model deletes its adapters', async () => {
  const client = cloud.endpoints();
  const [all] = await client.listEndpoints({ parent: location, filter: `labels.run=r${run}` });
  for (const { name, deployedModels } of all)
    await client.undeployModel({ endpoint: name!, deployedModelId: deployedModels![0]!.id! });
  const [jobs] = await cloud.tuning().listTuningJobs({ parent: location, filter: `labels.run=r${run}` });
  const adapter = join(cloud.jobFolder(jobs[0]!.name!), 'adapter-2.bin');
  expect(existsSync(adapter)).toBe(true);
  await cloud.models().deleteModel({ name: model.split('@')[0]! });
  expect(existsSync(adapter)).toBe(false);
});
