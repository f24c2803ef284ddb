import { beforeAll, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { containersOf, type Containers } from '../cli/export/containers';
import { eventually } from '../eventually';
import { describeWith } from '../google-sdk';
import { local, summary } from './deployed-sample';

describeWith('gcloud')('an exported pipeline of Kubeflow', () => {
  let containers: Containers;
  beforeAll(async () => {
    const { project } = local.cloud.status;
    const { stdout: exported } = await local.landfall('export', 'email-summary', '--kfp', '--project', project);
    const { stdout: variables } = await local.landfall('env', '--json');
    const folder = join(local.directory, 'kubeflow');
    containers = containersOf(exported, JSON.parse(variables) as Record<string, string>, folder);
  });

  test('sees that the run of a batch has ended, and that it was deployed', async () => {
    expect(await containers.run('wait', { batch: 'monday' })).toMatchObject({ exitCode: 0 });
    const { exitCode, printed } = await containers.run('outcome', { batch: 'monday' });
    expect(exitCode).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({ run: summary.run, status: 'deployed', champion: summary.champion });
    expect(containers.written('status')).toBe('deployed');
  });

  test('submits a batch, and fails with what its run failed of', async () => {
    const bucket = local.cloud.storage.bucket('exports');
    await bucket.create();
    await bucket.upload(local.files[0], { destination: 'emails.jsonl' });
    await bucket.file('customers.csv').save('x,y\n1,2\n');
    const sources = { emails_uri: 'gs://exports/emails.jsonl', customers_uri: 'gs://exports/customers.csv' };
    expect(await containers.run('submit', { batch: '', job: '4711', ...sources })).toMatchObject({ exitCode: 0 });
    const batch = containers.written('batch');
    await eventually(async () => (await containers.run('wait', { batch })).exitCode === 0, 'the end of its run');
    const { exitCode, printed } = await containers.run('outcome', { batch });
    expect(exitCode).toBe(1);
    expect(JSON.parse(printed)).toMatchObject({
      batch: '4711',
      status: 'failed',
      stage: 'validate',
      where: 'customers, line 1: x, y',
    });
  });
});
