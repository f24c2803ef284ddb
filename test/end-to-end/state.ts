/** What a pipeline has left in the cloud, seen from outside with Google's own clients: to compare one end state with another. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Cloud } from '../../cli/cloud';
import { createLedger } from '../../cli/ledger';
import { deriveRun } from '../../cli/run-view';
import { summarize, type RunSummary } from '../../cli/summary';

export interface EndState {
  runs: RunSummary[];
  /** Tuning jobs by the candidate label they bear. */
  tuningJobs: string[];
  /** Endpoints that exist. */
  endpoints: number;
  champion?: string;
}

export async function readEndState(cloud: Cloud, pipeline: string): Promise<EndState> {
  const ledger = createLedger(cloud);
  const runs: RunSummary[] = [];
  for (const key of await ledger.listRuns()) {
    if (key.pipeline !== pipeline) continue;
    const reader = await ledger.openRun(key);
    runs.push(summarize(deriveRun(reader.record, await reader.readResults())));
  }
  const parent = `v1/projects/${cloud.status.project}/locations/us-central1`;
  const read = async <T>(collection: string): Promise<T[]> => {
    const response = await fetch(`${cloud.url}/${parent}/${collection}?pageSize=100`);
    if (!response.ok) throw new Error(`${collection}: HTTP ${response.status} ${await response.text()}`);
    return ((await response.json()) as Record<string, T[]>)[collection] ?? [];
  };
  const production = await ledger.readProduction(pipeline);
  const needed = [production?.endpoint, production?.previous?.endpoint].filter(Boolean).length;
  // A deployment is on record before the other endpoints go; a kill in between puts that off until the redelivery.
  for (let tries = 0; tries < 120 && (await read('endpoints')).length > needed; tries++) await delay(250);
  const jobs = await read<{ labels?: Record<string, string> }>('tuningJobs');
  return {
    runs,
    tuningJobs: jobs
      .filter(({ labels }) => labels?.['landfall-pipeline'] === pipeline)
      .map(({ labels }) => labels!['landfall-candidate']!)
      .sort(),
    endpoints: (await read('endpoints')).length,
    champion: production?.candidate,
  };
}

/** Rows of a query through BigQuery's REST API. */
export async function query(cloud: Cloud, sql: string): Promise<unknown[][]> {
  const response = await fetch(`${cloud.url}/bigquery/v2/projects/${cloud.status.project}/queries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: sql, useLegacySql: false, timeoutMs: 20_000 }),
  });
  const body = (await response.json()) as { rows?: { f: { v: unknown }[] }[]; error?: { message: string } };
  if (!response.ok) throw new Error(body.error?.message ?? `HTTP ${response.status}`);
  return (body.rows ?? []).map(({ f }) => f.map(({ v }) => v));
}
