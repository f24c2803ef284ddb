import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { followRun } from '../../operations/runs/follow';
import { uploadBatch } from '../../cli/upload';
import { latestVersionPath, type RunName } from '../../core/ledger-layout';
import { eventually } from '../eventually';
import { pubsub } from './pubsub';
import { local } from './shared-cloud';
import { query, runOf } from './state';

const pipeline = 'poisoned';

const inProject = (path: string) => `projects/${local.cloud.status.project}/${path}`;

interface Settings {
  pushConfig: { pushEndpoint: string };
  retryPolicy: { minimumBackoff: string; maximumBackoff: string };
}

/** In place of what infra/ has declared: as few deliveries as Pub/Sub takes, as far apart as can be seen. */
function hurry(name: string, more: Partial<Settings> = {}): Promise<unknown> {
  const settings = {
    retryPolicy: { minimumBackoff: '3s', maximumBackoff: '3s' },
    deadLetterPolicy: { deadLetterTopic: inProject('topics/dead-letter'), maxDeliveryAttempts: 5 },
    ...more,
  };
  const subscription = { name: inProject(`subscriptions/${name}`), ...settings };
  return pubsub('PATCH', `subscriptions/${name}`, { subscription, updateMask: Object.keys(settings).join(',') });
}

async function land(batch: string): Promise<RunName> {
  const [emails, customers] = local.files;
  await uploadBatch(local.cloud, pipeline, batch, [
    { name: 'emails.jsonl', path: emails },
    { name: 'customers.csv', path: customers },
  ]);
  return runOf(local.cloud, batch, pipeline);
}

describe('a run whose message no delivery can handle', () => {
  let run: RunName;

  /** Someone has written over the pointer to the latest version: transform cannot read it, however often it tries. */
  beforeAll(async () => {
    const { cloud, pipelines } = local;
    const folder = join(pipelines, pipeline);
    cpSync(join(pipelines, 'email-summary'), folder, { recursive: true });
    const yaml = join(folder, 'pipeline.yaml');
    writeFileSync(yaml, readFileSync(yaml, 'utf8').replace(/^name: .*$/m, `name: ${pipeline}`));
    await cloud.apply();
    await hurry('transform');
    const artifacts = cloud.storage.bucket(cloud.status.buckets.artifacts);
    await artifacts.file(latestVersionPath(pipeline)).save('version 3, I think', { resumable: false });
    run = await land('monday');
  });

  afterAll(() => local.cloud.apply());

  test('says so while it is tried again', async () => {
    const shown = await eventually(async () => {
      const { stdout } = await local.landfall('run', run.run);
      return /transform +◌ (.*)/.exec(stdout)?.[1];
    }, 'a failed attempt');
    expect(shown).toMatch(/^attempt \d failed, made again within 10 min: .*not valid JSON/);
  });

  test('ends as failed, with the reason of its last delivery, on the run and in the history', async () => {
    const reason = /^given up after 5 attempts: .*not valid JSON/;
    const view = await followRun(local.cloud, run);
    expect(view).toMatchObject({
      status: 'failed',
      error: { stage: 'transform', name: 'DeadLetterError', message: expect.stringMatching(reason) },
    });
    const { exitCode, stdout } = await local.landfall('run', run.run);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/transform +✖ given up after 5 attempts: /);
    expect(stdout).toMatch(/Next {3}mend the cause, then drop the batch again/);
    const told = await eventually(async () => {
      const sql = `SELECT data FROM landfall.events WHERE JSON_VALUE(attributes, '$.ce-type') = 'landfall.stage.failed.v1' AND JSON_VALUE(attributes, '$.ce-subject') = '${run.run}'`;
      return (await query(local.cloud, sql))[0];
    }, 'the row of the history');
    expect(told[0]).toContain('given up after 5 attempts');
  });

  test('ends as failed too when no delivery reaches its function', async () => {
    await hurry('transform', {
      pushConfig: { pushEndpoint: 'http://127.0.0.1:1/dataset-validated' },
      // Here none of the attempts is looked at.
      retryPolicy: { minimumBackoff: '0s', maximumBackoff: '0s' },
    });
    const view = await followRun(local.cloud, await land('tuesday'));
    const message = 'given up after 5 attempts: none of them came so far as to say why';
    expect(view).toMatchObject({ status: 'failed', error: { stage: 'transform', message } });
  });
});
