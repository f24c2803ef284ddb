/**
 * Takes a pipeline out of service: its production pointer first, so that nothing is asked that goes, then its endpoints, then
 * what was staged of its data. What has gone already is passed over: a removal that broke off is repeated.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { isEndpoint, keptEndpoints, pointerFreshness } from '../core/production';
import { copyBehind } from '../core/replicas';
import { productionPath, quarantinePrefix } from '../core/ledger-layout';
import { outputOf, statusOf } from '../core/stages';
import { parseGsUri } from '../core/gs-uri';
import { locationIn } from '../core/vertex-locations';
import type { Production } from '../schemas/generated/types';
import type { LocalCloud } from './cloud';
import { createLedger } from '../operations/ledger/ledger';
import { unlessGone } from '../operations/ledger/unless-gone';

export interface Holdings {
  production?: Production;
  /** Endpoints of production and of every candidate that the pipeline's runs have tuned, as far as they are still there. */
  endpoints: string[];
  /** Names in the artifacts bucket: rows as they were read, and rows put aside. */
  files: string[];
  /** Tables of the staging dataset, as project.dataset.table. */
  tables: string[];
  /** Runs that have not ended. */
  inFlight: string[];
  runs: number;
}

/** What a removal takes away, and what stands in its way. */
export async function readHoldings(cloud: LocalCloud, pipeline: string): Promise<Holdings> {
  const ledger = createLedger(cloud);
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  const production = await ledger.readProduction(pipeline);
  const endpoints = new Set<string | undefined>(production ? keptEndpoints(production) : []);
  const folders = new Set([quarantinePrefix(pipeline)]);
  const tables = new Set<string>();
  const inFlight: string[] = [];
  const keys = (await ledger.listRuns()).filter((key) => key.pipeline === pipeline);
  for (const key of keys) {
    const results = await (await ledger.openRun(key)).readResults();
    if (statusOf(results) === 'running') inFlight.push(key.run);
    for (const { endpoint, checkpointEndpoints = [] } of outputOf(results, 'watch')?.data.candidates ?? [])
      for (const each of [endpoint, ...checkpointEndpoints]) endpoints.add(each);
    for (const { cleanUri, table } of (await ledger.readReport(key))?.objects ?? []) {
      folders.add(parseGsUri(cleanUri).name.replace(/[^/]*$/, ''));
      tables.add(table);
    }
  }
  const found = await Promise.all([...folders].map((prefix) => bucket.getFiles({ prefix })));
  return {
    production,
    endpoints: await existing([...endpoints], async (name) => isEndpoint(name) && cloud.hasEndpoint(name)),
    files: found.flatMap(([files]) => files.map(({ name }) => name)),
    tables: await existing([...tables], async (name) => (await tableOf(cloud, name)).exists().then(([is]) => is)),
    inFlight,
    runs: keys.length,
  };
}

/** @throws what a service answers that refuses; what was taken away by then stays so */
export async function removePipeline(
  cloud: LocalCloud,
  pipeline: string,
  holdings: Holdings,
  sleep: (milliseconds: number) => Promise<unknown> = delay,
): Promise<void> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  await unlessGone(bucket.file(productionPath(pipeline)).delete());
  // Once serve has heard of it, and those whom it has asked are answered, nobody comes any more.
  if (holdings.endpoints.length > 0) await sleep(2 * pointerFreshness);
  for (const endpoint of holdings.endpoints) await unlessGone(removeEndpoint(cloud, endpoint));
  for (const name of holdings.files) await unlessGone(bucket.file(name).delete());
  for (const name of holdings.tables) await unlessGone((await tableOf(cloud, name)).delete());
}

async function existing(names: (string | undefined)[], isThere: (name: string) => Promise<boolean>): Promise<string[]> {
  const all = names.filter((name) => name !== undefined);
  const found = await Promise.all(all.map(isThere));
  return all.filter((_, i) => found[i]);
}

/** A model that is deployed keeps its endpoint from going. What answers at no endpoint is the model itself. */
async function removeEndpoint(cloud: LocalCloud, name: string): Promise<void> {
  const location = locationIn(name);
  if (location === undefined) return cloud.removeModel(name);
  const client = await cloud.endpoints(location);
  const [{ deployedModels }] = await client.getEndpoint({ name });
  for (const { id } of deployedModels ?? []) {
    const [undeploying] = await client.undeployModel({ endpoint: name, deployedModelId: id });
    await undeploying.promise();
  }
  const [deleting] = await client.deleteEndpoint({ name });
  await deleting.promise();
  const copy = copyBehind(name);
  if (copy !== undefined) await cloud.removeModel(copy);
}

async function tableOf(cloud: LocalCloud, name: string) {
  const [projectId = '', datasetId = '', tableId = ''] = name.split('.');
  return (await cloud.bigquery()).dataset(datasetId, { projectId }).table(tableId);
}
