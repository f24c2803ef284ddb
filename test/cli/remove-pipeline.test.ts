import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Storage } from '@google-cloud/storage';
import { createCloud, type CloudStatus, type LocalCloud } from '../../cli/cloud';
import { readPipelineStates } from '../../operations/pipelines/pipeline-states';
import { readHoldings, removePipeline } from '../../cli/remove-pipeline';
import { productionPath, reportPath } from '../../core/ledger-layout';
import { createLedger } from '../../functions/shared/stage/ledger';
import { createObjects, type Objects } from '../../functions/shared/stage/objects';
import { removeStorage, startStorage, type LocalStorage } from '../local/storage/local-storage';
import { validationReport } from './reports';
import { at, ended, record, wholeRun } from './runs';

const { pipeline, run } = record;
const endpointOf = (id: string) => `projects/demo/locations/us/endpoints/${id}`;

describe('a pipeline with a model in production', () => {
  let storage: LocalStorage;
  let objects: Objects;
  let cloud: LocalCloud;
  const endpoints = new Set(['prod', 'lost', 'of-another'].map(endpointOf));
  /** In the order in which they went. */
  const removed: string[] = [];
  const vertex = {
    getEndpoint: async () => [{ deployedModels: [{ id: '1' }] }],
    undeployModel: async () => [{ promise: async () => {} }],
    deleteEndpoint: async ({ name }: { name: string }) => {
      endpoints.delete(name);
      removed.push(name);
      return [{ promise: async () => {} }];
    },
  };
  const uri = (path: string) => `gs://artifacts/${path}`;
  const isThere = async (path: string) => (await objects.read(uri(path))) !== undefined;

  beforeAll(async () => {
    storage = await startStorage();
    const client = new Storage({ projectId: 'demo', apiEndpoint: storage.url });
    await client.createBucket('artifacts');
    objects = createObjects(client);
    const ledger = createLedger({ objects, bucket: 'artifacts' });
    await ledger.createRun(record);
    const candidates = [
      { id: 'lora-8', base: 'b', job: 'j', state: 'succeeded', endpoint: endpointOf('prod') },
      { id: 'lora-16', base: 'b', job: 'j', state: 'succeeded', endpoint: endpointOf('lost') },
      { id: 'lora-4', base: 'b', job: 'j', state: 'succeeded', endpoint: endpointOf('gone-already') },
    ];
    await ledger.recordResult(record, ended('watch', 8, 60, 'tuning.finished', { candidates }));
    await ledger.recordResult(record, wholeRun.deploy);
    const report = validationReport();
    report.objects![0]!.cleanUri = uri('staged/abc/clean.jsonl');
    await objects.write(uri(reportPath(record, 'validate')), JSON.stringify(report));
    for (const path of ['staged/abc/clean.jsonl', 'staged/other/clean.jsonl', `quarantine/${pipeline}/${run}/a.jsonl`])
      await objects.write(uri(path), '{}');
    const production = { pipeline, run, candidate: 'lora-8', deployedAt: at(90) };
    const serving = [{ endpoint: endpointOf('prod'), share: 1 }];
    await objects.write(uri(productionPath(pipeline)), JSON.stringify({ ...production, serving }));
    const port = Number(new URL(storage.url).port);
    const status = { port, project: 'demo', region: 'us-central1', buckets: { artifacts: 'artifacts', landing: 'l' } };
    const bigquery = { dataset: () => ({ table: () => ({ exists: async () => [false] }) }) };
    cloud = {
      ...createCloud({ ...status, clockOffsetMilliseconds: 0 } as CloudStatus),
      endpoints: async () => vertex,
      hasEndpoint: async (name: string) => endpoints.has(name),
      bigquery: async () => bigquery,
    } as unknown as LocalCloud;
  });
  afterAll(async () => {
    await storage.stop();
    removeStorage(storage);
  });

  test('whose folder is gone is known by what it has made', async () => {
    expect(await readPipelineStates(cloud)).toMatchObject([
      {
        name: pipeline,
        status: 'removed',
        production: { candidate: 'lora-8' },
        lastRun: { run, status: 'deployed' },
      },
    ]);
  });

  test('is taken out of service with its endpoints and staged data; its runs, and what is of others, stay', async () => {
    const holdings = await readHoldings(cloud, pipeline);
    expect(holdings).toMatchObject({ endpoints: [endpointOf('prod'), endpointOf('lost')], inFlight: [], runs: 1 });
    const waits: number[] = [];
    const sleep = async (milliseconds: number) => {
      expect([await isThere(productionPath(pipeline)), removed]).toEqual([false, []]);
      waits.push(milliseconds);
    };
    await removePipeline(cloud, pipeline, holdings, sleep);
    // Who serves may know of the pointer for two seconds, and whom it has asked then answers.
    expect(waits).toEqual([4000]);
    expect(removed).toEqual([endpointOf('prod'), endpointOf('lost')]);
    expect([...endpoints]).toEqual([endpointOf('of-another')]);
    expect(await isThere(productionPath(pipeline))).toBe(false);
    expect(await isThere('staged/abc/clean.jsonl')).toBe(false);
    expect(await isThere(`quarantine/${pipeline}/${run}/a.jsonl`)).toBe(false);
    expect(await isThere('staged/other/clean.jsonl')).toBe(true);
    expect(await isThere(`runs/${pipeline}/${run}/run.json`)).toBe(true);
  });

  test('can be removed once more: nothing is left of it', async () => {
    const holdings = await readHoldings(cloud, pipeline);
    expect(holdings).toMatchObject({ production: undefined, endpoints: [], files: [], tables: [] });
    await removePipeline(cloud, pipeline, holdings, () => Promise.reject(new Error('nobody is waited for')));
  });
});
