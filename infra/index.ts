/** Landfall in the cloud, composed: which parts there are, which stage hears what, and who may do what. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { join, resolve } from 'node:path';
import { everyMinutes } from '../core/alerts/conditions';
import type { TemporaryFolder } from '../core/ledger-layout';
import { conversationsFolder, keptAnswersFolder } from '../core/serving-layout';
import { repositoryRoot } from '../core/root';
import {
  alert,
  bury,
  cleanup,
  cleanupSubscription,
  evaluationShard,
  functionNames,
  index,
  keptElsewhere,
  ledgerChanges,
  monitor,
  retrain,
  services,
  trace,
} from '../core/functions';
import { endingTypes, contractOf, publishedBy, stageNames, tablesOfTopics, topicOf } from '../core/stages';
import { eventTypes } from '../schemas/generated/event-validators';
import { codeVersion } from './code-version';
import { conversationDays } from './conversation-days';
import { Alerts } from './components/alerts';
import { Budget } from './components/budget';
import { Builder } from './components/builder';
import { CustomRoles } from './components/custom-roles';
import { DeadLetters } from './components/dead-letters';
import { EventTopic, letPubSubWrite, whatIsNew, type HistoryTarget } from './components/event-topic';
import type { Deployment } from './components/function-service';
import { onBucket, onProject, type Grant } from './components/grants';
import { HttpFunction } from './components/http-function';
import { LedgerVoice } from './components/ledger-voice';
import { LandingBucket } from './components/landing-bucket';
import { LoggedEvents } from './components/logged-events';
import { LoggedMeasures } from './components/logged-measures';
import { Pipelines } from './components/pipelines';
import { PrivateBucket } from './components/private-bucket';
import { Project } from './components/project';
import { Propagation } from './components/propagation';
import { Pusher } from './components/pusher';
import { Schedule } from './components/schedule';
import { Stage } from './components/stage';
import { Warehouse } from './components/warehouse';
import { loadConfig } from './config';
import { neededBy, servicesFor } from './needs';
import { createPartGrants } from './part-grants';
import { configurationsOf, compilePipelines, corporaOf, warningsOf } from '../compiler/pipelines';
import { showProblem } from '../core/problem';
import { readTables } from './tables';
import { readViews } from './views';

const gcpConfig = new pulumi.Config('gcp');
const landfallConfig = new pulumi.Config('landfall');
const config = loadConfig(
  (key) => gcpConfig.get(key),
  (key) => landfallConfig.get(key),
);
const root = repositoryRoot();
const builtFunctions = resolve(root, config.functions);
const version = codeVersion(root, builtFunctions, functionNames);

const { region, localModels, replaceRetired, on = new Date() } = config;
const compiled = compilePipelines({
  root,
  pipelines: config.pipelines,
  codeVersion: version,
  deployment: { region, on, localModels },
  replaceRetired,
});
/** What of the pipelines will need attention, and what was replaced in them. */
export const warnings = warningsOf(compiled);
for (const warning of warnings) void pulumi.log.warn(showProblem(warning));
const needs = neededBy(root, compiled.values());

// Ground: APIs, identities of Google's services, the warehouse that records everything.
const { budget } = config;
const project = new Project('project', {
  project: config.project,
  alsoNeeds: [
    ...(budget ? ['billingbudgets'] : []),
    ...(needs.services.length > 0 ? ['secretmanager'] : []),
    ...(needs.armour ? ['modelarmor'] : []),
    ...(needs.dataStores ? ['discoveryengine'] : []),
  ],
});
const ready = { dependsOn: project.services };
if (budget) new Budget('budget', { project: config.project, apis: project.services, ...budget }, ready);
const warehouse = new Warehouse(
  'warehouse',
  {
    location: config.region,
    keepData: config.keepData,
    stagingDays: config.stagingDays,
    tables: readTables(root),
    views: readViews(root, config.project),
  },
  ready,
);
const historyOf = (table: string, rows: HistoryTarget['rows']): HistoryTarget => ({
  table: warehouse.table(table),
  rows,
});
const mayWrite = ['events', ...Object.values(tablesOfTopics)].map((name) =>
  letPubSubWrite(project, name, warehouse.table(name)),
);

// Topics, each with its history.
const topics = Object.fromEntries(
  eventTypes.map(topicOf).map((name) => {
    const own = tablesOfTopics[name];
    const history = own ? historyOf(own, 'columns') : historyOf('events', 'envelope');
    return [name, new EventTopic(name, { project, history: { ...history, filter: whatIsNew } })];
  }),
);
const topic = (name: string): gcp.pubsub.Topic => topics[name]!.topic;
const deadLetters = new DeadLetters('dead-letter', { project, history: historyOf('events', 'envelope') });
const unwritten = new DeadLetters('history-dead-letter', { project });

// Buckets.
const bucketArgs = { location: config.region, keepData: config.keepData };
const { noncurrent: noncurrentDays, ...keepDays } = config.keepDays;
const artifacts = new PrivateBucket(
  'artifacts',
  {
    ...bucketArgs,
    bucket: config.artifactsBucket,
    // Every stage may delete here; a record or a production pointer that is lost can be taken back.
    noncurrentDays,
    // Cloud Storage keeps a session for a week.
    deletedAfter: { shards: 1, uploads: 7, ...keepDays } satisfies Record<TemporaryFolder, number>,
  },
  ready,
);
// What serve remembers: without versions, so that what is deleted is gone. Conversations of a pipeline that is no more are nobody's.
const serving = new PrivateBucket(
  'serving',
  {
    ...bucketArgs,
    bucket: config.servingBucket,
    deletedAfter: { [keptAnswersFolder]: 1, [conversationsFolder]: 365 },
    endingsDeletedAfter: conversationDays(compiled),
  },
  ready,
);
const sourceBucket = new PrivateBucket('function-source', { ...bucketArgs, bucket: config.sourceBucket }, ready);
const landing = new LandingBucket('landing', {
  ...bucketArgs,
  project,
  bucket: config.landingBucket,
  noncurrentDays,
  topic: topic(topicOf('landfall.dataset.landed.v1')),
});

new Pipelines('pipelines', {
  bucket: artifacts,
  contents:
    config.invalidPipelines === 'record'
      ? new Map(
          [...compiled].flatMap(([name, one]) =>
            'corpus' in one ? [] : [[name, 'configuration' in one ? one.configuration : one]],
          ),
        )
      : configurationsOf(compiled),
  corpora: corporaOf(compiled),
});

// Functions.
const deployment: Deployment = {
  project: config.project,
  region: config.region,
  sourceBucket,
  builder: new Builder('builder', { project: config.project, region: config.region, sourceBucket }, ready),
  builtFunction: (name) => join(builtFunctions, name),
  topic,
  environment: {
    LANDFALL_PROJECT: config.project,
    LANDFALL_REGION: config.region,
    LANDFALL_LANDING_BUCKET: landing.bucket.name,
    LANDFALL_ARTIFACTS_BUCKET: artifacts.name,
    LANDFALL_SERVING_BUCKET: serving.name,
    LANDFALL_DATASET: warehouse.history.datasetId,
    LANDFALL_STAGING_DATASET: warehouse.staging.datasetId,
    LANDFALL_TRAINING_DATASET: warehouse.training.datasetId,
    LANDFALL_CODE_VERSION: version,
    LANDFALL_TRACE_RATIO: String(config.traceRatio),
  },
};
const pusher = new Pusher('pusher', { project }, ready);

// The ledger is objects that are created, replaced (leases, the production pointer) and listed.
const keepLedger = onBucket('artifacts', artifacts, 'roles/storage.objectUser');
const readLedger = onBucket('artifacts', artifacts, 'roles/storage.objectViewer');
const own = new CustomRoles('roles', ready);
// Vertex AI reads the questions of a batch, and writes their answers, by itself.
for (const role of ['roles/storage.objectViewer', 'roles/storage.objectCreator'])
  onBucket('artifacts', artifacts, role)({ name: 'vertex', member: project.vertexAgent }, ready);
// By itself it screens, too: docs.cloud.google.com/model-armor/model-armor-vertex-integration
if (needs.armour)
  onProject(config.project, 'roles/modelarmor.user')({ name: 'vertex', member: project.vertexAgent }, ready);
const grantsFor = createPartGrants({ project: config.project, warehouse, landing, artifacts, own, needs });

const stageServices = stageNames.map((name) => {
  const { hears, uses, memory, processor, timeLimit, deliveries } = contractOf(name);
  const args = {
    project,
    pusher,
    deployment,
    memory,
    processor,
    timeLimit,
    givesUp: { after: deliveries, into: deadLetters },
    consumes: { [name]: topic(topicOf(hears)) },
    emits: publishedBy(name),
    may: [keepLedger, ...grantsFor(uses)],
    services: servicesFor(needs, uses),
  };
  return new Stage(name, args, ready);
});
/** A function beside the stages. @param may what it does besides its parts */
const beside = (
  contract:
    | typeof alert
    | typeof bury
    | typeof cleanup
    | typeof evaluationShard
    | typeof index
    | typeof monitor
    | typeof retrain
    | typeof trace,
  consumes: Record<string, gcp.pubsub.Topic>,
  { givesUp, may = [keepLedger] }: { givesUp?: { after: number; into: DeadLetters }; may?: Grant[] } = {},
): Stage =>
  new Stage(
    contract.name,
    {
      ...contract,
      project,
      pusher,
      deployment,
      ...(givesUp && { givesUp }),
      consumes,
      emits: contract.says,
      may: [...may, ...grantsFor(contract.uses)],
      services: servicesFor(needs, contract.uses),
    },
    ready,
  );
const consumers = [
  ...stageServices,
  beside(bury, { [bury.name]: deadLetters.topic }),
  beside(cleanup, Object.fromEntries(endingTypes.map((type) => [cleanupSubscription(type), topic(topicOf(type))]))),
  beside(
    evaluationShard,
    { [evaluationShard.name]: topic(topicOf(evaluationShard.hears)) },
    { givesUp: { after: evaluationShard.deliveries, into: deadLetters } },
  ),
  beside(index, { [index.name]: topic(topicOf(index.hears)) }),
  beside(monitor, { [monitor.name]: topic(topicOf(monitor.hears)) }),
  beside(retrain, { [retrain.name]: topic(topicOf(retrain.hears)) }),
  beside(trace, { [trace.name]: topic(topicOf(trace.hears)) }, { may: [] }),
  beside(alert, { [alert.name]: topic(topicOf(alert.hears)) }, { may: [] }),
];
const ledgerVoice = new LedgerVoice('ledger-changed', { project, artifacts, subscription: ledgerChanges }, ready);
// It writes what people decide, and reads and drops their files.
const page = new HttpFunction(
  'console',
  {
    ...services.console,
    deployment,
    emits: services.console.says,
    may: [keepLedger, ledgerVoice.hear, ...grantsFor(services.console.uses)],
    services: servicesFor(needs, services.console.uses),
    callers: config.consoleCallers,
  },
  ready,
);

const api = new HttpFunction(
  'serve',
  {
    ...services.serve,
    deployment,
    emits: services.serve.says,
    may: [readLedger, onBucket('serving', serving, 'roles/storage.objectUser'), ...grantsFor(services.serve.uses)],
    services: servicesFor(needs, services.serve.uses),
    // What is tried on the page is asked as any caller asks.
    callers: [...config.serveCallers, page.member],
  },
  ready,
);

const predictions = new LoggedEvents(
  'predictions',
  {
    apis: project.services,
    by: 'serve',
    type: 'landfall.prediction.made.v1',
    topic: topic(topicOf('landfall.prediction.made.v1')),
    alarm: {
      unwritten: unwritten.subscription,
      ...(config.alertEmail !== undefined && { email: config.alertEmail }),
    },
  },
  ready,
);
const traces = new LoggedEvents(
  'traces',
  { apis: project.services, by: 'serve', type: trace.hears, topic: topic(topicOf(trace.hears)) },
  ready,
);
new LoggedMeasures('measures', { by: 'serve' }, ready);
new Alerts(
  'alerts',
  {
    apis: project.services,
    topic: topic(topicOf('landfall.alert.raised.v1')),
    ...(config.alertEmail !== undefined && { email: config.alertEmail }),
    ...(config.alertSlack && { slack: config.alertSlack }),
    ...(config.alertWebhook !== undefined && { webhook: { url: config.alertWebhook, as: pusher.email } }),
  },
  ready,
);

// What Google refuses to make before the grants are in force.
const granted = [
  deployment.builder,
  pusher,
  deadLetters,
  unwritten,
  landing,
  ledgerVoice,
  api,
  page,
  predictions,
  traces,
  ...consumers,
].flatMap(({ grants }) => grants);
const inForce = new Propagation('grants', {
  grants: [...mayWrite, ...granted],
  seconds: config.propagationSeconds,
});
const kept = Object.entries(topics).flatMap(([name, one]) => (keptElsewhere.includes(name) ? [] : [one]));
for (const each of [deadLetters, ...kept]) each.keepHistory(unwritten.topic, inForce);
for (const consumer of consumers) consumer.start(inForce);
const url = api.start(inForce);
const consoleAddress = page.start(inForce, { LANDFALL_SERVE_URL: url });
landing.notify(inForce);
ledgerVoice.notify(inForce);

new Schedule('watch', {
  region: config.region,
  cron: '* * * * *',
  topic: topic(topicOf('landfall.watch.tick.v1')),
  eventType: 'landfall.watch.tick.v1',
  description: 'Asks every minute which tuning jobs have finished.',
});

new Schedule('monitor', {
  region: config.region,
  cron: '7 * * * *',
  topic: topic(topicOf(monitor.hears)),
  eventType: monitor.hears,
  description: 'Asks every hour what of the pipelines in production has changed.',
});
new Schedule('alerts', {
  region: config.region,
  cron: `*/${everyMinutes} * * * *`,
  topic: topic(topicOf(alert.hears)),
  eventType: alert.hears,
  description: 'Looks every five minutes whether somebody has to be told of something.',
});

export const landingBucket = landing.bucket.url;
export const artifactsBucket = artifacts.url;
export const serveUrl = url;
export const consoleUrl = consoleAddress;
