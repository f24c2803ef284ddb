import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { patience } from '../../eventually';
import { describeWith } from '../../google-sdk';
import { removeStorage, startStorage, type LocalStorage } from './local-storage';

describeWith('gcloud')('gcloud storage', () => {
  let local: LocalStorage;
  let folder: string;

  beforeAll(async () => {
    local = await startStorage();
    folder = join(local.directory, 'client');
    mkdirSync(join(folder, 'configuration'), { recursive: true });
  });

  afterAll(async () => {
    await local.stop();
    removeStorage(local);
  });

  async function storage(...args: string[]): Promise<string> {
    const env = {
      ...process.env,
      CLOUDSDK_CONFIG: join(folder, 'configuration'),
      CLOUDSDK_CORE_PROJECT: 'demo',
      CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
      CLOUDSDK_AUTH_ACCESS_TOKEN: 'any',
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${local.url}/storage/v1/`,
    };
    const { stdout } = await promisify(execFile)('gcloud', ['storage', ...args], { env, timeout: patience });
    return stdout;
  }

  test('makes a bucket, copies files there and back, lists, prints and removes them', async () => {
    const [small, large] = [randomBytes(1000), randomBytes(12 * 1024 * 1024)];
    writeFileSync(join(folder, 'small.bin'), small);
    writeFileSync(join(folder, 'large.bin'), large);
    writeFileSync(join(folder, 'words.txt'), 'hello\n');

    await storage('buckets', 'create', 'gs://from-gcloud');
    await storage(
      'cp',
      join(folder, 'small.bin'),
      join(folder, 'large.bin'),
      join(folder, 'words.txt'),
      'gs://from-gcloud/dir/',
    );
    expect(await storage('ls', 'gs://from-gcloud/dir/')).toBe(
      'gs://from-gcloud/dir/large.bin\ngs://from-gcloud/dir/small.bin\ngs://from-gcloud/dir/words.txt\n',
    );
    expect(await storage('cat', 'gs://from-gcloud/dir/words.txt')).toBe('hello\n');

    await storage('cp', 'gs://from-gcloud/dir/large.bin', join(folder, 'back.bin'));
    expect(readFileSync(join(folder, 'back.bin')).equals(large)).toBe(true);
    await storage('cp', 'gs://from-gcloud/dir/small.bin', 'gs://from-gcloud/copy.bin');
    expect(local.objects.get('from-gcloud', 'copy.bin').size).toBe(1000);

    await storage('rm', '--recursive', 'gs://from-gcloud/dir');
    expect(local.objects.list('from-gcloud').items.map(({ name }) => name)).toEqual(['copy.bin']);
  });
});
