import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeWith } from '../../google-sdk';
import { openLocal, project, type Local } from './harness';

describeWith('bq')('bq', () => {
  let local: Local;
  let directory: string;

  beforeAll(async () => {
    local = await openLocal();
    directory = mkdtempSync(join(tmpdir(), 'landfall-bq-'));
    await local.client.createDataset('shop');
  });

  afterAll(async () => {
    await local?.close();
    rmSync(directory, { recursive: true });
  });

  async function bq(...args: string[]): Promise<string> {
    const env = {
      PATH: process.env.PATH,
      HOME: directory,
      CLOUDSDK_CONFIG: directory,
      CLOUDSDK_CORE_PROJECT: project,
      CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
      CLOUDSDK_AUTH_ACCESS_TOKEN: 'owner',
    };
    const flags = [`--api=${local.url}`, `--project_id=${project}`, '--quiet', '--headless'];
    try {
      const { stdout } = await promisify(execFile)('bq', [...flags, ...args], { env, cwd: directory });
      return stdout;
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`${stdout}\n${stderr}`);
    }
  }

  const json = async (...args: string[]): Promise<unknown> => JSON.parse(await bq('--format=json', ...args)) as unknown;

  test('makes a table and lists it', async () => {
    await bq('mk', '--table', 'shop.items', 'name:STRING,price:FLOAT,at:TIMESTAMP');
    expect(await json('ls', 'shop')).toMatchObject([{ tableReference: { tableId: 'items' } }]);
  });

  test('loads a file, shows the table and its first rows', async () => {
    const file = join(directory, 'items.csv');
    writeFileSync(file, 'name,price,at\npen,1.5,2026-01-02 03:04:05\nink,2,2026-01-03 00:00:00\n');
    await bq('load', '--skip_leading_rows=1', '--source_format=CSV', 'shop.items', file);
    expect(await json('show', 'shop.items')).toMatchObject({ numRows: '2', type: 'TABLE' });
    expect(await json('head', '-n', '1', 'shop.items')).toEqual([
      { name: 'pen', price: '1.5', at: '2026-01-02 03:04:05' },
    ]);
  });

  test('queries with parameters', async () => {
    const query = 'SELECT name, price * @n AS total FROM shop.items ORDER BY name';
    expect(await json('query', '--use_legacy_sql=false', '--parameter=n:INT64:2', query)).toEqual([
      { name: 'ink', total: '4.0' },
      { name: 'pen', total: '3.0' },
    ]);
  });
});
