import { expect, test } from '@jest/globals';
import { cancelTuning, cancelWarehouseJobs } from '../../cli/cancel-jobs';
import type { LocalCloud } from '../../cli/cloud';
import { record } from './runs';

const { pipeline, run } = record;
const labels = { 'landfall-pipeline': pipeline, 'landfall-run': run, 'landfall-candidate': 'lora-8' };
const status = { project: 'demo', region: 'us-central1' };

test('the tuning jobs of the run that have not ended are cancelled, and no others', async () => {
  const cancelled: string[] = [];
  const tuning = {
    listTuningJobs: async () => [
      [
        { name: 'j/1', labels, startTime: { seconds: '1' } },
        { name: 'j/2', labels },
        { name: 'j/ended', labels, endTime: { seconds: '2' } },
        { name: 'j/of-another-run', labels: { ...labels, 'landfall-run': '20261123-00000000' } },
        { name: 'j/just-ended', labels },
      ],
    ],
    cancelTuningJob: async ({ name }: { name: string }) => {
      if (name === 'j/just-ended') throw Object.assign(new Error('it has ended'), { code: 9 });
      cancelled.push(name);
    },
  };
  const cloud = { status, tuning: async () => tuning } as unknown as LocalCloud;
  expect(await cancelTuning(cloud, record)).toEqual([
    { kind: 'tuning', name: 'j/1', of: 'lora-8', hasBegun: true },
    { kind: 'tuning', name: 'j/2', of: 'lora-8', hasBegun: false },
  ]);
  expect(cancelled).toEqual(['j/1', 'j/2']);
});

test('what cannot be cancelled for another reason is no success', async () => {
  const tuning = {
    listTuningJobs: async () => [[{ name: 'j/1', labels }]],
    cancelTuningJob: () => Promise.reject(Object.assign(new Error('denied'), { code: 7 })),
  };
  const cloud = { status, tuning: async () => tuning } as unknown as LocalCloud;
  await expect(cancelTuning(cloud, record)).rejects.toThrow('denied');
});

test("the run's statements that have not ended are cancelled; loads go on, which another run may wait for", async () => {
  const cancelled: string[] = [];
  const job = (jobId: string, state: string, configuration: object) => ({
    metadata: {
      jobReference: { jobId, location: 'US' },
      status: { state },
      statistics: { startTime: '1' },
      configuration: { labels: { 'landfall-run': run, 'landfall-step': 'split' }, ...configuration },
    },
  });
  const bigquery = {
    getJobs: async () => [
      [
        job('split', 'RUNNING', { query: {} }),
        job('load', 'RUNNING', { load: {} }),
        job('done', 'DONE', { query: {} }),
        job('of-another', 'RUNNING', { query: {}, labels: {} }),
      ],
    ],
    job: (jobId: string) => ({ cancel: async () => void cancelled.push(jobId) }),
  };
  const cloud = { status, bigquery: async () => bigquery } as unknown as LocalCloud;
  expect(await cancelWarehouseJobs(cloud, record)).toEqual([
    { kind: 'warehouse', name: 'split', of: 'split', hasBegun: true },
  ]);
  expect(cancelled).toEqual(['split']);
});
