import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestCloud, type TestCloud } from './test-cloud';

const isInstalled = (command: string): boolean => {
  try {
    execFileSync(command, ['version'], { stdio: 'ignore', timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
};

// These are other people's programs: where they are not installed, there is nothing to test.
const whereInstalled = isInstalled('gcloud') && isInstalled('bq') ? describe : describe.skip;

whereInstalled("Google's own tools, pointed at the local cloud by landfall env", () => {
  let local: TestCloud;
  let variables: Record<string, string>;
  beforeAll(async () => {
    local = await createTestCloud();
    variables = JSON.parse((await local.landfall('env', '--json')).stdout) as Record<string, string>;
  }, 120_000);
  afterAll(() => local?.close(), 30_000);

  const run = (command: string, ...commandLine: string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      execFile(
        command,
        commandLine,
        { env: { ...process.env, ...variables }, timeout: 120_000 },
        (error, stdout, stderr) =>
          error
            ? reject(new Error(`${command} ${commandLine.join(' ')}\n${stdout}${stderr}`))
            : resolve(stdout + stderr),
      );
    });
  const bq = (...commandLine: string[]): Promise<string> =>
    run('bq', '--api', local.cloud.url, `--project_id=${local.cloud.status.project}`, ...commandLine);

  test('gcloud storage lists, writes and reads objects', async () => {
    const { landing, artifacts } = local.cloud.status.buckets;
    expect(await run('gcloud', 'storage', 'ls')).toContain(`gs://${artifacts}/`);
    expect(await run('gcloud', 'storage', 'ls', `gs://${artifacts}/pipelines/email-summary/`)).toContain(
      'pipeline.json',
    );
    const file = join(local.directory, 'note.txt');
    writeFileSync(file, 'a note\n');
    await run('gcloud', 'storage', 'cp', file, `gs://${landing}/note.txt`);
    expect(await run('gcloud', 'storage', 'cat', `gs://${landing}/note.txt`)).toContain('a note');
  }, 180_000);

  test('gcloud pubsub lists topics, publishes and pulls', async () => {
    expect(await run('gcloud', 'pubsub', 'topics', 'list', '--format=value(name)')).toContain('topics/dataset-landed');
    await run('gcloud', 'pubsub', 'topics', 'create', 'a-topic');
    await run('gcloud', 'pubsub', 'subscriptions', 'create', 'a-reader', '--topic=a-topic');
    await run('gcloud', 'pubsub', 'topics', 'publish', 'a-topic', '--message=hello');
    expect(
      await run('gcloud', 'pubsub', 'subscriptions', 'pull', 'a-reader', '--auto-ack', '--format=value(message.data)'),
    ).toMatch(/hello|aGVsbG8/);
  }, 240_000);

  test('bq lists tables and queries', async () => {
    expect(await bq('ls', 'landfall')).toContain('events');
    const answer = await bq(
      'query',
      '--use_legacy_sql=false',
      '--format=csv',
      'SELECT 6 * 7 AS answer, COUNT(*) AS n FROM landfall.predictions',
    );
    expect(answer).toContain('answer,n\n42,0');
  }, 240_000);
});
