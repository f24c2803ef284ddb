import { beforeEach, describe, expect, test } from '@jest/globals';
import { createPolicy, type Binding, type Policy } from '../../../local/iam/policy';
import { RoleNotSupported } from '../../../local/iam/access';
import type { Table } from '../../../local/state';
import { createManualClock } from '../manual-clock';
import { memoryTable } from './granted-access';

const tune = 'serviceAccount:landfall-tune@p.iam.gserviceaccount.com';
const viewer = 'roles/storage.objectViewer';

describe('a policy', () => {
  let policy: Policy;
  let table: Table<Binding[]>;

  beforeEach(() => {
    table = memoryTable();
    policy = createPolicy(table, 'p');
  });

  test.each([
    [
      'an object, from its bucket',
      'projects/_/buckets/b',
      viewer,
      'storage.objects.get',
      'projects/_/buckets/b/objects/x/y',
      true,
    ],
    [
      'an object, from the project',
      'projects/p',
      viewer,
      'storage.objects.get',
      'projects/_/buckets/b/objects/x',
      true,
    ],
    [
      'not an object of another bucket',
      'projects/_/buckets/b',
      viewer,
      'storage.objects.get',
      'projects/_/buckets/bb/objects/x',
      false,
    ],
    [
      'not what the role does not hold',
      'projects/_/buckets/b',
      viewer,
      'storage.objects.create',
      'projects/_/buckets/b/objects/x',
      false,
    ],
    [
      'listing, on the bucket itself',
      'projects/_/buckets/b',
      viewer,
      'storage.objects.list',
      'projects/_/buckets/b',
      true,
    ],
    ['a topic', 'projects/p/topics/t', 'roles/pubsub.publisher', 'pubsub.topics.publish', 'projects/p/topics/t', true],
    [
      'not another topic',
      'projects/p/topics/t',
      'roles/pubsub.publisher',
      'pubsub.topics.publish',
      'projects/p/topics/u',
      false,
    ],
    [
      'a table, from its dataset',
      'projects/p/datasets/d',
      'roles/bigquery.dataEditor',
      'bigquery.tables.updateData',
      'projects/p/datasets/d/tables/t',
      true,
    ],
    [
      'not a dataset, from its table',
      'projects/p/datasets/d/tables/t',
      'roles/bigquery.dataEditor',
      'bigquery.tables.create',
      'projects/p/datasets/d',
      false,
    ],
    [
      'a location, from the project',
      'projects/p',
      'roles/run.invoker',
      'run.routes.invoke',
      'projects/p/locations/us-central1/services/s',
      true,
    ],
    ['nothing in another project', 'projects/p', 'roles/bigquery.jobUser', 'bigquery.jobs.create', 'projects/q', false],
  ])('allows %s', (_what, resource, role, permission, target, allowed) => {
    policy.replace([{ resource, role, member: tune }]);
    expect(policy.allows(tune, permission, target)).toBe(allowed);
    expect(policy.allows('serviceAccount:other@p.iam.gserviceaccount.com', permission, target)).toBe(false);
  });

  test("allows what a role of the program's own holds, also after a restart", () => {
    const role = 'projects/p/roles/landfallModelCaller';
    const permissions = ['aiplatform.endpoints.predict'];
    policy.replace([{ resource: 'projects/p', role, member: tune, permissions }]);
    const may = (permission: string) => createPolicy(table, 'p').allows(tune, permission, 'projects/p/locations/l');
    expect([may('aiplatform.endpoints.predict'), may('aiplatform.endpoints.delete')]).toEqual([true, false]);
  });

  test('forgets a binding that is no longer there', () => {
    policy.replace([{ resource: 'projects/_/buckets/b', role: viewer, member: tune }]);
    policy.replace([]);
    expect(policy.allows(tune, 'storage.objects.get', 'projects/_/buckets/b/objects/x')).toBe(false);
  });

  test('adds what a service is told itself, until that is taken back', () => {
    const topic = 'projects/p/topics/t';
    const mayPublish = (held: Policy) => held.allows(tune, 'pubsub.topics.publish', topic);
    policy.setOn(topic, [{ role: 'roles/pubsub.publisher', members: [tune] }]);
    policy.replace([]);
    expect([mayPublish(policy), mayPublish(createPolicy(table, 'p'))]).toEqual([true, true]);
    policy.setOn(topic, []);
    expect([mayPublish(policy), mayPublish(createPolicy(table, 'p'))]).toEqual([false, false]);
  });

  test('takes effect, and is taken back, only after the delay', async () => {
    const clock = createManualClock();
    const delayed = createPolicy(table, 'p', { clock, delayMilliseconds: 5000 });
    const [granted, added] = ['projects/p/topics/t', 'projects/p/topics/u'];
    const mayPublish = () => [granted, added].map((topic) => delayed.allows(tune, 'pubsub.topics.publish', topic));
    const role = 'roles/pubsub.publisher';
    delayed.replace([{ resource: granted, role, member: tune }]);
    await clock.advance(3000);
    delayed.setOn(added, [{ role, members: [tune] }]);
    expect(mayPublish()).toEqual([false, false]);
    await clock.advance(2000);
    expect(mayPublish()).toEqual([true, false]);
    await clock.advance(3000);
    expect(mayPublish()).toEqual([true, true]);
    delayed.replace([]);
    await clock.advance(4999);
    expect(mayPublish()).toEqual([true, true]);
    await clock.advance(1);
    expect(mayPublish()).toEqual([false, true]);
  });

  test('says when all that was changed is in force', async () => {
    const clock = createManualClock();
    const delayed = createPolicy(table, 'p', { clock, delayMilliseconds: 5000 });
    let isInForce = false;
    delayed.replace([{ resource: 'projects/p', role: viewer, member: tune }]);
    void delayed.inForce(60_000).then(() => (isInForce = true));
    await clock.advance(4999);
    expect(isInForce).toBe(false);
    await clock.advance(1);
    expect(isInForce).toBe(true);
  });

  test('is waited for no longer than asked, in force or not', async () => {
    const clock = createManualClock();
    const delayed = createPolicy(table, 'p', { clock, delayMilliseconds: 5000 });
    delayed.replace([{ resource: 'projects/p', role: viewer, member: tune }]);
    let isOver = false;
    void delayed.inForce(3000).then(() => (isOver = true));
    await clock.advance(3000);
    expect(isOver).toBe(true);
    expect(delayed.allows(tune, 'storage.objects.get', 'projects/_/buckets/b/objects/x')).toBe(false);
  });

  test('is there again after a restart', () => {
    policy.replace([{ resource: 'projects/_/buckets/b', role: viewer, member: tune }]);
    expect(createPolicy(table, 'p').allows(tune, 'storage.objects.get', 'projects/_/buckets/b/objects/x')).toBe(true);
  });

  test.each([
    ['no role', 'projects/p', 'roles/storage.objectReader'],
    ['a role of another service', 'projects/p/topics/t', viewer],
    ['a role of another project', 'projects/p/topics/t', 'projects/q/roles/publisher'],
  ])('refuses %s by its name, and stays as it was', (_what, resource, role) => {
    const granted = { resource: 'projects/_/buckets/b', role: viewer, member: tune };
    const refusal = `Role ${role} is not supported for this resource.`;
    policy.replace([granted]);
    expect(() => policy.replace([{ resource, role, member: tune }])).toThrow(
      `${refusal} The program grants it on ${resource}`,
    );
    expect(() => policy.setOn(resource, [{ role, members: [tune] }])).toThrow(new RoleNotSupported(role));
    expect(policy.allows(tune, 'storage.objects.get', 'projects/_/buckets/b/objects/x')).toBe(true);
    expect([...table.entries()].map(({ value }) => value)).toEqual([[granted]]);
  });

  test("a service may be told a role of the program's own", () => {
    const role = 'projects/p/roles/publisher';
    policy.replace([{ resource: 'projects/p/topics/t', role, member: tune, permissions: ['pubsub.topics.publish'] }]);
    policy.setOn('projects/p/topics/u', [{ role, members: [tune] }]);
    expect(policy.allows(tune, 'pubsub.topics.publish', 'projects/p/topics/u')).toBe(true);
  });

  test.each([
    ['roles/owner', 'pubsub.topics.setIamPolicy', true],
    ['roles/editor', 'pubsub.topics.create', true],
    ['roles/editor', 'pubsub.topics.setIamPolicy', false],
    ['roles/viewer', 'pubsub.topics.list', true],
    ['roles/viewer', 'pubsub.topics.publish', false],
    ['roles/editor', 'storage.objects.get', false],
    ['roles/storage.admin', 'storage.buckets.setIamPolicy', true],
    ['roles/storage.objectAdmin', 'storage.objects.setRetention', true],
    ['roles/storage.objectAdmin', 'storage.buckets.get', false],
    ['roles/pubsub.editor', 'pubsub.schemas.commit', true],
    ['roles/pubsub.viewer', 'pubsub.subscriptions.consume', false],
    ['roles/bigquery.dataOwner', 'bigquery.datasets.setIamPolicy', true],
    ['roles/bigquery.metadataViewer', 'bigquery.tables.getData', false],
    ['roles/bigquery.user', 'bigquery.jobs.create', true],
    ['roles/aiplatform.user', 'aiplatform.tuningJobs.create', true],
    ['roles/aiplatform.viewer', 'aiplatform.models.delete', false],
  ])('%s and %s: %s', (role, permission, allowed) => {
    policy.replace([{ resource: 'projects/p', role, member: tune }]);
    expect(policy.allows(tune, permission, 'projects/p')).toBe(allowed);
  });
});
