import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Router, json } from 'express';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyGraph, type ApplyTargets } from '../../local/apply';
import type { Resource, ResourceGraph } from '../../local/apply/graph';
import type { Routing } from '../../local/logging/router';
import type { FunctionSpec } from '../../local/functions/spec';
import { openGateway, type Gateway } from '../../local/gateway';
import { createAccess, serviceAgent } from '../../local/iam';
import type { Access } from '../../local/iam/access';
import { createPolicy, type Policy } from '../../local/iam/policy';
import { createTokens } from '../../local/iam/tokens';
import { createPubSub, type LocalPubSub } from '../../local/pubsub';
import type { ScheduledJob } from '../../local/scheduler/job';
import { openState, type State } from '../../local/state';
import { createStorage, type Storage } from '../../local/storage';
import { createManualClock } from './manual-clock';

const validate = 'landfall-validate@p.iam.gserviceaccount.com';
const topic = (name: string): Resource => ({ type: 'gcp:pubsub/topic:Topic', name, inputs: { name } });
const subscription = (name: string, inputs: object = {}): Resource => ({
  type: 'gcp:pubsub/subscription:Subscription',
  name,
  inputs: { name, topic: 'projects/p/topics/landed', expirationPolicy: { ttl: '' }, ...inputs },
});
const bucket: Resource = {
  type: 'gcp:storage/bucket:Bucket',
  name: 'landing',
  inputs: { name: 'p-landing', location: 'us-central1', uniformBucketLevelAccess: true, versioning: { enabled: true } },
};
const object = (content: string): Resource => ({
  type: 'gcp:storage/bucketObject:BucketObject',
  name: 'bundle',
  inputs: { bucket: 'p-landing', name: 'pipelines/mail/pipeline.json', content, contentType: 'application/json' },
});
const notification: Resource = {
  type: 'gcp:storage/notification:Notification',
  name: 'landing',
  inputs: {
    bucket: 'p-landing',
    topic: 'projects/p/topics/landed',
    payloadFormat: 'JSON_API_V1',
    eventTypes: ['OBJECT_FINALIZE'],
  },
};
const mayPublish: Resource = {
  type: 'gcp:pubsub/topicIAMMember:TopicIAMMember',
  name: 'storage-landing',
  inputs: {
    topic: 'landed',
    role: 'roles/pubsub.publisher',
    member: `serviceAccount:${serviceAgent('storage').email}`,
  },
};
const history = subscription('landed-history', {
  bigqueryConfig: { table: 'p.landfall.events', writeMetadata: true },
});
const mayWrite: Resource = {
  type: 'gcp:bigquery/iamMember:IamMember',
  name: 'pubsub-events',
  inputs: {
    datasetId: 'landfall',
    tableId: 'events',
    role: 'roles/bigquery.dataEditor',
    member: `serviceAccount:${serviceAgent('pubsub').email}`,
  },
};
const mayRead: Resource = {
  type: 'gcp:storage/bucketIAMMember:BucketIAMMember',
  name: 'validate-landing',
  inputs: { bucket: 'p-landing', role: 'roles/storage.objectViewer', member: `serviceAccount:${validate}` },
};

describe('applying a program', () => {
  let directory: string;
  let state: State;
  let policy: Policy;
  let access: Access;
  let gateway: Gateway;
  let pubsub: LocalPubSub;
  let storage: Storage;
  let requests: { method: string; url: string; body: unknown }[];
  let functions: FunctionSpec[];
  let routed: Routing;
  let schedules: ScheduledJob[];

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'landfall-apply-'));
    state = openState(join(directory, 'state'));
    policy = createPolicy(state.table('iam'), 'p');
    access = createAccess(policy, createTokens(), 'p');
    gateway = await openGateway(0);
    pubsub = createPubSub({ state, access, appendRows: () => Promise.resolve() });
    storage = createStorage({ state, directory, access, publish: () => Promise.resolve() });
    requests = [];
    // BigQuery's answers to a first and a second creation.
    const bigquery = Router();
    bigquery.use('/bigquery/v2', json(), (request, response) => {
      const isThere = requests.some(({ method, url }) => method === 'POST' && url === request.url);
      requests.push({ method: request.method, url: request.url, body: request.body as unknown });
      response.status(request.method === 'POST' && isThere ? 409 : 200).json({});
    });
    gateway.serve([pubsub.router, bigquery, storage.router]);
  });

  afterEach(async () => {
    await gateway.close();
    pubsub.close();
    await storage.close();
    await state.close();
    rmSync(directory, { recursive: true });
  });

  const apply = (graph: ResourceGraph, others: Partial<ApplyTargets> = {}): Promise<void> =>
    applyGraph(graph, {
      place: { project: 'p', region: 'us-central1', url: url() },
      applied: state.table('applied'),
      setBindings: (bindings) => policy.replace(bindings),
      inForce: () => Promise.resolve(),
      setRouting: (routing) => void (routed = routing),
      setFunctions: (specs) => {
        functions = specs;
        return Promise.resolve();
      },
      setSchedules: (jobs) => void (schedules = jobs),
      ...others,
    });
  const url = (): string => `http://127.0.0.1:${gateway.port}`;
  const get = async (path: string) => (await (await fetch(`${url()}${path}`)).json()) as Record<string, unknown>;
  const names = async (collection: 'topics' | 'subscriptions'): Promise<string[]> => {
    const listed = (await get(`/v1/projects/p/${collection}`))[collection] as { name: string }[] | undefined;
    return (listed ?? []).map(({ name }) => name.split('/').at(-1)!).toSorted();
  };

  test('makes topics, subscriptions, buckets and notifications', async () => {
    const push = { pushEndpoint: 'http://127.0.0.1:1/functions/validate', oidcToken: { serviceAccountEmail: 'a@b' } };
    await apply([
      topic('landed'),
      topic('dead-letter'),
      subscription('validate', {
        ackDeadlineSeconds: 600,
        messageRetentionDuration: '604800s',
        retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' },
        deadLetterPolicy: { deadLetterTopic: 'projects/p/topics/dead-letter', maxDeliveryAttempts: 10 },
        pushConfig: push,
      }),
      bucket,
      mayPublish,
      notification,
    ]);
    expect(await names('topics')).toEqual(['dead-letter', 'landed']);
    expect(await get('/v1/projects/p/subscriptions/validate')).toMatchObject({
      topic: 'projects/p/topics/landed',
      ackDeadlineSeconds: 600,
      messageRetentionDuration: '604800s',
      retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' },
      deadLetterPolicy: { deadLetterTopic: 'projects/p/topics/dead-letter', maxDeliveryAttempts: 10 },
      pushConfig: push,
    });
    expect(await get('/storage/v1/b/p-landing')).toMatchObject({
      versioning: { enabled: true },
      iamConfiguration: { uniformBucketLevelAccess: { enabled: true } },
    });
    expect((await get('/storage/v1/b/p-landing/notificationConfigs'))['items']).toMatchObject([
      { topic: '//pubsub.googleapis.com/projects/p/topics/landed', event_types: ['OBJECT_FINALIZE'] },
    ]);
  });

  test('changes nothing when it is repeated', async () => {
    const graph = [topic('landed'), subscription('validate'), bucket, mayPublish, notification, object('{"a":1}')];
    await apply(graph);
    const generation = (await get('/storage/v1/b/p-landing/o/pipelines%2Fmail%2Fpipeline.json'))['generation'];
    await apply(graph);
    expect(await get('/storage/v1/b/p-landing/o/pipelines%2Fmail%2Fpipeline.json')).toMatchObject({ generation });
    expect((await get('/storage/v1/b/p-landing/notificationConfigs'))['items']).toHaveLength(1);
    expect([await names('topics'), await names('subscriptions')]).toEqual([['landed'], ['validate']]);
  });

  test('changes what has changed', async () => {
    await apply([
      topic('landed'),
      topic('other'),
      subscription('validate'),
      subscription('moved'),
      bucket,
      object('{"a":1}'),
    ]);
    await apply([
      topic('landed'),
      topic('other'),
      subscription('validate', { ackDeadlineSeconds: 300 }),
      subscription('moved', { topic: 'projects/p/topics/other' }),
      bucket,
      object('{"a":2}'),
    ]);
    expect(await get('/v1/projects/p/subscriptions/validate')).toMatchObject({ ackDeadlineSeconds: 300 });
    expect(await get('/v1/projects/p/subscriptions/moved')).toMatchObject({ topic: 'projects/p/topics/other' });
    expect(await get('/storage/v1/b/p-landing/o/pipelines%2Fmail%2Fpipeline.json?alt=media')).toEqual({ a: 2 });
  });

  test('removes the topics and subscriptions that it made, and none that others made', async () => {
    await fetch(`${url()}/v1/projects/p/topics/mine`, { method: 'PUT', body: '{}' });
    await apply([topic('landed'), subscription('validate'), subscription('extra')]);
    await apply([topic('landed'), subscription('validate')]);
    expect([await names('topics'), await names('subscriptions')]).toEqual([['landed', 'mine'], ['validate']]);
    await apply([]);
    expect([await names('topics'), await names('subscriptions')]).toEqual([['mine'], []]);
  });

  test('makes datasets and tables, and changes them when they are there', async () => {
    const graph = [
      {
        type: 'gcp:bigquery/dataset:Dataset',
        name: 'staging',
        inputs: { datasetId: 'staging', location: 'us-central1', defaultTableExpirationMs: 1000 },
      },
      {
        type: 'gcp:bigquery/table:Table',
        name: 'events',
        inputs: {
          datasetId: 'staging',
          tableId: 'events',
          schema: '[{"name":"data","type":"STRING"}]',
          timePartitioning: { type: 'DAY', field: 'publish_time' },
          clusterings: ['subscription_name'],
        },
      },
    ];
    await apply(graph);
    await apply(graph);
    expect(requests).toEqual([
      expect.objectContaining({
        method: 'POST',
        url: '/projects/p/datasets',
        body: {
          datasetReference: { projectId: 'p', datasetId: 'staging' },
          location: 'us-central1',
          defaultTableExpirationMs: '1000',
        },
      }),
      expect.objectContaining({
        method: 'POST',
        url: '/projects/p/datasets/staging/tables',
        body: {
          tableReference: { projectId: 'p', datasetId: 'staging', tableId: 'events' },
          schema: { fields: [{ name: 'data', type: 'STRING' }] },
          timePartitioning: { type: 'DAY', field: 'publish_time' },
          clustering: { fields: ['subscription_name'] },
        },
      }),
      expect.objectContaining({ method: 'POST' }),
      expect.objectContaining({ method: 'PATCH', url: '/projects/p/datasets/staging' }),
      expect.objectContaining({ method: 'POST' }),
      expect.objectContaining({ method: 'PATCH', url: '/projects/p/datasets/staging/tables/events' }),
    ]);
  });

  test('makes views once there are the tables that they read, whatever order they are declared in', async () => {
    const view = { query: 'SELECT data FROM `p.landfall.events`', useLegacySql: false };
    const table = (tableId: string, inputs: object): Resource => ({
      type: 'gcp:bigquery/table:Table',
      name: tableId,
      inputs: { datasetId: 'landfall', tableId, deletionProtection: false, ...inputs },
    });
    await apply([table('said', { view }), table('events', { schema: '[]' })]);
    const made = requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
    expect(made).toEqual([
      expect.objectContaining({ tableReference: { projectId: 'p', datasetId: 'landfall', tableId: 'events' } }),
      { tableReference: { projectId: 'p', datasetId: 'landfall', tableId: 'said' }, view },
    ]);
  });

  /** A function, and what it is built from. */
  const functionTaking = (maxInstanceRequestConcurrency: number) => [
    {
      type: 'gcp:storage/bucketObject:BucketObject',
      name: 'validate-source',
      inputs: { bucket: 'p-source', name: 'functions/validate.zip', source: { archive: '/built/validate' } },
    },
    {
      type: 'gcp:cloudfunctionsv2/function:Function',
      name: 'validate',
      inputs: {
        name: 'validate',
        location: 'us-central1',
        buildConfig: {
          entryPoint: 'validate',
          serviceAccount: 'projects/p/serviceAccounts/builder@p.iam.gserviceaccount.com',
          dockerRepository: 'projects/p/locations/us-central1/repositories/images',
          source: { storageSource: { bucket: 'p-source', object: 'functions/validate.zip' } },
        },
        serviceConfig: {
          availableMemory: '1Gi',
          timeoutSeconds: 540,
          maxInstanceCount: 20,
          maxInstanceRequestConcurrency,
          serviceAccountEmail: validate,
          environmentVariables: { LANDFALL_STAGE: 'validate' },
        },
      },
    },
  ];

  test('refuses a function that Cloud Run refuses', async () => {
    await expect(apply(functionTaking(20))).rejects.toThrow(
      'Cloud Run refuses function validate: it takes 20 requests at a time with less than 1 CPU',
    );
  });

  test('hands functions and schedules to their hosts', async () => {
    await apply([
      ...functionTaking(1),
      {
        type: 'gcp:cloudscheduler/job:Job',
        name: 'watch',
        inputs: {
          name: 'watch',
          schedule: '* * * * *',
          timeZone: 'Etc/UTC',
          pubsubTarget: { topicName: 'projects/p/topics/tick', data: 'e30=', attributes: { a: 'b' } },
        },
      },
    ]);
    expect(functions).toEqual([
      {
        name: 'validate',
        entryPoint: 'validate',
        source: '/built/validate',
        url: `${url()}/functions/validate`,
        resource: 'projects/p/locations/us-central1/services/validate',
        build: {
          bucket: 'p-source',
          object: 'functions/validate.zip',
          repository: 'projects/p/locations/us-central1/repositories/images',
          serviceAccount: 'builder@p.iam.gserviceaccount.com',
        },
        serviceAccount: validate,
        environment: { LANDFALL_STAGE: 'validate' },
        memoryMebibytes: 1024,
        processors: 0.583,
        timeoutSeconds: 540,
        concurrency: 1,
        maximumInstances: 20,
      },
    ]);
    expect(schedules).toEqual([
      {
        name: 'watch',
        schedule: '* * * * *',
        timeZone: 'Etc/UTC',
        topic: 'projects/p/topics/tick',
        data: Buffer.from('{}'),
        attributes: { a: 'b' },
      },
    ]);
  });

  const sinkTo = (destination: string, filter = 'resource.labels.service_name="serve"'): Resource => ({
    type: 'gcp:logging/projectSink:ProjectSink',
    name: 'predictions',
    inputs: { name: 'predictions', destination, filter, uniqueWriterIdentity: true },
  });

  test('routes log entries to a topic under an identity of its own, and leaves out what is excluded', async () => {
    const exclusion = {
      type: 'gcp:logging/projectExclusion:ProjectExclusion',
      name: 'predictions',
      inputs: { name: 'predictions', filter: 'severity="INFO"' },
    };
    await apply([topic('landed'), sinkTo('pubsub.googleapis.com/projects/p/topics/landed'), exclusion]);
    expect(routed).toEqual({
      sinks: [
        {
          name: 'predictions',
          filter: expect.any(Function),
          topic: 'projects/p/topics/landed',
          writer: { kind: 'serviceAccount', email: 'service-100000000001@gcp-sa-logging.iam.gserviceaccount.com' },
        },
      ],
      exclusions: [expect.any(Function)],
    });
  });

  test.each([
    ['a sink that is no topic', sinkTo('storage.googleapis.com/p-landing'), 'destination storage.googleapis.com'],
    [
      'a filter that nobody understands',
      sinkTo('pubsub.googleapis.com/projects/p/topics/t', 'a=~"b"'),
      'Invalid filter',
    ],
    [
      'a metric of such a filter',
      { type: 'gcp:logging/metric:Metric', name: 'lost', inputs: { name: 'lost', filter: 'nothing' } },
      'Invalid filter',
    ],
  ])('refuses %s, and has changed nothing', async (_, resource, why) => {
    await expect(apply([topic('landed'), resource])).rejects.toThrow(why);
    expect(await names('topics')).toEqual([]);
  });

  test('makes what waits for the grants once they are in force, and nothing else later', async () => {
    const wait: Resource = {
      type: 'pulumi-nodejs:dynamic:Resource',
      name: 'grants',
      inputs: { __provider: '', grants: ['validate-landing-id'], seconds: 120 },
    };
    const waiting = { ...notification, dependsOn: ['pulumi-nodejs:dynamic:Resource grants'] };
    const through = { ...subscription('validate'), dependsOn: ['gcp:storage/notification:Notification landing'] };
    const before: [number, string[]][] = [];
    await apply([topic('landed'), subscription('other'), bucket, mayRead, mayPublish, wait, waiting, through], {
      async inForce(seconds) {
        let made = await names('subscriptions');
        while (!made.includes('other')) made = await names('subscriptions');
        before.push([seconds, made]);
      },
    });
    expect(before).toEqual([
      [120, ['other']],
      [120, ['other', 'validate']],
    ]);
    expect(await names('subscriptions')).toEqual(['other', 'validate']);
  });

  test("with Google's emulator, makes topics and subscriptions there, and no history, which it does not write", async () => {
    const graph = [topic('landed'), subscription('validate'), history, mayWrite];
    await apply(graph, { emulatorUrl: url() });
    expect(await names('subscriptions')).toEqual(['validate']);
    await apply(graph);
    expect(await names('subscriptions')).toEqual(['landed-history', 'validate']);
  });

  test('names every type it does not know, and has changed nothing', async () => {
    const strange = [
      { type: 'gcp:redis/instance:Instance', name: 'cache', inputs: {} },
      { type: 'gcp:sql/databaseInstance:DatabaseInstance', name: 'db', inputs: {} },
    ];
    await expect(apply([topic('landed'), ...strange])).rejects.toThrow(
      /gcp:redis\/instance:Instance cache[^]*gcp:sql\/databaseInstance:DatabaseInstance db/,
    );
    expect(await names('topics')).toEqual([]);
  });

  test('names a setting it does not know', async () => {
    const encrypted = { ...topic('landed'), inputs: { name: 'landed', kmsKeyName: 'key' } };
    await expect(apply([encrypted])).rejects.toThrow('kmsKeyName of gcp:pubsub/topic:Topic landed');
  });

  describe('whose grants take five seconds', () => {
    const clock = createManualClock();

    beforeEach(() => {
      policy = createPolicy(state.table('iam'), 'p', { clock, delayMilliseconds: 5000 });
      access = createAccess(policy, createTokens(), 'p');
      pubsub.close();
      pubsub = createPubSub({ state, access, appendRows: () => Promise.resolve() });
      storage = createStorage({ state, directory, access, publish: () => Promise.resolve() });
      gateway.serve([pubsub.router, storage.router]);
    });

    test.each([
      [
        'a history subscription',
        [topic('landed'), history, mayWrite],
        /landed-history[^]*403[^]*bigquery\.tables\.get/,
      ],
      [
        'a notification',
        [topic('landed'), bucket, notification, mayPublish],
        /notificationConfigs[^]*403[^]*gs-project-accounts[^]*does not have permission to publish/,
      ],
    ])('is refused %s that is made at once', async (_, graph, refusal) => {
      await expect(apply(graph)).rejects.toThrow(refusal);
    });
  });

  test('a pipeline whose folder is gone is gone; what others have put beside it stays', async () => {
    const status = async (name: string) =>
      (await fetch(`${url()}/storage/v1/b/p-landing/o/${encodeURIComponent(name)}`)).status;
    await apply([bucket, object('{"a":1}')]);
    const production = 'pipelines/mail/production.json';
    await fetch(`${url()}/upload/storage/v1/b/p-landing/o?uploadType=media&name=${production}`, {
      method: 'POST',
      body: '{}',
    });
    await apply([bucket]);
    expect([await status('pipelines/mail/pipeline.json'), await status(production)]).toEqual([404, 200]);
    await apply([bucket, object('{"a":1}')]);
    expect(await status('pipelines/mail/pipeline.json')).toBe(200);
  });

  test("a role of the program's own grants what it says, and a condition narrows a grant", async () => {
    const role: Resource = {
      type: 'gcp:projects/iAMCustomRole:IAMCustomRole',
      name: 'seer',
      inputs: { roleId: 'seer', title: 'Sees buckets', permissions: ['storage.buckets.get'] },
    };
    const member = `serviceAccount:${validate}`;
    const grant = (name: string, given: object): Resource => ({
      type: 'gcp:projects/iAMMember:IAMMember',
      name,
      inputs: { project: 'p', member, ...given },
    });
    const seer = grant('seer', { role: 'projects/p/roles/seer' });
    const startsWith = (start: string) => ({ title: 'some', expression: `resource.name.startsWith("${start}")` });
    const others = grant('others', {
      role: 'roles/storage.objectViewer',
      condition: startsWith('projects/_/buckets/copies-'),
    });
    const may = (permission: string) => policy.allows(member, permission, 'projects/_/buckets/p-landing');
    await apply([bucket, role, seer, others]);
    expect([may('storage.buckets.get'), may('storage.objects.list')]).toEqual([true, false]);
    const strange = grant('strange', { role: 'roles/run.invoker', condition: { title: 't', expression: 'now()' } });
    await expect(apply([strange])).rejects.toThrow('condition now() of gcp:projects/iAMMember:IAMMember strange');
  });

  test('a function may do what its account was granted, until the binding is gone', async () => {
    const read = async () => {
      const answer = await fetch(`${url()}/storage/v1/b/p-landing/o/pipelines%2Fmail%2Fpipeline.json?alt=media`, {
        headers: { authorization: `Bearer ${access.issueAccessToken(validate)}` },
      });
      return { status: answer.status, text: await answer.text() };
    };
    await apply([bucket, object('{"a":1}'), mayRead]);
    expect(await read()).toEqual({ status: 200, text: '{"a":1}' });
    await apply([bucket, object('{"a":1}')]);
    expect(await read()).toEqual({ status: 403, text: expect.stringContaining('storage.objects.get') as unknown });
  });
});
