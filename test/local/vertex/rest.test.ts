import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allowAll, PermissionDenied, type Access } from '../../../local/iam/access';
import { baseModel, location, startCloud, type Cloud } from './fixtures/cloud';

let cloud: Cloud;
/** Lets the bearer of "reader" read in Vertex AI, and that of "tuner" do anything there, but nothing elsewhere. */
const access: Access = {
  ...allowAll,
  identify(header) {
    const [, name] = /^Bearer (reader|tuner)$/.exec(header ?? '') ?? [];
    return name ? { kind: 'serviceAccount', email: `${name}@example.com` } : { kind: 'owner' };
  },
  check(principal, permission, resource) {
    if (principal.kind === 'owner') return;
    const allowed = principal.email.startsWith('tuner') ? /^aiplatform\./ : /^aiplatform\..*\.(get|list)$/;
    if (!allowed.test(permission)) throw new PermissionDenied(principal, permission, resource);
  },
};
beforeAll(async () => {
  cloud = await startCloud({ access, principal: { kind: 'serviceAccount', email: 'reader@example.com' } });
});
afterAll(() => cloud.remove());

async function call(path: string, options: { method?: string; body?: unknown; token?: string } = {}) {
  const response = await fetch(cloud.url + path, {
    method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
    headers: { 'content-type': 'application/json', ...(options.token && { authorization: `Bearer ${options.token}` }) },
    ...(options.body !== undefined && {
      body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body),
    }),
  });
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type'), text, json: () => JSON.parse(text) };
}

const generate = (verb: string, body: unknown, token?: string) =>
  call(`/v1beta1/${location}/publishers/google/models/${baseModel}:${verb}`, { body, ...(token && { token }) });
const contents = [{ role: 'user', parts: [{ text: 'hello' }] }];

describe('JSON that the protos do not know is refused, with its place', () => {
  const cases: [string, unknown, RegExp][] = [
    ['an unknown name', { contents, temprature: 1 }, /Unknown name "temprature": Cannot find field/],
    [
      'an unknown name inside',
      { contents, generationConfig: { topk: 1 } },
      /Unknown name "topk" at 'generation_config': Cannot find field/,
    ],
    ['an unknown name in a list', { contents: [{ text: 'x' }] }, /Unknown name "text" at 'contents\[0\]'/],
    [
      'a text for a number',
      { contents, generationConfig: { temperature: 'hot' } },
      /generation_config.temperature' \(TYPE_FLOAT\), "hot"/,
    ],
    [
      'a fraction for an integer',
      { contents, generationConfig: { seed: 1.5 } },
      /generation_config.seed' \(TYPE_INT32\)/,
    ],
    ['an object for a list', { contents: {} }, /Invalid value at 'contents' \(LIST\)/],
    ['no JSON', '{"contents":', /Invalid JSON payload received/],
    ['a list for the request', [], /must be an object/],
    ['nothing at all', {}, /List of found errors:\t1.Field: contents; Message: Required field is not set/],
  ];
  test.each(cases)('%s', async (_, body, message) => {
    const { status, json } = await generate('generateContent', body);
    expect(status).toBe(400);
    expect(json().error).toMatchObject({
      code: 400,
      status: 'INVALID_ARGUMENT',
      message: expect.stringMatching(message),
    });
  });

  test('every violation is listed under its field', async () => {
    const { json } = await generate('generateContent', { contents, a: 1, generationConfig: { b: 2 } });
    expect(json().error.details).toEqual([
      {
        '@type': 'type.googleapis.com/google.rpc.BadRequest',
        fieldViolations: [
          { field: '', description: 'Invalid JSON payload received. Unknown name "a": Cannot find field.' },
          {
            field: 'generation_config',
            description: `Invalid JSON payload received. Unknown name "b" at 'generation_config': Cannot find field.`,
          },
        ],
      },
    ]);
  });
});

test('names may be written in snake_case, and enums come as names or as numbers', async () => {
  const snake = { contents, generation_config: { max_output_tokens: 8 } };
  expect((await generate('generateContent', snake)).json().candidates[0].finishReason).toBe('STOP');
  expect(
    (await generate('generateContent?$alt=json%3Benum-encoding=int', snake)).json().candidates[0].finishReason,
  ).toBe(1);
});

test('a stream is server-sent events with alt=sse, and a JSON list without', async () => {
  const events = await generate('streamGenerateContent?alt=sse', { contents });
  expect(events.type).toMatch(/^text\/event-stream/);
  expect(events.text).toMatch(/^(data: \{.*\}\r\n\r\n){3}$/);
  const list = await generate('streamGenerateContent', { contents });
  const reasons = list
    .json()
    .map((chunk: { candidates: [{ finishReason?: string }] }) => chunk.candidates[0].finishReason);
  expect(reasons).toEqual([undefined, undefined, 'STOP']);
});

test('a stream that fails once it has begun says so in a last event, and is broken off as a list', async () => {
  const failing = { contents: [{ role: 'user', parts: [{ text: 'FAIL LATE' }] }] };
  const events = await generate('streamGenerateContent?alt=sse', failing);
  const [said, failed] = events.text
    .trimEnd()
    .split('\r\n\r\n')
    .map((event) => JSON.parse(event.replace('data: ', '')));
  expect(said.candidates[0].content.parts).toEqual([{ text: '{"said":"' }]);
  expect(failed).toEqual({ error: { code: 500, message: 'the weights are not there', status: 'INTERNAL' } });
  await expect(generate('streamGenerateContent', failing)).rejects.toThrow('terminated');
});

test('64-bit integers are texts and instants are RFC 3339', async () => {
  const trainingDatasetUri = cloud.upload('train.jsonl', ['{}']);
  const body = { baseModel, supervisedTuningSpec: { trainingDatasetUri, hyperParameters: { epochCount: 2 } } };
  const { status, json } = await call(`/v1/${location}/tuningJobs`, { body });
  expect(status).toBe(200);
  expect(json()).toMatchObject({
    supervisedTuningSpec: { hyperParameters: { epochCount: '2' } },
    createTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/),
  });
});

test('query parameters are checked like fields', async () => {
  const listed = await call(`/v1/${location}/tuningJobs?pageSize=5&filter=labels.a%3Db`);
  expect([listed.status, listed.json()]).toEqual([200, { nextPageToken: '' }]);
  const unknown = await call(`/v1/${location}/tuningJobs?page=5`);
  expect(unknown.json().error).toMatchObject({
    status: 'INVALID_ARGUMENT',
    message: expect.stringContaining('"page"'),
  });
  const filter = await call(`/v1/${location}/tuningJobs?filter=labels.a`);
  expect(filter.json().error).toMatchObject({
    status: 'INVALID_ARGUMENT',
    message: expect.stringContaining('is not a filter'),
  });
});

test('what is no path of Vertex AI is left to others', async () => {
  for (const path of ['/v1/projects/p/topics', '/v1/pipelines/email-summary:generate', `/v1/${location}/other`]) {
    expect((await call(path)).text).toContain('Cannot GET');
  }
});

describe('who may not is told so', () => {
  test('over REST, by the token', async () => {
    expect((await call(`/v1/${location}/endpoints`, { token: 'reader' })).status).toBe(200);
    const denied = await generate('generateContent', { contents }, 'reader');
    expect(denied.status).toBe(403);
    expect(denied.json().error).toMatchObject({
      status: 'PERMISSION_DENIED',
      details: [{ reason: 'IAM_PERMISSION_DENIED', metadata: { permission: 'aiplatform.endpoints.predict' } }],
    });
  });

  test('who may tune but not read the dataset cannot tune on it', async () => {
    const trainingDatasetUri = cloud.upload('secret.jsonl', ['{}']);
    const body = { baseModel, supervisedTuningSpec: { trainingDatasetUri } };
    const denied = await call(`/v1/${location}/tuningJobs`, { body, token: 'tuner' });
    expect(denied.json().error.details[0].metadata).toEqual({
      permission: 'storage.objects.get',
      resource: 'projects/_/buckets/artifacts/objects/secret.jsonl',
    });
  });

  test('over gRPC, by the port', async () => {
    await expect(cloud.endpoints().listEndpoints({ parent: location })).resolves.toBeDefined();
    const denied = cloud
      .prediction()
      .generateContent({ model: `${location}/publishers/google/models/${baseModel}`, contents });
    await expect(denied).rejects.toMatchObject({
      code: 7,
      reason: 'IAM_PERMISSION_DENIED',
      domain: 'aiplatform.googleapis.com',
    });
  });
});
