import { beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { alertConditions, runbookOf } from '../../core/alerts/conditions';
import { entriesOf, unrecordedBy } from '../../core/logged-event';
import { cleanup, evaluationShard, functionNames, index, keptElsewhere, services, trace } from '../../core/functions';
import { contractOf, endingTypes, publishedBy, stageNames, topicOf } from '../../core/stages';
import { metrics } from '../../core/tracing/conventions';
import { measuredBy } from '../../core/tracing/measured';
import { bindingTypes, readBinding, readRoles } from '../../local/apply/bindings';
import { waitsFor, type Resource, type ResourceGraph } from '../../local/apply/graph';
import { permissionsOf } from '../../local/iam/roles';
import { parseFilter } from '../../local/pubsub/filter';
import { eventTypes } from '../../schemas/generated/event-validators';
import { recordInfra } from './record-infra';

const byText = (a: unknown, b: unknown) => String(a).localeCompare(String(b));
const topicId = (name: string) => `projects/landfall-test/topics/${name}`;

interface Subscription {
  name: string;
  topic: string;
  messageRetentionDuration: string;
  expirationPolicy: { ttl: string };
  retryPolicy?: { minimumBackoff: string; maximumBackoff: string };
  deadLetterPolicy?: { deadLetterTopic: string; maxDeliveryAttempts: number };
  pushConfig?: { pushEndpoint: string; oidcToken: { serviceAccountEmail: string; audience: string } };
  filter?: string;
  bigqueryConfig?: { table: string; writeMetadata?: boolean; useTableSchema?: boolean };
}

interface Binding {
  role: string;
  member: string;
  [target: string]: string;
}

describe('the Pulumi program', () => {
  let graph: ResourceGraph;
  const inputsOf = <T>(type: string): T[] =>
    graph.filter((resource: Resource) => resource.type === type).map((resource) => resource.inputs as T);
  const subscriptions = () => inputsOf<Subscription>('gcp:pubsub/subscription:Subscription');
  const pushed = () => subscriptions().filter((subscription) => subscription.pushConfig);
  const toStages = () => pushed().filter(({ name }) => stageNames.some((stage) => stage === name));
  const bindings = () =>
    graph.filter(({ type }) => /IAMMember|IamMember/.test(type)).map(({ inputs }) => inputs as unknown as Binding);

  beforeAll(async () => {
    graph = await recordInfra();
  });

  test('no two resources of a type have one name: Pulumi makes neither', () => {
    const names = graph.map(({ type, name }) => `${type} ${name}`);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  test('asks of the history by views, each of which says its grain, and is no table to be protected', () => {
    const views = inputsOf<{ tableId: string; view?: { query: string }; description: string }>(
      'gcp:bigquery/table:Table',
    ).filter(({ view }) => view);
    expect(views.map(({ tableId }) => tableId)).toEqual(
      readdirSync('sql/history')
        .map((file) => file.replace('.sql', ''))
        .toSorted(),
    );
    for (const { view, description } of views) {
      expect(description).toMatch(/^Grain: one row per /);
      expect(view!.query).toMatch(/FROM `landfall-test\.landfall\.(events|predictions)`/);
      expect(view!.query).not.toContain('{{');
    }
  });

  test('keeps no secret while no pipeline names a service that has a key', () => {
    expect(graph.filter(({ type }) => type.startsWith('gcp:secretmanager'))).toEqual([]);
    expect(graph.map(({ name }) => name)).not.toContain('secretmanager');
  });

  test('connects each stage to the topic it consumes', () => {
    expect(Object.fromEntries(toStages().map(({ name, topic }) => [name, topic]))).toEqual(
      Object.fromEntries(stageNames.map((name) => [name, topicId(topicOf(contractOf(name).hears))])),
    );
  });

  test('lets cleanup hear of every end of a run, until it has cleared away what is left', () => {
    const heard = pushed().filter(({ name }) => name.startsWith(`${cleanup.name}-`));
    expect(heard.map(({ name, topic }) => [name, topic])).toEqual(
      endingTypes.map(topicOf).map((topic) => [`${cleanup.name}-${topic}`, topicId(topic)]),
    );
    for (const { deadLetterPolicy } of heard) expect(deadLetterPolicy).toBeUndefined();
  });

  test.each([
    ['keeps messages for seven days', { messageRetentionDuration: '604800s' }],
    ['never expires', { expirationPolicy: { ttl: '' } }],
    ['backs off from 10 s to 10 min', { retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' } }],
    ['gives up into the dead letters', { deadLetterPolicy: { deadLetterTopic: topicId('dead-letter') } }],
  ])("every stage's subscription %s", (_promise, part) => {
    expect(toStages()).toHaveLength(stageNames.length);
    for (const subscription of toStages()) expect(subscription).toMatchObject(part);
  });

  test('gives up after as many deliveries as the contract of the stage says', () => {
    const deliveries = toStages().map(({ name, deadLetterPolicy }) => [name, deadLetterPolicy!.maxDeliveryAttempts]);
    expect(Object.fromEntries(deliveries)).toEqual(
      Object.fromEntries(stageNames.map((name) => [name, contractOf(name).deliveries])),
    );
  });

  test('lets as many deliveries of a shard fail before it is a dead letter', () => {
    const [shards] = pushed().filter(({ name }) => name === evaluationShard.name);
    expect(shards).toMatchObject({
      topic: topicId('evaluation-sharded'),
      deadLetterPolicy: { deadLetterTopic: topicId('dead-letter'), maxDeliveryAttempts: evaluationShard.deliveries },
    });
  });

  test('lets index hear of every drop, beside validate, until it is read', () => {
    const [drops] = pushed().filter(({ name }) => name === index.name);
    expect(drops).toMatchObject({ topic: topicId('dataset-landed') });
    expect(drops!.deadLetterPolicy).toBeUndefined();
  });

  test('every push carries a token of the pusher, made out to the function it calls', () => {
    for (const { name, topic, pushConfig } of pushed()) {
      const url = `http://127.0.0.1:8080/functions/${name.startsWith('cleanup-') ? 'cleanup' : name}`;
      expect(pushConfig).toEqual({
        pushEndpoint: `${url}/${topic}`,
        oidcToken: { serviceAccountEmail: 'landfall-pusher@landfall-test.iam.gserviceaccount.com', audience: url },
      });
    }
  });

  test('only the pusher may call the stages, and nobody serve unless named but the console', () => {
    const invokers = bindings().filter(({ role }) => role === 'roles/run.invoker');
    const account = (name: string) => `serviceAccount:landfall-${name}@landfall-test.iam.gserviceaccount.com`;
    const pushed = functionNames.filter((name) => !(name in services)).map((name) => `${name} ${account('pusher')}`);
    expect(invokers.map(({ name, member }) => `${name} ${member}`).toSorted(byText)).toEqual(
      [...pushed, `serve ${account('console')}`].toSorted(byText),
    );
  });

  test('Pub/Sub itself may take messages from every subscription with dead letters and publish them there', () => {
    const agent = bindings().filter(({ member }) => member.includes('@gcp-sa-pubsub.'));
    const takesFrom = agent.filter(({ role }) => role === 'roles/pubsub.subscriber').map((b) => b['subscription']);
    const giving = subscriptions().filter(({ deadLetterPolicy }) => deadLetterPolicy);
    expect(takesFrom.toSorted(byText)).toEqual(giving.map(({ name }) => name).toSorted(byText));
    const publishes = agent.filter(({ role }) => role === 'roles/pubsub.publisher').map(({ topic }) => topicId(topic!));
    const letters = giving.map(({ deadLetterPolicy }) => deadLetterPolicy!.deadLetterTopic);
    expect(publishes.toSorted(byText)).toEqual([...new Set(letters)].toSorted(byText));
  });

  test.each(['dead-letter', 'history-dead-letter'])(
    'what comes to %s waits in a subscription of its own',
    (letters) => {
      expect(subscriptions().filter(({ name }) => name === letters)).toEqual([
        expect.objectContaining({ topic: topicId(letters), messageRetentionDuration: '604800s' }),
      ]);
    },
  );

  test('what the history does not take becomes a dead letter, and no stage has to do with it', () => {
    const histories = subscriptions().filter(({ bigqueryConfig }) => bigqueryConfig);
    // Dead letters have theirs, and of the events all but those that are kept elsewhere.
    expect(histories).toHaveLength(eventTypes.length + 1 - keptElsewhere.length);
    const policy = { deadLetterTopic: topicId('history-dead-letter'), maxDeliveryAttempts: 100 };
    for (const { deadLetterPolicy } of histories) expect(deadLetterPolicy).toEqual(policy);
  });

  test('the history has what is said again but once, and every dead letter', () => {
    const histories = subscriptions().filter(({ bigqueryConfig }) => bigqueryConfig);
    for (const { topic, filter = '' } of histories) {
      const isDeadLetters = topic === topicId('dead-letter');
      const takes = parseFilter(filter);
      expect(takes({ 'ce-type': 'landfall.model.evaluated.v1' })).toBe(true);
      expect(takes({ 'ce-type': 'landfall.model.evaluated.v1', 'ce-again': 'true' })).toBe(isDeadLetters);
    }
  });

  test('every topic but that of traces has its history in the warehouse, predictions and ratings in columns of their own', () => {
    const topics = inputsOf<{ name: string }>('gcp:pubsub/topic:Topic').map(({ name }) => name);
    const history = new Map(
      subscriptions().flatMap((one) => (one.bigqueryConfig ? [[one.topic, one.bigqueryConfig] as const] : [])),
    );
    const recorded = topics.filter((name) => !['history-dead-letter', 'ledger-changed'].includes(name));
    expect(recorded.toSorted(byText)).toEqual([...eventTypes.map(topicOf), 'dead-letter'].toSorted(byText));
    for (const topic of recorded) {
      const inColumns = topic === 'predictions' || topic === 'ratings';
      const own = { table: `landfall-test.landfall.${topic}`, useTableSchema: true, dropUnknownFields: true };
      const all = { table: 'landfall-test.landfall.events', writeMetadata: true };
      expect(history.get(topicId(topic))).toEqual(keptElsewhere.includes(topic) ? undefined : inColumns ? own : all);
    }
  });

  test.each([
    ['predictions', 'predictions', 'landfall.prediction.made.v1'],
    ['traces', 'exchange-traced', 'landfall.exchange.traced.v1'],
  ] as const)('%s come by the log of serve alone, and the log keeps none of them', (name, topic, type) => {
    const sinks = inputsOf<{ name: string }>('gcp:logging/projectSink:ProjectSink');
    const filter = entriesOf(type, 'serve');
    expect(sinks.filter((sink) => sink.name === name)).toEqual([
      { name, destination: `pubsub.googleapis.com/${topicId(topic)}`, filter, uniqueWriterIdentity: true },
    ]);
    const exclusions = inputsOf<{ filter: string }>('gcp:logging/projectExclusion:ProjectExclusion');
    expect(exclusions.map((one) => one.filter)).toContain(filter);
  });

  test('the log may publish what it sends on, and a transform makes rows of it', () => {
    const writer = 'serviceAccount:service-100000000001@gcp-sa-logging.iam.gserviceaccount.com';
    const granted = bindings().filter(({ member }) => member === writer);
    expect(granted.map(({ topic, role }) => [topic, role]).toSorted(byText)).toEqual(
      ['exchange-traced', 'predictions'].map((topic) => [topic, 'roles/pubsub.publisher']),
    );
    const taken = subscriptions().filter((one) => 'messageTransforms' in one);
    expect(taken.map(({ name }) => name)).toEqual(['predictions-history', 'ratings-history']);
  });

  test('questions to models are measured by their lines, in the buckets of the conventions, and the log keeps none of them', () => {
    const drawn = inputsOf<{ name: string; filter: string; valueExtractor?: string; bucketOptions: object }>(
      'gcp:logging/metric:Metric',
    ).filter(({ valueExtractor }) => valueExtractor !== undefined);
    expect(drawn.map(({ name }) => name).toSorted(byText)).toEqual(Object.keys(metrics).toSorted(byText));
    expect(drawn[0]).toMatchObject({
      name: 'gen_ai.client.inference.duration',
      filter: measuredBy('serve'),
      metricDescriptor: { metricKind: 'DELTA', valueType: 'DISTRIBUTION', unit: 's' },
      valueExtractor: 'EXTRACT(jsonPayload.measured.duration)',
      labelExtractors: { gen_ai_request_model: 'EXTRACT(jsonPayload.measured.requestModel)' },
    });
    const exclusions = inputsOf<{ filter: string }>('gcp:logging/projectExclusion:ProjectExclusion');
    expect(exclusions.map(({ filter }) => filter)).toContain(measuredBy('serve'));
  });

  test('trace alone may write spans, and nothing else, and it hears of all that serve has logged', () => {
    const writers = bindings().filter(({ role }) => role === 'roles/telemetry.tracesWriter');
    expect(writers).toHaveLength(1);
    expect(bindings().filter(({ member }) => member.startsWith('serviceAccount:landfall-trace@'))).toEqual(writers);
    expect(pushed().filter(({ name }) => name === trace.name)).toMatchObject([{ topic: topicId('exchange-traced') }]);
  });

  test('who could not record an answer is counted, and somebody hears of it wherever it was lost', () => {
    const [metric] = inputsOf<{ filter: string; valueExtractor?: string }>('gcp:logging/metric:Metric').filter(
      ({ valueExtractor }) => valueExtractor === undefined,
    );
    expect(metric!.filter).toBe(unrecordedBy('serve'));
    const policies = inputsOf<{ conditions: object[] }>('gcp:monitoring/alertPolicy:AlertPolicy');
    const conditions = JSON.stringify(policies.flatMap((one) => one.conditions));
    for (const of of [
      JSON.stringify({ filter: unrecordedBy('serve') }),
      'logging.googleapis.com/exports/error_count',
      'subscription_id=\\"history-dead-letter\\"',
    ])
      expect(conditions).toContain(of);
  });

  test('each function runs under an account of its own', () => {
    const functions = inputsOf<{ name: string; serviceConfig: { serviceAccountEmail: string } }>(
      'gcp:cloudfunctionsv2/function:Function',
    );
    expect(functions.map(({ name }) => name).toSorted(byText)).toEqual(functionNames.toSorted(byText));
    for (const { name, serviceConfig } of functions) {
      expect(serviceConfig.serviceAccountEmail).toBe(`landfall-${name}@landfall-test.iam.gserviceaccount.com`);
    }
  });

  test('functions are built by an account that may build, and does nothing else', () => {
    const email = 'landfall-builder@landfall-test.iam.gserviceaccount.com';
    for (const { buildConfig } of inputsOf<{ buildConfig: object }>('gcp:cloudfunctionsv2/function:Function'))
      expect(buildConfig).toMatchObject({ serviceAccount: `projects/landfall-test/serviceAccounts/${email}` });
    const granted = bindings().filter(({ member }) => member.includes(email));
    expect(granted.map(({ member: _same, ...one }) => one).toSorted((a, b) => byText(a.role, b.role))).toEqual([
      { location: 'us-central1', repository: 'landfall-functions', role: 'roles/artifactregistry.writer' },
      { project: 'landfall-test', role: 'roles/logging.logWriter' },
      { bucket: 'landfall-test-function-source', role: 'roles/storage.objectViewer' },
      {
        project: 'landfall-test',
        role: 'roles/storage.objectViewer',
        condition: {
          title: 'copied-sources',
          expression: 'resource.name.startsWith("projects/_/buckets/gcf-v2-sources-")',
        },
      },
    ]);
  });

  test('images are kept in a repository of their own, the old ones not for ever', () => {
    const [repository] = inputsOf<{ repositoryId: string; cleanupPolicies: { action: string }[] }>(
      'gcp:artifactregistry/repository:Repository',
    );
    const id = `projects/landfall-test/locations/us-central1/repositories/${repository!.repositoryId}`;
    for (const { buildConfig } of inputsOf<{ buildConfig: object }>('gcp:cloudfunctionsv2/function:Function'))
      expect(buildConfig).toMatchObject({ dockerRepository: id });
    expect(repository!.cleanupPolicies.map(({ action }) => action)).toEqual(['KEEP', 'DELETE']);
  });

  test("Vertex AI's agent reads and writes the files of batches, and nothing else", () => {
    const agent = bindings().filter(({ member }) => member.includes('@gcp-sa-aiplatform.'));
    expect(agent.map(({ role, bucket }) => [role, bucket])).toEqual(
      ['roles/storage.objectViewer', 'roles/storage.objectCreator'].map((role) => [
        role,
        expect.stringContaining('artifacts'),
      ]),
    );
  });

  test.each([
    ['serve', ['aiplatform.endpoints.predict']],
    [
      'evaluate',
      [
        'aiplatform.endpoints.predict',
        'aiplatform.batchPredictionJobs.create',
        'aiplatform.batchPredictionJobs.get',
        'aiplatform.batchPredictionJobs.list',
      ],
    ],
    ['evaluation-shard', ['aiplatform.endpoints.predict']],
    ['index', ['aiplatform.endpoints.predict']],
    ['tune', ['aiplatform.tuningJobs.cancel', 'aiplatform.tuningJobs.create', 'aiplatform.tuningJobs.list']],
    [
      'watch',
      [
        'aiplatform.contexts.get',
        'aiplatform.tensorboardRuns.list',
        'aiplatform.tensorboardTimeSeries.batchRead',
        'aiplatform.tensorboardTimeSeries.list',
        'aiplatform.tuningJobs.get',
        'aiplatform.tuningJobs.cancel',
        'aiplatform.tuningJobs.list',
        'bigquery.jobs.get',
        'aiplatform.batchPredictionJobs.get',
      ],
    ],
    ['deploy', ['aiplatform.endpoints.predict']],
    [
      'cleanup',
      [
        'aiplatform.tuningJobs.cancel',
        'aiplatform.tuningJobs.list',
        'aiplatform.batchPredictionJobs.cancel',
        'aiplatform.batchPredictionJobs.list',
        'aiplatform.endpoints.delete',
        'aiplatform.endpoints.get',
        'aiplatform.endpoints.undeploy',
        'aiplatform.models.delete',
      ],
    ],
  ])(
    '%s may do with models and the jobs of others what it does, and no more, besides jobs of its own',
    (name, permissions) => {
      const granted = inputsOf<Binding>('gcp:projects/iAMMember:IAMMember')
        .filter(({ member, role }) => member.includes(`landfall-${name}@`) && role !== 'roles/bigquery.jobUser')
        .map(({ role }) => role);
      const roles = inputsOf<{ roleId: string; permissions: string[] }>('gcp:projects/iAMCustomRole:IAMCustomRole');
      const own = granted.flatMap((role) =>
        roles.filter(({ roleId }) => role === `projects/landfall-test/roles/${roleId}`),
      );
      expect(own.flatMap((role) => role.permissions)).toEqual(permissions);
      expect(granted).toHaveLength(own.length);
    },
  );

  test('deploy may read what was answered and rated, table by table, and write nothing of it', () => {
    const tables = inputsOf<Binding>('gcp:bigquery/iamMember:IamMember').filter(({ member }) =>
      member.includes('landfall-deploy@'),
    );
    expect(tables.map(({ role, ...one }) => [one['tableId'], role])).toEqual([
      ['predictions', 'roles/bigquery.dataViewer'],
      ['ratings', 'roles/bigquery.dataViewer'],
    ]);
    const datasets = inputsOf<Binding>('gcp:bigquery/datasetIamMember:DatasetIamMember');
    expect(datasets.filter(({ member }) => member.includes('landfall-deploy@'))).toEqual([]);
  });

  test('what loads may see the bucket that it loads from', () => {
    const readers = bindings().filter(({ role }) => role === 'projects/landfall-test/roles/landfallBucketReader');
    expect(readers).toEqual(
      ['validate', 'evaluate', 'index'].map((name) =>
        expect.objectContaining({
          bucket: 'landfall-test-artifacts',
          member: `serviceAccount:landfall-${name}@landfall-test.iam.gserviceaccount.com`,
        }),
      ),
    );
  });

  test('only evaluate writes the table of evaluations, and nothing else of the history', () => {
    const writers = bindings().filter(
      ({ tableId, role }) => tableId === 'evaluations' && role !== 'roles/bigquery.dataViewer',
    );
    expect(writers).toEqual([
      expect.objectContaining({
        role: 'roles/bigquery.dataEditor',
        member: 'serviceAccount:landfall-evaluate@landfall-test.iam.gserviceaccount.com',
      }),
    ]);
    const ofEvaluate = bindings().filter(
      ({ role, member }) => role.includes('bigquery.data') && member.includes('landfall-evaluate@'),
    );
    expect(ofEvaluate).toEqual(writers);
  });

  test("every role is Google's or made here, and no role is made that nobody holds", () => {
    const granted = new Set(bindings().map(({ role }) => role));
    const made = inputsOf<{ roleId: string }>('gcp:projects/iAMCustomRole:IAMCustomRole').map(
      ({ roleId }) => `projects/landfall-test/roles/${roleId}`,
    );
    expect([...granted].filter((role) => !role.startsWith('roles/')).toSorted(byText)).toEqual(made.toSorted(byText));
  });

  test('what reads data, and what handles several requests at a time, has a whole CPU; what waits has its share', () => {
    const functions = inputsOf<{
      name: string;
      serviceConfig: { maxInstanceRequestConcurrency: number; availableCpu?: string };
    }>('gcp:cloudfunctionsv2/function:Function');
    const whole = functions.filter(({ serviceConfig }) => serviceConfig.availableCpu === '1').map(({ name }) => name);
    expect(whole.toSorted(byText)).toEqual(['console', 'serve', 'validate']);
    expect(functions.filter(({ serviceConfig }) => serviceConfig.availableCpu)).toHaveLength(3);
    // Cloud Run refuses one with less.
    const shared = functions.filter(({ serviceConfig }) => serviceConfig.maxInstanceRequestConcurrency > 1);
    expect(shared.map(({ name }) => name).toSorted(byText)).toEqual(['console', 'serve']);
  });

  test('what Node compiles where a function is built is good where it runs: for the same flags', () => {
    const functions = inputsOf<{
      buildConfig: { environmentVariables: Record<string, string> };
      serviceConfig: { availableMemory: string; environmentVariables: Record<string, string> };
    }>('gcp:cloudfunctionsv2/function:Function');
    const heaps: Record<string, string> = { '512Mi': '409', '1Gi': '819', '2Gi': '1638' };
    for (const { buildConfig, serviceConfig } of functions) {
      const { NODE_OPTIONS, NODE_COMPILE_CACHE } = serviceConfig.environmentVariables;
      expect(NODE_OPTIONS).toBe(`--max-old-space-size=${heaps[serviceConfig.availableMemory]}`);
      expect(buildConfig.environmentVariables['LANDFALL_NODE_OPTIONS']).toBe(NODE_OPTIONS);
      expect(NODE_COMPILE_CACHE).toBe('/workspace/compile-cache');
    }
  });

  test('a function may publish exactly the topics that its environment names', () => {
    const functions = inputsOf<{ name: string; serviceConfig: { environmentVariables: Record<string, string> } }>(
      'gcp:cloudfunctionsv2/function:Function',
    );
    for (const { name, serviceConfig } of functions) {
      const named = Object.values(JSON.parse(serviceConfig.environmentVariables['LANDFALL_TOPICS']!) as object);
      const granted = bindings()
        .filter(({ role, member }) => role === 'roles/pubsub.publisher' && member.includes(`landfall-${name}@`))
        .map((binding) => binding['topic']);
      expect(granted.toSorted(byText)).toEqual(named.toSorted(byText));
    }
  });

  test.each(stageNames)('%s may publish what its contract says, and nothing else', (stage) => {
    const functions = inputsOf<{ name: string; serviceConfig: { environmentVariables: Record<string, string> } }>(
      'gcp:cloudfunctionsv2/function:Function',
    );
    const { serviceConfig } = functions.find(({ name }) => name === stage)!;
    const topics = JSON.parse(serviceConfig.environmentVariables['LANDFALL_TOPICS']!) as object;
    expect(Object.keys(topics).toSorted(byText)).toEqual(publishedBy(stage).toSorted(byText));
  });

  test('no binding is of a primitive or an admin role', () => {
    const broad = bindings().filter(({ role }) => /^roles\/(owner|editor|viewer)$|admin/i.test(role));
    expect(broad).toEqual([]);
  });

  test('the local cloud knows what every role allows, so that it asks for each grant as Google does', () => {
    const own = readRoles(graph, 'landfall-test');
    const granted = graph
      .filter(({ type }) => bindingTypes.includes(type))
      .map((one) => readBinding(one, 'landfall-test', own));
    expect(granted.length).toBeGreaterThan(50);
    expect(granted.filter((binding) => !permissionsOf(binding)?.length)).toEqual([]);
  });

  test('only roles that exist at no narrower level are given on the project', () => {
    const roles = inputsOf<Binding>('gcp:projects/iAMMember:IAMMember')
      .filter(({ role, condition }) => role.startsWith('roles/') && condition === undefined)
      .map(({ role }) => role);
    expect([...new Set(roles)].toSorted(byText)).toEqual([
      'roles/bigquery.jobUser',
      'roles/logging.logWriter',
      'roles/logging.viewer',
      'roles/telemetry.tracesWriter',
    ]);
  });

  test('no bucket can be made public, and each is governed by IAM alone', () => {
    const buckets = inputsOf<{ name: string }>('gcp:storage/bucket:Bucket');
    expect(buckets.map(({ name }) => name).toSorted(byText)).toEqual([
      'landfall-test-artifacts',
      'landfall-test-function-source',
      'landfall-test-landing',
      'landfall-test-serving',
    ]);
    for (const bucket of buckets) {
      expect(bucket).toMatchObject({ uniformBucketLevelAccess: true, publicAccessPrevention: 'enforced' });
    }
  });

  test('the landing bucket speaks of finished objects, and the artifacts bucket of the ledger, by name alone', () => {
    expect(inputsOf('gcp:storage/notification:Notification')).toEqual([
      {
        bucket: 'landfall-test-landing',
        topic: topicId('dataset-landed'),
        payloadFormat: 'JSON_API_V1',
        eventTypes: ['OBJECT_FINALIZE'],
      },
      ...['runs/', 'pipelines/'].map((objectNamePrefix) => ({
        bucket: 'landfall-test-artifacts',
        topic: 'projects/landfall-test/topics/ledger-changed',
        payloadFormat: 'NONE',
        objectNamePrefix,
        eventTypes: ['OBJECT_FINALIZE'],
      })),
    ]);
  });

  test('the staging dataset empties itself; the history and the training data stay', () => {
    const datasets = inputsOf<{ datasetId: string; defaultTableExpirationMs?: number }>('gcp:bigquery/dataset:Dataset');
    expect(Object.fromEntries(datasets.map((one) => [one.datasetId, one.defaultTableExpirationMs]))).toEqual({
      landfall: undefined,
      landfall_staging: 259_200_000,
      landfall_training: undefined,
    });
  });

  test('nobody is told of a budget that nobody has set', () => {
    expect(inputsOf('gcp:billing/budget:Budget')).toEqual([]);
  });

  test.each([
    ['watch', '* * * * *', 'watch-tick'],
    ['monitor', '7 * * * *', 'monitor-tick'],
    ['alerts', '*/5 * * * *', 'alerts-tick'],
  ])('%s is woken through its topic', (name, schedule, topic) => {
    const jobs = inputsOf<{ name: string }>('gcp:cloudscheduler/job:Job');
    expect(jobs).toHaveLength(3);
    expect(jobs.find((job) => job.name === name)).toMatchObject({
      schedule,
      timeZone: 'Etc/UTC',
      pubsubTarget: { topicName: topicId(topic) },
    });
  });

  test('of every alert condition there is a policy that names what shows the cause and what to do', () => {
    const policies = inputsOf<{
      conditions: { conditionMatchedLog?: { filter: string } }[];
      documentation?: { content: string };
      notificationChannels: string[];
    }>('gcp:monitoring/alertPolicy:AlertPolicy');
    for (const condition of alertConditions) {
      const own = policies.filter(({ conditions }) =>
        conditions.some((one) => one.conditionMatchedLog?.filter.includes(`jsonPayload.alert.alert="${condition.id}"`)),
      );
      expect(own).toHaveLength(1);
      expect(own[0]!.documentation!.content).toContain(runbookOf(condition));
      expect(own[0]!.documentation!.content).toContain('${log.extracted_label.command}');
    }
  });

  test('every pipeline is an object of JSON where validate looks for it', () => {
    const objects = inputsOf<{ bucket: string; name: string; content?: string }>(
      'gcp:storage/bucketObject:BucketObject',
    );
    const pipelines = objects.filter(({ name }) => name.startsWith('pipelines/'));
    expect(pipelines.map(({ name }) => name)).toContain('pipelines/email-summary/pipeline.json');
    for (const { bucket, content } of pipelines) {
      expect(bucket).toBe('landfall-test-artifacts');
      expect(Object.keys(JSON.parse(content!) as object)).toContain('digest');
    }
  });

  test('a pipeline that changes changes nothing of its object but the content, which overwrites it', () => {
    const pipelines = graph.filter(({ name }) => name.startsWith('pipeline-'));
    expect(pipelines.length).toBeGreaterThan(0);
    for (const { name, inputs } of pipelines) {
      const { content: _changes, ...stays } = inputs;
      expect(stays).toEqual({
        bucket: 'landfall-test-artifacts',
        name: `pipelines/${name.slice('pipeline-'.length)}/pipeline.json`,
        contentType: 'application/json',
      });
    }
    // Providers that know this setting overwrite; older ones deleted the object for a change of content.
    expect(readFileSync(require.resolve('@pulumi/gcp/storage/bucketObject.js'), 'utf8')).toContain('sourceMd5hash');
  });

  describe('what Google refuses to make without a grant', () => {
    const isWait = ({ type }: Resource) => type === 'pulumi-nodejs:dynamic:Resource';
    const keyOf = ({ type, name }: Resource) => `${type} ${name}`;
    /** What the wait waits for. */
    const waitedFor = () => graph.filter(isWait).flatMap(({ dependsOn }) => dependsOn ?? []);
    const grantsOf = (member: string) =>
      graph.filter(({ inputs, type }) => /I[Aa][Mm]Member/.test(type) && String(inputs['member']).includes(member));

    test.each([
      ['a history subscription', ({ inputs }: Resource) => inputs['bigqueryConfig'] !== undefined, eventTypes.length],
      ['a push subscription', ({ inputs }: Resource) => inputs['pushConfig'] !== undefined, stageNames.length + 1],
      ['a function', ({ type }: Resource) => type === 'gcp:cloudfunctionsv2/function:Function', stageNames.length],
      ['the notification', ({ type }: Resource) => type === 'gcp:storage/notification:Notification', 1],
    ])('%s is made after the wait', (_what, isIt, atLeast) => {
      const things = graph.filter(isIt);
      expect(things.length).toBeGreaterThanOrEqual(atLeast);
      expect(things.filter((one) => !waitsFor(one, isWait, graph)).map(keyOf)).toEqual([]);
    });

    test.each([
      ...functionNames.map((name) => [`landfall-${name}@`]),
      ['landfall-builder@'],
      ['@gcp-sa-pubsub.'],
      ['@gs-project-accounts.'],
    ])('the wait is for all grants of %s that are not on what comes after it', (member) => {
      const grants = grantsOf(member).filter((grant) => !waitsFor(grant, isWait, graph));
      expect(grants.length).toBeGreaterThan(0);
      expect(waitedFor()).toEqual(expect.arrayContaining(grants.map(keyOf)));
    });

    test("Cloud Storage's agent is asked for once the APIs are on", () => {
      const apis = graph.filter(({ type }) => type === 'gcp:projects/service:Service').map(keyOf);
      const [mayPublish] = grantsOf('@gs-project-accounts.');
      expect(mayPublish!.dependsOn).toEqual(expect.arrayContaining(apis));
    });

    test('an account is made once the APIs are on', () => {
      const accounts = graph.filter(({ type }) => type === 'gcp:serviceaccount/account:Account');
      const isApi = ({ type }: Resource) => type === 'gcp:projects/service:Service';
      expect(accounts.filter((one) => !waitsFor(one, isApi, graph))).toEqual([]);
    });
  });
});
