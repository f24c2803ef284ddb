/** What a pipeline has left in the cloud, seen from outside with Google's own clients: to compare one end state with another. */
import type { LocalCloud } from '../../cli/cloud';
import { waitForRun } from '../../operations/runs/follow';
import { createLedger } from '../../operations/ledger/ledger';
import { deriveRun } from '../../operations/runs/run-view';
import type { RunName } from '../../core/ledger-layout';
import type { DatasetValidated, DatasetVersioned, StageError } from '../../schemas/generated/types';
import { endpointsOf } from '../../core/production';
import { summarize, type RunSummary } from '../../operations/runs/summary';
import { eventually, patience } from '../eventually';

export interface EndState {
  runs: RunSummary[];
  /** Tuning jobs by the candidate label they bear. */
  tuningJobs: string[];
  /** Endpoints that exist, which for what is tuned in us-central1 are in us. */
  endpoints: number;
  champion?: string;
}

export async function readEndState(cloud: LocalCloud, pipeline: string): Promise<EndState> {
  const ledger = createLedger(cloud);
  const runs: RunSummary[] = [];
  for (const key of await ledger.listRuns()) {
    if (key.pipeline !== pipeline) continue;
    const reader = await ledger.openRun(key);
    runs.push(summarize(deriveRun({ record: reader.record, results: await reader.readResults() }, cloud.now())));
  }
  const parent = `v1/projects/${cloud.status.project}/locations`;
  const read = async <T>(place: string, collection: string): Promise<T[]> => {
    const response = await fetch(`${cloud.url}/${parent}/${place}/${collection}?pageSize=100`);
    if (!response.ok) throw new Error(`${collection}: HTTP ${response.status} ${await response.text()}`);
    return ((await response.json()) as Record<string, T[]>)[collection] ?? [];
  };
  const production = await ledger.readProduction(pipeline);
  const needed = production ? endpointsOf(production).length + (production.previous ? 1 : 0) : 0;
  // A deployment is on record before the other endpoints go; a kill in between puts that off until the redelivery.
  await eventually(async () => (await read('us', 'endpoints')).length <= needed, 'the end of the other endpoints');
  const jobs = await read<{ labels?: Record<string, string> }>('us-central1', 'tuningJobs');
  return {
    runs,
    tuningJobs: jobs
      .filter(({ labels }) => labels?.['landfall-pipeline'] === pipeline)
      .map(({ labels }) => labels!['landfall-candidate']!)
      .sort(),
    endpoints: (await read('us', 'endpoints')).length,
    champion: production?.candidate,
  };
}

/** Rows of a query through BigQuery's REST API. */
export async function query(cloud: LocalCloud, sql: string): Promise<unknown[][]> {
  const response = await fetch(`${cloud.url}/bigquery/v2/projects/${cloud.status.project}/queries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: sql, useLegacySql: false, timeoutMs: patience }),
  });
  const body = (await response.json()) as { rows?: { f: { v: unknown }[] }[]; error?: { message: string } };
  if (!response.ok) throw new Error(body.error?.message ?? `HTTP ${response.status}`);
  return (body.rows ?? []).map(({ f }) => f.map(({ v }) => v));
}

/** The run that a batch has become. */
export const runOf = (cloud: LocalCloud, batch: string, pipeline = 'email-summary') =>
  waitForRun(cloud, pipeline, batch, { waitSeconds: patience / 1000 });

/** What validate and transform had to say of a run; what follows is not waited for. */
export async function untilVersioned(
  cloud: LocalCloud,
  run: RunName,
): Promise<{ validated?: DatasetValidated; versioned?: DatasetVersioned; error?: StageError }> {
  const reader = await createLedger(cloud).openRun(run);
  return eventually(async () => {
    const results = await reader.readResults();
    const [validate, transform] = [results.get('validate'), results.get('transform')];
    const failed = [validate, transform].find((result) => result?.status === 'failed');
    if (failed?.status === 'failed') return { error: failed.error };
    if (validate?.status !== 'succeeded' || transform?.status !== 'succeeded') return undefined;
    return {
      validated: validate.output!.data as DatasetValidated,
      versioned: transform.output!.data as DatasetVersioned,
    };
  }, `the dataset version of run ${run.run}`);
}
