import { describe, expect, test } from '@jest/globals';
import { describeJob, readJobs } from '../../../operations/warehouse/jobs';
import type { Cloud } from '../../../operations/cloud';

const table = (tableId: string) => ({ projectId: 'p', datasetId: 'staging', tableId });
const labels = { 'landfall-pipeline': 'email-summary', 'landfall-run': '20261123-3f9a2c1b', 'landfall-step': 'split' };
const query = {
  jobReference: { projectId: 'p', jobId: 'landfall-email-summary-20261123-3f9a2c1b-split', location: 'US' },
  configuration: {
    labels,
    query: {
      query: 'SELECT @salt, @kinds',
      destinationTable: table('split'),
      queryParameters: [
        { name: 'salt', parameterType: { type: 'STRING' }, parameterValue: { value: 'v1' } },
        { name: 'kinds', parameterValue: { arrayValues: [{ value: 'email' }, { value: 'phone' }] } },
      ],
    },
  },
  statistics: {
    creationTime: '1795428000000',
    startTime: '1795428000100',
    endTime: '1795428001600',
    totalBytesProcessed: '2048',
    query: {
      statementType: 'SELECT',
      cacheHit: false,
      totalBytesBilled: '0',
      referencedTables: [table('screened')],
      queryPlan: [
        { id: '0', name: 'S00: Input', recordsRead: '1189', recordsWritten: '1189', steps: [{ kind: 'READ' }] },
        { id: '1', name: 'S01: Output', recordsRead: '1189', recordsWritten: '1185', inputStages: ['0'] },
      ],
    },
  },
  status: { state: 'DONE' },
};

describe('a job is told', () => {
  test('as BigQuery tells it, in numbers and names', () => {
    expect(describeJob(query)).toEqual({
      id: 'landfall-email-summary-20261123-3f9a2c1b-split',
      step: 'split',
      run: '20261123-3f9a2c1b',
      kind: 'query',
      state: 'DONE',
      error: undefined,
      createdAt: '2026-11-23T10:00:00.000Z',
      seconds: 1.5,
      rows: 1185,
      bytes: 2048,
      bytesBilled: 0,
      isCached: false,
      tables: ['p.staging.screened'],
      destination: 'p.staging.split',
      sql: 'SELECT @salt, @kinds',
      parameters: [
        { name: 'salt', value: 'v1' },
        { name: 'kinds', value: ['email', 'phone'] },
      ],
      plan: [
        {
          id: '0',
          name: 'S00: Input',
          recordsRead: 1189,
          recordsWritten: 1189,
          inputs: [],
          steps: [{ kind: 'READ', substeps: [] }],
        },
        { id: '1', name: 'S01: Output', recordsRead: 1189, recordsWritten: 1185, inputs: ['0'], steps: [] },
      ],
    });
  });

  test('as an export with the rows that were exported', () => {
    const { statistics } = query;
    const exported = { statementType: 'EXPORT_DATA', exportDataStatistics: { fileCount: '1', rowCount: '1067' } };
    const job = { ...query, statistics: { ...statistics, query: { ...statistics.query, ...exported } } };
    expect(describeJob(job)).toMatchObject({ kind: 'export', rows: 1067 });
  });

  test('as running without a time, and as failed with the reason', () => {
    const { endTime: _, ...statistics } = query.statistics;
    expect(describeJob({ ...query, statistics, status: { state: 'RUNNING' } }).seconds).toBeUndefined();
    const status = { state: 'DONE', errorResult: { reason: 'invalidQuery', message: 'Unrecognized name: x' } };
    expect(describeJob({ ...query, status }).error).toBe('Unrecognized name: x');
  });
});

describe('the jobs of a run', () => {
  const load = (jobId: string, run: string, at: number, status: object = { state: 'DONE' }) => ({
    jobReference: { projectId: 'p', jobId, location: 'US' },
    configuration: {
      labels: { ...labels, 'landfall-run': run, 'landfall-step': 'load' },
      load: { destinationTable: table('s_1') },
    },
    statistics: {
      creationTime: String(at),
      startTime: String(at),
      endTime: String(at + 10),
      load: { outputRows: '9' },
    },
    status,
  });
  const cloudOf = (jobs: (typeof query | ReturnType<typeof load>)[]): Cloud => {
    const client = {
      getJobs: async () => [jobs.map((metadata) => ({ metadata }))],
      job: (id: string) => ({ getMetadata: async () => [jobs.find(({ jobReference }) => jobReference.jobId === id)] }),
    };
    return { bigquery: async () => client } as unknown as Cloud;
  };
  const idsOf = async (jobs: Parameters<typeof cloudOf>[0], tables: string[]) =>
    (await readJobs(cloudOf(jobs), '20261123-3f9a2c1b', tables)).map(({ id, run }) => `${id} of ${run}`);

  test('are those with its label, in the order of their begin', async () => {
    const own = load('own', '20261123-3f9a2c1b', 1);
    expect(await idsOf([query, own, load('other', 'x', 2)], [])).toEqual([
      'own of 20261123-3f9a2c1b',
      'landfall-email-summary-20261123-3f9a2c1b-split of 20261123-3f9a2c1b',
    ]);
  });

  test('are asked for within a time, where that is known: a project may have many', async () => {
    const asked: object[] = [];
    const client = { getJobs: async (options: object) => (asked.push(options), [[]]) };
    const cloud = { bigquery: async () => client } as unknown as Cloud;
    await readJobs(cloud, '20261123-3f9a2c1b', [], { from: 1, to: 2 });
    await readJobs(cloud, '20261123-3f9a2c1b');
    expect(asked).toEqual([
      { allUsers: true, projection: 'full', minCreationTime: '1', maxCreationTime: '2' },
      { allUsers: true, projection: 'full' },
    ]);
  });

  test('of the looks at its canary, one a minute, the last', async () => {
    const look = (id: string, at: number) => ({
      ...query,
      jobReference: { ...query.jobReference, jobId: id },
      configuration: { ...query.configuration, labels: { ...labels, 'landfall-step': 'canary' } },
      statistics: { ...query.statistics, creationTime: String(at) },
    });
    const run = '20261123-3f9a2c1b';
    expect(await idsOf([look('look-1', 1), look('look-3', 3), load('own', run, 2), look('look-2', 2)], [])).toEqual([
      `own of ${run}`,
      `look-3 of ${run}`,
    ]);
  });

  test('and the last load of a table that another run has loaded for it', async () => {
    const failed = load('failed', 'c', 4, { state: 'DONE', errorResult: { message: 'no' } });
    const jobs = [load('first', 'a', 1), load('again', 'b', 2), failed];
    expect(await idsOf(jobs, ['p.staging.s_1'])).toEqual(['again of b']);
    expect(await idsOf([...jobs, load('own', '20261123-3f9a2c1b', 3)], ['p.staging.s_1'])).toEqual([
      'own of 20261123-3f9a2c1b',
    ]);
  });
});
