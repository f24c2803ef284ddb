/** Landfall in the cloud, composed: which parts there are, which stage hears what, and who may do what. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';
import { join, resolve } from 'node:path';
import { repositoryRoot } from '../core/root';
import { codeVersion } from './code-version';
import { Builder } from './components/builder';
import { DeadLetters } from './components/dead-letters';
import { EventTopic, letPubSubWrite, type HistoryTarget } from './components/event-topic';
import type { Deployment } from './components/function-service';
import { onBucket, onDataset, onProject, type Grant } from './components/grants';
import { HttpFunction } from './components/http-function';
import { LandingBucket } from './components/landing-bucket';
import { Pipelines } from './components/pipelines';
import { Project } from './components/project';
import { Pusher } from './components/pusher';
import { Schedule } from './components/schedule';
import { Stage } from './components/stage';
import { Warehouse } from './components/warehouse';
import { loadConfig } from './config';
import { configurationsOf, compilePipelines } from '../compiler/pipelines';
import { readTables } from './tables';
import { serve, stages, topicNames, topicOfEvent, topicsFor, topicsWithOwnTable, type StageName } from './wiring';

const gcpConfig = new pulumi.Config('gcp');
const landfallConfig = new pulumi.Config('landfall');
const config = loadConfig(
  (key) => gcpConfig.get(key),
  (key) => landfallConfig.get(key),
);
const root = repositoryRoot();
const builtFunctions = resolve(root, config.functions);
const version = codeVersion(root, builtFunctions);

// Ground: APIs, identities of Google's services, the warehouse that records everything.
const project = new Project('project', { project: config.project });
const ready = { dependsOn: project.services };
const warehouse = new Warehouse(
  'warehouse',
  { location: config.region, stagingDays: config.stagingDays, tables: readTables(root) },
  ready,
);
const historyOf = (table: string, rows: HistoryTarget['rows']): HistoryTarget => ({
  table: warehouse.table(table),
  rows,
});
const mayWrite = Object.entries(warehouse.tables).map(([name, table]) => letPubSubWrite(project, name, table));

// Topics, each with its history.
const topics = Object.fromEntries(
  topicNames.map((name) => {
    const own = (topicsWithOwnTable as Record<string, string>)[name];
    const history = own ? historyOf(own, 'columns') : historyOf('events', 'envelope');
    return [name, new EventTopic(name, { project, topic: name, history }, { dependsOn: mayWrite }).topic];
  }),
);
const topic = (name: string): gcp.pubsub.Topic => topics[name]!;
const deadLetters = new DeadLetters(
  'dead-letter',
  { project, history: historyOf('events', 'envelope') },
  { dependsOn: mayWrite },
);

// Buckets.
const bucketArgs = {
  location: config.region,
  uniformBucketLevelAccess: true,
  publicAccessPrevention: 'enforced',
};
const artifacts = new gcp.storage.Bucket('artifacts', { name: config.artifactsBucket, ...bucketArgs }, ready);
const sourceBucket = new gcp.storage.Bucket('function-source', { name: config.sourceBucket, ...bucketArgs }, ready);
const landing = new LandingBucket('landing', {
  project,
  bucket: config.landingBucket,
  location: config.region,
  topic: topic('dataset-landed'),
}).bucket;

const compiled = compilePipelines({ root, pipelines: config.pipelines, codeVersion: version });
new Pipelines('pipelines', {
  bucket: artifacts,
  contents:
    config.invalidPipelines === 'record'
      ? new Map([...compiled].map(([name, one]) => [name, 'configuration' in one ? one.configuration : one]))
      : configurationsOf(compiled),
});

// Functions.
const deployment: Deployment = {
  project: config.project,
  region: config.region,
  sourceBucket,
  builder: new Builder('builder', { project: config.project }, ready),
  builtFunction: (name) => join(builtFunctions, name),
  topics,
  environment: {
    LANDFALL_PROJECT: config.project,
    LANDFALL_REGION: config.region,
    LANDFALL_LANDING_BUCKET: landing.name,
    LANDFALL_ARTIFACTS_BUCKET: artifacts.name,
    LANDFALL_DATASET: warehouse.history.datasetId,
    LANDFALL_STAGING_DATASET: warehouse.staging.datasetId,
    LANDFALL_TRAINING_DATASET: warehouse.training.datasetId,
    LANDFALL_CODE_VERSION: version,
  },
};
const pusher = new Pusher('pusher', { project }, ready);

// The ledger is objects that are created, replaced (leases, the production pointer) and listed.
const keepLedger = onBucket('artifacts', artifacts, 'roles/storage.objectUser');
const useVertex = onProject(config.project, 'roles/aiplatform.user');
const runJobs = onProject(config.project, 'roles/bigquery.jobUser');
const stageRows = onDataset('staging', warehouse.staging, 'roles/bigquery.dataEditor');
const may: Record<StageName, Grant[]> = {
  validate: [keepLedger, onBucket('landing', landing, 'roles/storage.objectViewer'), runJobs, stageRows],
  transform: [keepLedger, runJobs, stageRows, onDataset('training', warehouse.training, 'roles/bigquery.dataEditor')],
  tune: [keepLedger, useVertex],
  watch: [keepLedger, useVertex],
  evaluate: [keepLedger, useVertex],
  deploy: [keepLedger, useVertex],
};
for (const [name, { consumes, emits, memory, deliveries }] of Object.entries(stages)) {
  const args = {
    project,
    pusher,
    deadLetters,
    deployment,
    memory,
    deliveries,
    consumes: topic(consumes),
    emits: { topics: emits.map((event) => topicOfEvent[event]), environment: topicsFor(emits) },
    may: may[name as StageName],
  };
  new Stage(name, args, ready);
}
const serveArgs = {
  deployment,
  memory: serve.memory,
  emits: { topics: serve.emits.map((event) => topicOfEvent[event]), environment: topicsFor(serve.emits) },
  may: [onBucket('artifacts', artifacts, 'roles/storage.objectViewer'), useVertex],
  concurrency: 20,
  callers: config.serveCallers,
};
const api = new HttpFunction('serve', serveArgs, ready);

new Schedule('watch', {
  region: config.region,
  cron: '* * * * *',
  topic: topic('watch-tick'),
  eventType: 'landfall.watch.tick.v1',
  description: 'Asks every minute which tuning jobs have finished.',
});

export const landingBucket = landing.url;
export const artifactsBucket = artifacts.url;
export const serveUrl = api.url;
