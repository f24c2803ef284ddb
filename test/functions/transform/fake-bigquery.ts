/** BigQuery by the clock: jobs take their time, rows without a table last a day, staging tables three; statements are believed. */
import type { FakeClock, MemoryObjects } from '../fakes';
import { goodSelection } from './fake-warehouse';

const day = 86_400_000;

interface JobOptions {
  jobId: string;
  labels: Record<string, string>;
  query?: string;
  destination?: { id: string };
  dryRun?: boolean;
  configuration?: { load: { destinationTable: Record<string, string> }; labels: Record<string, string> };
}

const failure = (code: number) => Object.assign(new Error(code === 404 ? 'Not found' : 'Already Exists'), { code });

const columns = ['key', '_origin', 'customer', 'body', 'target'].map((name) => ({ name, type: 'STRING' }));

const rows: Record<string, object[]> = {
  'selection-checks': [goodSelection],
  counts: [
    { split: 'train', left_out: null, count_examples: 900 },
    { split: 'evaluation', left_out: null, count_examples: 100 },
  ],
};

export function createFakeBigQuery(clock: FakeClock, objects: MemoryObjects) {
  const jobs = new Map<string, { step: string; endsAt: number; lacks?: string }>();
  const tables = new Map<string, number>();
  const now = () => clock.now().getTime();
  const isThere = (name: string) => (tables.get(name) ?? 0) > now();
  /** How long the jobs of a step take, in milliseconds; no time by default. */
  const durations: Record<string, number> = {};

  function begin(jobId: string, step: string, destination?: string, lacks?: string) {
    if (jobs.has(jobId)) throw failure(409);
    const endsAt = now() + (durations[step] ?? 0);
    jobs.set(jobId, { step, endsAt, lacks });
    if (destination && !lacks) tables.set(destination, endsAt + (destination.startsWith('training.') ? 1000 : 3) * day);
  }

  const client = {
    async createQueryJob({ jobId, labels, query = '', destination, dryRun }: JobOptions) {
      if (dryRun) return [{ metadata: { statistics: { query: { schema: { fields: columns } } } } }];
      const read = [...query.matchAll(/`[^`.]+\.([^`.]+\.[^`.]+)`/g)].map(([, name]) => name!);
      begin(
        jobId,
        labels['landfall-step']!,
        destination?.id,
        read.find((name) => !isThere(name)),
      );
      const prefix = /uri = '(gs:[^*]+)\*\.jsonl'/.exec(query)?.[1];
      if (prefix) objects.put(`${prefix}000000000000.jsonl`, '{"line":1}\n');
      return [];
    },
    async createJob({ jobId, configuration }: JobOptions) {
      const { load, labels } = configuration!;
      const { datasetId, tableId } = load.destinationTable;
      begin(jobId, labels['landfall-step']!, `${datasetId}.${tableId}`);
    },
    job: (jobId: string) => ({
      async getMetadata() {
        const { endsAt, lacks } = jobs.get(jobId)!;
        const errorResult = lacks && { reason: 'notFound', message: `Not found: Table ${lacks}` };
        return [{ status: now() < endsAt ? { state: 'RUNNING' } : { state: 'DONE', errorResult } }];
      },
      async getQueryResults() {
        const { step, endsAt } = jobs.get(jobId)!;
        if (now() > endsAt + day) throw failure(404);
        return [rows[step] ?? []];
      },
    }),
    dataset: (dataset: string) => ({
      table: (table: string) => ({
        id: `${dataset}.${table}`,
        async getMetadata() {
          if (!isThere(`${dataset}.${table}`)) throw failure(404);
          return [{ schema: { fields: columns } }];
        },
      }),
    }),
  };
  return { client: client as never, jobs, durations };
}
