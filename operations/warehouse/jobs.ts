/** The warehouse jobs of a run, as BigQuery tells of them: found by their labels, loads that the run shares by their table. */
import type { BigQuery } from '@google-cloud/bigquery';
import type api from '@google-cloud/bigquery/build/src/types';
import { atMost } from '../../core/at-most';
import { canaryStep } from '../../core/canary/steps';
import type { Cloud } from '../cloud';

export interface PlanStage {
  id: string;
  name: string;
  recordsRead: number;
  recordsWritten: number;
  /** Ids of the stages that it reads. */
  inputs: string[];
  steps: { kind: string; substeps: string[] }[];
}

export interface WarehouseJob {
  id: string;
  /** As the stage calls this piece of work. */
  step: string;
  /** The run that it was done for: another one's when this run shares what came of it. */
  run: string;
  kind: 'load' | 'query' | 'export' | 'copy' | 'extract';
  state: string;
  error?: string;
  createdAt: string;
  /** Absent while it runs. */
  seconds?: number;
  /** Written, or given as an answer; absent when the warehouse does not say. */
  rows?: number;
  /** Logical bytes read by a query. */
  bytes: number;
  bytesBilled: number;
  isCached: boolean;
  /** Tables that the statement refers to, as project.dataset.table. */
  tables: string[];
  /** Table written, as project.dataset.table. */
  destination?: string;
  sql?: string;
  parameters: { name: string; value: unknown }[];
  plan: PlanStage[];
}

/**
 * Jobs in the order of their begin.
 * @param sharedTables tables that the run reads whoever loaded them, as project.dataset.table
 * @param within in milliseconds since 1970, when they were made: a project may have many, and without it all of them are looked through
 */
export async function readJobs(
  cloud: Cloud,
  run: string,
  sharedTables: string[] = [],
  within?: { from: number; to: number },
): Promise<WarehouseJob[]> {
  const bigquery = await cloud.bigquery();
  const times = within && { minCreationTime: String(within.from), maxCreationTime: String(within.to) };
  const [listed] = await bigquery.getJobs({ allUsers: true, projection: 'full', ...times });
  const jobs = listed.map(({ metadata }) => metadata as api.IJob);
  const ofRun = jobs.filter((job) => job.configuration?.labels?.['landfall-run'] === run);
  const loaded = new Set(ofRun.map(destinationOf));
  const shared = sharedTables
    .filter((table) => !loaded.has(table))
    .flatMap((table) => newest(jobs.filter((job) => isLoadOf(job, table))));
  const own = [...ofRun.filter((job) => !isLook(job)), ...newest(ofRun.filter(isLook))];
  const found = await atMost(mostRequests, [...own, ...shared], (job) => readWhole(bigquery, job));
  return found.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
}

/** BigQuery answers so many requests a second; the parts of a source may be thousands. */
const mostRequests = 20;

/** The list may leave out what a single job tells: its plan. */
async function readWhole(bigquery: BigQuery, { jobReference }: api.IJob): Promise<WarehouseJob> {
  const { jobId = '', location } = jobReference ?? {};
  const [metadata] = await bigquery.job(jobId, { location }).getMetadata();
  return describeJob(metadata as api.IJob);
}

const isLoadOf = (job: api.IJob, table: string): boolean =>
  job.configuration?.load !== undefined && !job.status?.errorResult && destinationOf(job) === table;

/** None of none. */
function newest(jobs: api.IJob[]): api.IJob[] {
  const createdAt = ({ statistics }: api.IJob): number => Number(statistics?.creationTime);
  return jobs.toSorted((a, b) => createdAt(b) - createdAt(a)).slice(0, 1);
}

/** The answers to a canary's requests are counted anew each minute: of these the last tells as much as all. */
const isLook = ({ configuration }: api.IJob): boolean => configuration?.labels?.['landfall-step'] === canaryStep;

function destinationOf({ configuration }: api.IJob): string | undefined {
  const table = (configuration?.load ?? configuration?.query ?? configuration?.copy)?.destinationTable;
  return table && tableName(table);
}

const tableName = ({ projectId, datasetId, tableId }: api.ITableReference): string =>
  `${projectId}.${datasetId}.${tableId}`;

/** What BigQuery's REST API says of a job, in the words of whoever looks. */
export function describeJob(job: api.IJob): WarehouseJob {
  const { configuration = {}, statistics = {}, status } = job;
  const { creationTime, startTime, endTime, query, load } = statistics;
  const labels = configuration.labels ?? {};
  return {
    id: job.jobReference?.jobId ?? '',
    step: labels['landfall-step'] ?? '',
    run: labels['landfall-run'] ?? '',
    kind: kindOf(job),
    state: status?.state ?? '',
    error: status?.errorResult?.message,
    createdAt: new Date(Number(creationTime)).toISOString(),
    seconds: endTime === undefined ? undefined : (Number(endTime) - Number(startTime ?? creationTime)) / 1000,
    rows: load ? Number(load.outputRows) : rowsOf(query),
    bytes: Number(statistics.totalBytesProcessed ?? 0),
    bytesBilled: Number(query?.totalBytesBilled ?? 0),
    isCached: query?.cacheHit === true,
    tables: (query?.referencedTables ?? []).map(tableName),
    destination: destinationOf(job),
    sql: configuration.query?.query,
    parameters: (configuration.query?.queryParameters ?? []).map(({ name, parameterValue }) => ({
      name: name ?? '?',
      value: valueOf(parameterValue),
    })),
    plan: (query?.queryPlan ?? []).map(describeStage),
  };
}

function kindOf({ configuration, statistics }: api.IJob): WarehouseJob['kind'] {
  if (statistics?.query?.statementType === 'EXPORT_DATA') return 'export';
  return (['load', 'copy', 'extract'] as const).find((kind) => configuration?.[kind]) ?? 'query';
}

/** Rows exported or changed, else what the last stage of the plan has written. */
function rowsOf(query: api.IJobStatistics2 = {}): number | undefined {
  const { exportDataStatistics, numDmlAffectedRows, queryPlan } = query;
  const last = queryPlan?.at(-1)?.recordsWritten;
  const rows = exportDataStatistics?.rowCount ?? numDmlAffectedRows ?? last;
  return rows === undefined ? undefined : Number(rows);
}

const describeStage = (stage: api.IExplainQueryStage): PlanStage => ({
  id: String(stage.id ?? ''),
  name: stage.name ?? '',
  recordsRead: Number(stage.recordsRead ?? 0),
  recordsWritten: Number(stage.recordsWritten ?? 0),
  inputs: (stage.inputStages ?? []).map(String),
  steps: (stage.steps ?? []).map(({ kind, substeps }) => ({ kind: kind ?? '', substeps: substeps ?? [] })),
});

function valueOf(value: api.IQueryParameterValue = {}): unknown {
  if (value.arrayValues) return value.arrayValues.map(valueOf);
  if (value.structValues)
    return Object.fromEntries(Object.entries(value.structValues).map(([name, field]) => [name, valueOf(field)]));
  return value.value ?? null;
}
