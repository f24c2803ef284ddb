import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { allowAll, PermissionDenied, type Access, type Principal } from '../../../local/iam/access';
import { grantedAccess } from '../iam/granted-access';
import { removeStorage, startStorage, type LocalStorage } from './local-storage';
import { api, call, put } from './requests';

const robot: Principal = { kind: 'serviceAccount', email: 'robot@demo.iam.gserviceaccount.com' };
const bucket = 'projects/_/buckets/bucket';

describe('access', () => {
  let local: LocalStorage;
  let asked: string[];
  let granted: string[];

  const access: Access = {
    ...allowAll,
    identify: (authorization) => (authorization === 'Bearer robot' ? robot : { kind: 'owner' }),
    check: (principal, permission, resource) => {
      asked.push(`${permission} on ${resource}`);
      if (principal.kind !== 'owner' && !granted.includes(permission))
        throw new PermissionDenied(principal, permission, resource);
    },
  };

  beforeAll(async () => {
    asked = [];
    local = await startStorage({ access });
    local.buckets.create('demo', 'bucket');
    await put(local, 'bucket', 'x', 'x');
  });

  beforeEach(() => {
    asked = [];
    granted = [];
  });

  afterAll(async () => {
    await local.stop();
    removeStorage(local);
  });

  const asRobot = (method: string, path: string, body?: object) =>
    api(local)(method, path, body, { authorization: 'Bearer robot' });

  test.each<[string, string, object | undefined, string]>([
    ['POST', '/b?project=demo', { name: 'new-bucket' }, 'storage.buckets.create on projects/demo'],
    ['GET', '/b?project=demo', undefined, 'storage.buckets.list on projects/demo'],
    ['GET', '/b/bucket', undefined, `storage.buckets.get on ${bucket}`],
    ['PATCH', '/b/bucket', {}, `storage.buckets.update on ${bucket}`],
    ['PUT', '/b/bucket', {}, `storage.buckets.update on ${bucket}`],
    ['DELETE', '/b/bucket', undefined, `storage.buckets.delete on ${bucket}`],
    ['GET', '/b/bucket/iam', undefined, `storage.buckets.getIamPolicy on ${bucket}`],
    ['PUT', '/b/bucket/iam', {}, `storage.buckets.setIamPolicy on ${bucket}`],
    ['GET', '/b/bucket/storageLayout', undefined, `storage.objects.list on ${bucket}`],
    ['POST', '/b/bucket/notificationConfigs', {}, `storage.buckets.update on ${bucket}`],
    ['GET', '/b/bucket/notificationConfigs', undefined, `storage.buckets.get on ${bucket}`],
    ['GET', '/b/bucket/notificationConfigs/1', undefined, `storage.buckets.get on ${bucket}`],
    ['DELETE', '/b/bucket/notificationConfigs/1', undefined, `storage.buckets.update on ${bucket}`],
    ['GET', '/projects/demo/serviceAccount', undefined, 'resourcemanager.projects.get on projects/demo'],
    ['GET', '/b/bucket/o', undefined, `storage.objects.list on ${bucket}`],
    ['GET', '/b/bucket/o/x', undefined, `storage.objects.get on ${bucket}/objects/x`],
    ['GET', '/b/bucket/o/x?alt=media', undefined, `storage.objects.get on ${bucket}/objects/x`],
    ['PATCH', '/b/bucket/o/x', {}, `storage.objects.update on ${bucket}/objects/x`],
    ['PUT', '/b/bucket/o/x', {}, `storage.objects.update on ${bucket}/objects/x`],
    ['DELETE', '/b/bucket/o/x', undefined, `storage.objects.delete on ${bucket}/objects/x`],
    ['POST', '/b/bucket/o/y/compose', {}, `storage.objects.create on ${bucket}/objects/y`],
    ['POST', '/b/bucket/o/x/copyTo/b/bucket/o/y', undefined, `storage.objects.get on ${bucket}/objects/x`],
    ['POST', '/b/bucket/o/x/rewriteTo/b/bucket/o/y', undefined, `storage.objects.get on ${bucket}/objects/x`],
  ])('%s %s with %j is refused without %s', async (method, path, body, wanted) => {
    const answer = await asRobot(method, path, body);
    expect(asked).toEqual([wanted]);
    expect(answer.status).toBe(403);
    expect(answer.json['error'].errors[0].reason).toBe('forbidden');
    expect(answer.json['error'].message).toContain('robot@demo.iam.gserviceaccount.com does not have');
  });

  test.each(['media', 'resumable'])('an upload (%s) is refused without storage.objects.create', async (uploadType) => {
    const address = `${local.url}/upload/storage/v1/b/bucket/o?uploadType=${uploadType}&name=y`;
    const answer = await call(address, { method: 'POST', headers: { authorization: 'Bearer robot' } });
    expect([answer.status, asked]).toEqual([403, [`storage.objects.create on ${bucket}/objects/y`]]);
  });

  test.each([
    [
      'upload',
      () =>
        call(`${local.url}/upload/storage/v1/b/bucket/o?uploadType=media&name=x`, {
          method: 'POST',
          headers: { authorization: 'Bearer robot' },
        }),
    ],
    [
      'resumable upload',
      () =>
        call(`${local.url}/upload/storage/v1/b/bucket/o?uploadType=resumable&name=x`, {
          method: 'POST',
          headers: { authorization: 'Bearer robot' },
        }),
    ],
    ['copy', () => asRobot('POST', '/b/bucket/o/x/copyTo/b/bucket/o/x')],
    ['compose', () => asRobot('POST', '/b/bucket/o/x/compose', { sourceObjects: [{ name: 'x' }] })],
  ])('replacing an object by %s takes storage.objects.delete as well', async (_how, send) => {
    granted = ['storage.objects.create', 'storage.objects.get'];
    const answer = await send();
    expect([answer.status, asked.at(-1)]).toEqual([403, `storage.objects.delete on ${bucket}/objects/x`]);
  });

  test('who may read but not list is not told that an object does not exist', async () => {
    granted = ['storage.objects.get'];
    expect((await asRobot('GET', '/b/bucket/o/missing')).status).toBe(403);
    granted = ['storage.objects.get', 'storage.objects.list'];
    expect((await asRobot('GET', '/b/bucket/o/missing')).status).toBe(404);
  });

  test('can be asked about', async () => {
    granted = ['storage.objects.get'];
    const query = 'permissions=storage.objects.get&permissions=storage.objects.delete';
    expect((await asRobot('GET', `/b/bucket/iam/testPermissions?${query}`)).json['permissions']).toEqual([
      'storage.objects.get',
    ]);
  });

  test('policies are kept, and changed only by who has read the last one', async () => {
    const send = api(local);
    const { etag } = (await send('GET', '/b/bucket/iam')).json;
    const bindings = [{ role: 'roles/storage.objectViewer', members: ['user:ana@example.com'] }];
    expect((await send('PUT', '/b/bucket/iam', { bindings, etag })).json['bindings']).toEqual(bindings);
    expect((await send('PUT', '/b/bucket/iam', { bindings: [], etag })).status).toBe(412);
    expect((await send('GET', '/b/bucket/iam')).json['bindings']).toEqual(bindings);
  });
});

test('a role that is none for a bucket is refused by its name, and the policy stays as it was', async () => {
  const local = await startStorage({ access: grantedAccess('demo') });
  local.buckets.create('demo', 'bucket');
  const set = (role: string) =>
    api(local)('PUT', '/b/bucket/iam', { bindings: [{ role, members: ['user:ana@example.com'] }] });
  for (const role of ['roles/storage.viewer', 'roles/pubsub.viewer']) {
    const message = `Role ${role} is not supported for this resource.`;
    expect(await set(role)).toMatchObject({
      status: 400,
      json: { error: { message, errors: [{ reason: 'invalid' }] } },
    });
  }
  expect((await api(local)('GET', '/b/bucket/iam')).json['bindings']).toEqual([]);
  expect((await set('roles/storage.objectViewer')).status).toBe(200);
  await local.stop();
  removeStorage(local);
});
