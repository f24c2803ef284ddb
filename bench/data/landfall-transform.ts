/** The transform stage as it runs: its function in a process of its own, Google's clients, the local warehouse and storage. */
import { PubSub } from '@google-cloud/pubsub';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createCloud, type LocalCloud } from '../../cli/cloud';
import { startCloud } from '../../cli/supervise';
import { columnsOf } from '../../core/row-schema';
import { encodeEvent } from '../../functions/shared/stage/events';
import { createLedger } from '../../functions/shared/stage/ledger';
import { createObjects } from '../../functions/shared/stage/objects';
import { createWarehouse } from '../../functions/shared/warehouse/warehouse';
import { topicOf } from '../../core/stages';
import type { Configuration, DatasetCard, EventData, Run } from '../../schemas/generated/types';
import { sampleMemory } from '../process-memory';
import { processorSeconds } from '../process-time';
import { madePipeline, type MadeFiles } from './made-examples';

type Validated = EventData['landfall.dataset.validated.v1'];

export interface Made {
  seconds: number;
  /** Of processors, of all threads together. */
  processorSeconds: number;
  train: number;
  evaluation: number;
  /** Of the largest process. */
  peakBytes: number;
}

export interface Transformed extends Made {
  /** Loading the staging tables, which validate does. */
  loadSeconds: number;
  /** Peak bytes by kind of process. */
  memory: Map<string, number>;
  /** Of each step, from the warehouse's jobs. */
  steps: { step: string; seconds: number; slotSeconds: number }[];
}

/** Checks that look at every pair or every word: a pipeline may have them or not. */
export const optionalChecks = [
  'nearDuplicates',
  'leakage',
  'languageMix',
  'distributionShift',
  'conflictingTargets',
] as const;

const name = 'email-summary';
const run = '20261123-0be7c4a1';

/** @param change makes the pipeline another one */
export async function transformInLandfall(
  files: MadeFiles,
  rows: Record<'emails' | 'customers', number>,
  change: (configuration: Configuration) => void,
): Promise<Transformed> {
  const directory = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
  process.env['LANDFALL_DIRECTORY'] = directory;
  process.env['METADATA_SERVER_DETECTION'] ??= 'none'; // there is no metadata server to ask who we are
  const supervised = await startCloud({ port: '0' });
  const memory = sampleMemory(supervised.status.pid);
  try {
    const cloud = createCloud(supervised.status);
    const work = await prepare(cloud, files, rows, change);
    const [begun, before] = [performance.now(), processorSeconds(supervised.status.pid)];
    await work.load();
    const loaded = performance.now();
    const { train, evaluation } = await work.transform();
    const ended = performance.now();
    const processors = processorSeconds(supervised.status.pid) - before;
    const peaks = memory.stop();
    return {
      seconds: (ended - begun) / 1000,
      processorSeconds: processors,
      loadSeconds: (loaded - begun) / 1000,
      train,
      evaluation,
      peakBytes: Math.max(...peaks.values()),
      memory: peaks,
      steps: await work.steps(),
    };
  } finally {
    memory.stop();
    await supervised.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Lays down what validate would have: clean rows as objects, and the run with its configuration. */
async function prepare(
  cloud: LocalCloud,
  files: MadeFiles,
  rows: Record<'emails' | 'customers', number>,
  change: (configuration: Configuration) => void,
) {
  const { status, storage } = cloud;
  const bucket = status.buckets.artifacts;
  const objects = createObjects(storage);
  const ledger = createLedger({ objects, bucket });
  const bigquery = await cloud.bigquery();
  const clock = { now: () => new Date(), sleep: (milliseconds: number) => delay(milliseconds), every: () => () => {} };
  const warehouse = createWarehouse({ bigquery: () => bigquery, location: 'us-central1', clock });

  const configuration = (await ledger.findConfiguration(name)) as Configuration;
  configuration.rowSchemas = madePipeline.rowSchemas;
  configuration.trainingSql = madePipeline.trainingSql;
  configuration.prompt = madePipeline.prompt;
  delete configuration.prompts; // those of the pipeline that stands in
  configuration.pipeline.training.split = madePipeline.split;
  change(configuration);
  const sources = await Promise.all(
    (['customers', 'emails'] as const).map(async (source) => {
      const key = source.padEnd(16, '0');
      const cleanUri = `gs://${bucket}/staged/${key}/clean.jsonl`;
      await storage
        .bucket(bucket)
        .upload(files[source], { destination: `staged/${key}/clean.jsonl`, resumable: false, validation: false });
      const table = `${status.project}.landfall_staging.s_${key}`;
      const uri = `gs://${status.buckets.landing}/${name}/bench/${source}.jsonl`;
      const object = { uri, generation: '1', key, digest: key, table, cleanUri, rows: rows[source], quarantined: 0 };
      return { source, objects: [object], rows: rows[source], quarantined: 0 };
    }),
  );
  const record = {
    run,
    pipeline: name,
    createdAt: new Date().toISOString(),
    trigger: { bucket: status.buckets.landing, objects: [] },
    configuration,
  } as unknown as Run;
  await ledger.createRun(record);
  const data: Validated = {
    pipeline: name,
    run,
    sources,
    rows: rows.emails + rows.customers,
    quarantined: 0,
    reportUri: ledger.uri(record, 'validate/report.json'),
  };

  return {
    load: () =>
      Promise.all(
        sources.map(({ source, objects: [object] }) => {
          const job = {
            id: `bench-load-${source}`,
            labels: { 'landfall-run': run, 'landfall-step': `load-${source}` },
          };
          return warehouse.load(job, object!.cleanUri, object!.table, columnsOf(madePipeline.rowSchemas[source]));
        }),
      ),
    transform: async (): Promise<DatasetCard> => {
      const pubsub = new PubSub({
        projectId: status.project,
        apiEndpoint: status.endpoints.pubsubGrpc,
        emulatorMode: true,
      });
      const event = encodeEvent({
        id: 'bench',
        source: '/bench',
        type: 'landfall.dataset.validated.v1',
        time: new Date().toISOString(),
        data,
      });
      await pubsub.topic(topicOf('landfall.dataset.validated.v1')).publishMessage(event);
      await pubsub.close();
      for (;;) {
        const result = await ledger.findResult(record, 'transform');
        if (result?.error) throw new Error(`transform failed: ${result.error.message}`);
        const output = result?.output?.data as EventData['landfall.dataset.versioned.v1'] | undefined;
        if (output) return JSON.parse((await objects.read(output.cardUri))!.text) as DatasetCard;
        await delay(100);
      }
    },
    steps: async () => {
      const [jobs] = await bigquery.getJobs({ allUsers: true, projection: 'full' });
      const ofRun = jobs.filter(({ metadata }) => metadata.configuration?.labels?.['landfall-run'] === run);
      return ofRun
        .map(({ metadata: { configuration, statistics } }) => ({
          step: configuration.labels['landfall-step'] as string,
          seconds: (Number(statistics.endTime) - Number(statistics.startTime)) / 1000,
          slotSeconds: Number(statistics.totalSlotMs ?? 0) / 1000,
          startedAt: Number(statistics.startTime),
        }))
        .toSorted((a, b) => a.startedAt - b.startedAt);
    },
  };
}
