import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OpenAI } from 'openai';
import { systemClock } from '../../../local/clock';
import { eventually, location, openModel, startCloud, type Cloud } from './fixtures/cloud';

let cloud: Cloud;
let ahead = 0;
beforeAll(async () => {
  const clock = { ...systemClock, now: () => systemClock.now() + ahead };
  cloud = await startCloud({ deployMs: 1000, wakeMs: 60_000, clock });
});
afterAll(() => cloud.remove());

const { publisherModel, managed, machine } = openModel.openWeights;
const weights = 'gs://artifacts/tuned/postprocess/node-0/checkpoints/final';

function leaveWeights(base = publisherModel): void {
  const folder = weights.replace('gs://artifacts/', '').replaceAll('/', '~');
  cloud.upload(`${folder}~config.json`, [JSON.stringify({ _name_or_path: base })]);
  cloud.upload(`${folder}~adapter~adapter_model.safetensors`, [JSON.stringify({ epoch: 3 })]);
}

const minutes = (count: number) => ({ seconds: count * 60 });
const request = (id: string, change: object = {}, resources: object = {}) => ({
  destination: location,
  customModel: { gcsUri: weights },
  modelConfig: { modelUserId: id },
  endpointConfig: { endpointUserId: id, endpointDisplayName: 'p-r-a' },
  deployConfig: {
    dedicatedResources: {
      machineSpec: {
        machineType: machine.type,
        acceleratorType: 'NVIDIA_L4' as const,
        acceleratorCount: machine.accelerators,
      },
      minReplicaCount: 0,
      maxReplicaCount: 1,
      scaleToZeroSpec: { minScaleupPeriod: minutes(30), idleScaledownPeriod: minutes(30) },
      ...resources,
    },
  },
  ...change,
});

async function deployed(id: string): Promise<string> {
  leaveWeights();
  const [operation] = await cloud.beta.garden().deploy(request(id));
  await operation.promise();
  return `${location}/endpoints/${id}`;
}

/** OpenAI's client at the address of an endpoint, calling a host. */
const chatAt = (endpoint: string, host: string) =>
  new OpenAI({
    apiKey: 'owner',
    baseURL: `${cloud.url}/v1beta1/${endpoint}`,
    defaultHeaders: { 'x-forwarded-host': host },
    maxRetries: 0,
  }).chat.completions;
const hostOf = async (endpoint: string) =>
  (await cloud.endpoints().getEndpoint({ name: endpoint }))[0].dedicatedEndpointDns!;
const question = { model: 'm', messages: [{ role: 'user' as const, content: 'one two' }], max_tokens: 8 };

describe.each(['grpc', 'rest'] as const)('weights of one’s own over %s', (way) => {
  test('become a model behind an endpoint of its own host, once the operation has ended', async () => {
    leaveWeights();
    // Its clients are made before: that takes longer than the deployment.
    await cloud.endpoints(way).listEndpoints({ parent: location });
    const id = `landfall-${way}`;
    const [operation] = await cloud.beta.garden(way).deploy(request(id));
    const name = `${location}/endpoints/${id}`;
    const [begun] = await cloud.endpoints(way).getEndpoint({ name });
    expect(begun).toMatchObject({ displayName: 'p-r-a', deployedModels: [], dedicatedEndpointEnabled: true });
    await expect(chatAt(name, await hostOf(name)).create(question)).rejects.toThrow('has no deployed model');
    await expect(cloud.endpoints(way).deleteEndpoint({ name })).rejects.toThrow('being-deployed');

    const [response] = await operation.promise();
    expect(response).toMatchObject({ endpoint: name, model: `${location}/models/${id}` });
    const [done] = await cloud.endpoints(way).getEndpoint({ name });
    expect(done.deployedModels).toMatchObject([{ model: `${location}/models/${id}@1` }]);
    expect(done.deployedModels![0]!.dedicatedResources!.machineSpec).toMatchObject({ machineType: 'g2-standard-12' });
    const [model] = await cloud.models(way).getModel({ name: `${location}/models/${id}` });
    expect(model).toMatchObject({ artifactUri: weights, deployedModels: [{ endpoint: name }] });

    const { choices, usage } = await chatAt(name, done.dedicatedEndpointDns!).create(question);
    expect(JSON.parse(choices[0]!.message.content!)).toMatchObject({ said: 'one two', adapter: 3 });
    expect(usage).toMatchObject({ prompt_tokens: 2, completion_tokens: 2 });

    const [undeploying] = await cloud
      .endpoints(way)
      .undeployModel({ endpoint: name, deployedModelId: done.deployedModels![0]!.id });
    await undeploying.promise();
    await expect(chatAt(name, done.dedicatedEndpointDns!).create(question)).rejects.toThrow('has no deployed model');
    const [deleting] = await cloud.endpoints(way).deleteEndpoint({ name });
    await deleting.promise();
    await expect(chatAt(name, done.dedicatedEndpointDns!).create(question)).rejects.toMatchObject({ status: 404 });
  });
});

test('an endpoint answers at its own host alone, and Gemini’s way not at all', async () => {
  const name = await deployed('landfall-host');
  const dns = await hostOf(name);
  expect(dns).toMatch(/^landfall-host\.us-central1-\d+\.prediction\.vertexai\.goog$/);
  for (const host of ['us-central1-aiplatform.googleapis.com', `another.${dns}`])
    await expect(chatAt(name, host).create(question)).rejects.toMatchObject({
      status: host.endsWith('googleapis.com') ? 400 : 404,
    });
  const contents = [{ role: 'user', parts: [{ text: 'one' }] }];
  await expect(cloud.prediction().generateContent({ model: name, contents })).rejects.toThrow(
    `Please access the endpoint using its dedicated dns name '${dns}'`,
  );
});

test('a machine sleeps once nobody has asked for its time, and wakes at the first question, which is dropped', async () => {
  const name = await deployed('landfall-sleeper');
  const chat = chatAt(name, await hostOf(name));
  ahead += 29 * 60_000;
  await chat.create(question);
  ahead += 29 * 60_000;
  await chat.create(question);
  ahead += 31 * 60_000;
  const notReady = { status: 429, message: expect.stringContaining('Model is not yet ready for inference') };
  await expect(chat.create(question)).rejects.toMatchObject(notReady);
  ahead += 30_000;
  await expect(chat.create(question)).rejects.toMatchObject(notReady);
  ahead += 31_000;
  await chat.create(question);
});

test('the untuned model answers under its managed name where it is served', async () => {
  const at = (place: string) =>
    chatAt(
      `projects/landfall-local/locations/${place}/endpoints/openapi`,
      place === 'global' ? 'aiplatform.googleapis.com' : `${place}-aiplatform.googleapis.com`,
    );
  const { choices } = await at('global').create({ ...question, model: managed });
  expect(JSON.parse(choices[0]!.message.content!)).not.toHaveProperty('adapter');
  await expect(at('us-central1').create({ ...question, model: managed })).rejects.toMatchObject({ status: 404 });
  await expect(at('global').create({ ...question, model: 'google/other' })).rejects.toMatchObject({ status: 404 });
  const long = { ...question, model: managed, messages: [{ role: 'user' as const, content: 'word '.repeat(60) }] };
  await expect(at('global').create(long)).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/maximum context length is 50 tokens.*requested \d+ tokens/),
  });
});

test('weights that are none end the operation with an error', async () => {
  for (const [id, prepare, reason] of [
    ['landfall-none', () => ({ customModel: { gcsUri: 'gs://artifacts/nothing' } }), 'holds no weights of a model'],
    ['landfall-other', () => (leaveWeights('google/other@1'), {}), 'is of google/other@1, which cannot be served'],
  ] as const) {
    const [operation] = await cloud.beta.garden().deploy(request(id, prepare()));
    await expect(operation.promise()).rejects.toThrow(reason);
    const [endpoint] = await cloud.endpoints().getEndpoint({ name: `${location}/endpoints/${id}` });
    expect(endpoint.deployedModels).toEqual([]);
  }
});

const refused: [string, object, object, string][] = [
  ['no weights', { customModel: {} }, {}, 'custom_model.gcs_uri'],
  ['weights elsewhere', { customModel: { gcsUri: 'https://a/b' } }, {}, '"https://a/b" is no gs:// folder'],
  ['an id of an endpoint that is none', { endpointConfig: { endpointUserId: 'A_b' } }, {}, 'endpoint_user_id'],
  ['an id of a model that is none', { modelConfig: { modelUserId: '1a' } }, {}, 'model_user_id'],
  ['no machine', {}, { machineSpec: {} }, 'machine_type'],
  ['no accelerators of a kind', {}, { machineSpec: { machineType: 'g', acceleratorType: 1 } }, 'accelerator_count'],
  ['no replica at most', {}, { maxReplicaCount: 0 }, 'max_replica_count'],
  ['sleep after four minutes', {}, { scaleToZeroSpec: { idleScaledownPeriod: minutes(4) } }, 'idle_scaledown_period'],
  ['sleep after nine hours', {}, { scaleToZeroSpec: { minScaleupPeriod: minutes(540) } }, 'min_scaleup_period'],
  ['sleep and one replica at least', {}, { minReplicaCount: 1 }, 'scale_to_zero_spec'],
  ['sleep at a shared host', { endpointConfig: { dedicatedEndpointDisabled: true } }, {}, 'shared public endpoints'],
];

test.each(refused)('a request is refused that asks for %s', async (_, change, resources, reason) => {
  await expect(cloud.beta.garden().deploy(request('landfall-refused', change, resources))).rejects.toMatchObject({
    code: 3,
    message: expect.stringContaining(reason),
  });
});

test('an endpoint is made once, and a project has no more than its machines', async () => {
  await deployed('landfall-twice');
  await expect(cloud.beta.garden().deploy(request('landfall-twice'))).rejects.toMatchObject({ code: 6 });
  const ids = Array.from({ length: 16 }, (_, n) => `landfall-many-${n}`);
  const results = await Promise.allSettled(ids.map((id) => cloud.beta.garden().deploy(request(id))));
  const reasons = results.flatMap((each) => (each.status === 'rejected' ? [each.reason as { code: number }] : []));
  expect(reasons.length).toBeGreaterThan(0);
  expect(new Set(reasons.map(({ code }) => code))).toEqual(new Set([8]));
});

test('a deployment goes on after a restart', async () => {
  const first = await startCloud({ deployMs: 60_000 });
  const before = cloud;
  cloud = first;
  leaveWeights();
  const [operation] = await first.beta.garden().deploy(request('landfall-restart'));
  await first.stop();
  const second = await startCloud({ folder: first.folder, clock: { ...systemClock, now: () => Date.now() + 60_000 } });
  cloud = before;
  try {
    const name = `${location}/endpoints/landfall-restart`;
    const endpoint = await eventually(async () => {
      const [found] = await second.endpoints().getEndpoint({ name });
      return found.deployedModels!.length > 0 ? found : undefined;
    }, 'the model on its endpoint');
    expect(endpoint.displayName).toBe('p-r-a');
    const { done } = await second.beta.garden().checkDeployProgress(operation.name!);
    expect(done).toBe(true);
  } finally {
    await second.remove();
  }
});
