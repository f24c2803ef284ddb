import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { allowAll, PermissionDenied, type Access } from '../../../local/iam/access';
import { openPubSub, serveRouter } from './harness';

// Real sockets, on machines that may be busy with training beside them.
/** The owner may do everything, the account `reader` only what is listed. */
const access: Access = {
  ...allowAll,
  identify: (authorization) => (authorization ? { kind: 'serviceAccount', email: 'reader' } : { kind: 'owner' }),
  check(principal, permission, resource) {
    const allowed = ['pubsub.topics.get projects/demo/topics/orders'];
    if (principal.kind === 'owner' || allowed.includes(`${permission} ${resource}`)) return;
    throw new PermissionDenied(principal, permission, resource);
  },
};

describe('the REST form', () => {
  let server: ReturnType<typeof openPubSub>;
  let http: Awaited<ReturnType<typeof serveRouter>>;

  beforeEach(async () => {
    server = openPubSub({ access });
    http = await serveRouter(server.router);
  });
  afterEach(async () => {
    await http.close();
    await server.close();
  });

  async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
    const response = await fetch(`${http.url}/v1/projects/demo/${path}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  test('creates, publishes, pulls and acknowledges', async () => {
    expect(await call('PUT', 'topics/orders', { labels: { team: 'a' } })).toEqual({
      status: 200,
      body: { name: 'projects/demo/topics/orders', labels: { team: 'a' }, state: 'ACTIVE' },
    });
    await call('PUT', 'subscriptions/sub', {
      topic: 'projects/demo/topics/orders',
      retryPolicy: { minimumBackoff: '0.5s' },
    });
    const messages = [{ data: 'aGVsbG8=', attributes: { colour: 'red' } }];
    const published = await call('POST', 'topics/orders:publish', { messages });
    const pulled = await call('POST', 'subscriptions/sub:pull', { maxMessages: 10 });
    const [received] = pulled.body.receivedMessages as { ackId: string; message: object }[];
    expect(received!.message).toEqual({
      data: 'aGVsbG8=',
      attributes: { colour: 'red' },
      messageId: (published.body.messageIds as string[])[0],
      publishTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    expect(await call('POST', 'subscriptions/sub:acknowledge', { ackIds: [received!.ackId] })).toEqual({
      status: 200,
      body: {},
    });
    const empty = await call('POST', 'subscriptions/sub:pull', { maxMessages: 10, returnImmediately: true });
    expect(empty).toEqual({ status: 200, body: {} });
  });

  test('shows a subscription with its defaults, and takes field names as in the proto', async () => {
    await call('PUT', 'topics/orders');
    const created = await call('PUT', 'subscriptions/sub', {
      topic: 'projects/demo/topics/orders',
      ack_deadline_seconds: 20,
    });
    expect(created.body).toEqual({
      name: 'projects/demo/subscriptions/sub',
      topic: 'projects/demo/topics/orders',
      ackDeadlineSeconds: 20,
      messageRetentionDuration: '604800s',
      expirationPolicy: { ttl: '2678400s' },
      state: 'ACTIVE',
    });
    const subscription = { retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' } };
    const updated = await call('PATCH', 'subscriptions/sub', { subscription, updateMask: 'retryPolicy' });
    expect(updated.body).toEqual({ ...created.body, ...subscription });
  });

  test('waits for a message when a pull finds none', async () => {
    await call('PUT', 'topics/orders');
    await call('PUT', 'subscriptions/sub', { topic: 'projects/demo/topics/orders' });
    const pulling = call('POST', 'subscriptions/sub:pull', { maxMessages: 1 });
    await call('POST', 'topics/orders:publish', { messages: [{ data: 'aGVsbG8=' }] });
    expect((await pulling).body.receivedMessages).toHaveLength(1);
  });

  test('lists in pages', async () => {
    for (const id of ['aaa', 'bbb', 'ccc']) await call('PUT', `topics/${id}`);
    const first = await call('GET', 'topics?pageSize=2');
    expect(first.body.topics).toMatchObject([
      { name: 'projects/demo/topics/aaa' },
      { name: 'projects/demo/topics/bbb' },
    ]);
    const second = await call('GET', `topics?pageSize=2&pageToken=${String(first.body.nextPageToken)}`);
    expect(second.body).toEqual({ topics: [{ name: 'projects/demo/topics/ccc', state: 'ACTIVE' }] });
  });

  test.each<[string, string, string, object | undefined, number, string, string]>([
    ['a missing topic', 'GET', 'topics/none', undefined, 404, 'NOT_FOUND', 'Resource not found (resource=none).'],
    [
      'a topic that is there',
      'PUT',
      'topics/orders',
      {},
      409,
      'ALREADY_EXISTS',
      'Resource already exists in the project (resource=orders).',
    ],
    [
      'a bad name',
      'PUT',
      'topics/9',
      {},
      400,
      'INVALID_ARGUMENT',
      'Invalid [topics] name: (name=projects/demo/topics/9)',
    ],
    [
      'an empty message',
      'POST',
      'topics/orders:publish',
      { messages: [{}] },
      400,
      'INVALID_ARGUMENT',
      'One or more messages in the publish request is empty. Each message must contain either non-empty data, or at least one attribute.',
    ],
    [
      'a foreign ack id',
      'POST',
      'subscriptions/sub:acknowledge',
      { ackIds: ['x'] },
      400,
      'INVALID_ARGUMENT',
      'You have passed an invalid ack ID to the service (ack_id=x).',
    ],
    ['a missing snapshot', 'GET', 'snapshots/none', undefined, 404, 'NOT_FOUND', 'Resource not found (resource=none).'],
  ])('answers %s as Google does', async (_, method, path, body, code, status, message) => {
    await call('PUT', 'topics/orders');
    await call('PUT', 'subscriptions/sub', { topic: 'projects/demo/topics/orders' });
    expect(await call(method, path, body)).toEqual({ status: code, body: { error: { code, status, message } } });
  });

  test('refuses an unknown field as Google does', async () => {
    const description = 'Invalid JSON payload received. Unknown name "labelz": Cannot find field.';
    const { status, body } = await call('PUT', 'topics/abc', { labelz: {} });
    expect(status).toBe(400);
    expect(body.error).toEqual({
      code: 400,
      status: 'INVALID_ARGUMENT',
      message: description,
      details: [
        { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field: '', description }] },
      ],
    });
  });

  test('says which field is unreadable', async () => {
    const { status, body } = await call('PUT', 'subscriptions/sub', { topic: 7 });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ message: expect.stringContaining('topic') });
  });

  test('asks for permission with the caller’s identity', async () => {
    await call('PUT', 'topics/orders');
    const reader = { authorization: 'Bearer reader' };
    expect((await call('GET', 'topics/orders', undefined, reader)).status).toBe(200);
    const denied = await call('POST', 'topics/orders:publish', { messages: [{ data: 'eA==' }] }, reader);
    expect(denied).toMatchObject({ status: 403, body: { error: { status: 'PERMISSION_DENIED' } } });
    const permissions = ['pubsub.topics.get', 'pubsub.topics.publish'];
    const tested = await call('POST', 'topics/orders:testIamPermissions', { permissions }, reader);
    expect(tested.body).toEqual({ permissions: ['pubsub.topics.get'] });
  });

  test('refuses to write over a policy that was changed in between', async () => {
    await call('PUT', 'topics/orders');
    const { body: read } = await call('GET', 'topics/orders:getIamPolicy');
    const bindings = [{ role: 'roles/pubsub.publisher', members: ['user:a@example.com'] }];
    expect((await call('POST', 'topics/orders:setIamPolicy', { policy: { ...read, bindings } })).body).toMatchObject({
      bindings,
    });
    const late = await call('POST', 'topics/orders:setIamPolicy', { policy: { ...read, bindings: [] } });
    expect(late.status).toBe(400);
  });

  test('lets the paths of other services pass', async () => {
    const response = await fetch(`${http.url}/v1/projects/demo/locations/us-central1/endpoints`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('Cannot GET');
  });
});
