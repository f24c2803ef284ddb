import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { compilePipelines, configurationsOf } from '../../../../compiler/pipelines';
import type { UploadTold } from '../../../../functions/console/answers';
import { deployment } from '../../../deployment';
import { openLocal, type Local } from '../../../local/bigquery/harness';
import { startStoredCloud, type StoredCloud } from '../../../cli/stored-cloud';
import { serveConsole, type ServedConsole } from '../served-console';

const root = join(__dirname, '../../../..');
const pipelines = join(root, 'pipelines');
const name = 'email-summary';
const configuration = configurationsOf(compilePipelines({ root, pipelines, codeVersion: 'test', deployment })).get(
  name,
)!;
const sources = Object.keys(configuration.pipeline.sources);

describe('files that are dropped on the page', () => {
  let stored: StoredCloud;
  let server: ServedConsole;
  let warehouse: Local;
  const files = sources.map((source) => ({ path: `${source}.jsonl`, size: 300_000 }));
  const piece = (from: number, until: number) => new Uint8Array(until - from).fill(65);
  const range = (from: number, until: number, size = 300_000) => ({
    'content-range': `bytes ${from}-${until - 1}/${size}`,
  });
  const landed = async (prefix: string) => {
    const [objects] = await stored.cloud.storage.bucket('landing').getFiles({ prefix });
    return objects.map((object) => object.name.slice(prefix.length)).toSorted();
  };

  beforeAll(async () => {
    stored = await startStoredCloud();
    await stored.cloud.storage.createBucket('landing');
    await stored.put(`pipelines/${name}/pipeline.json`, configuration);
    warehouse = await openLocal();
    const { status } = stored.cloud;
    const cloud = {
      ...stored.cloud,
      status: { ...status, buckets: { ...status.buckets, landing: 'landing' } },
      bigquery: () => Promise.resolve(warehouse.client),
    };
    server = await serveConsole({ cloud });
  });
  afterAll(async () => {
    await server.stop();
    await stored.stop();
    await warehouse.close();
  });

  const begin = async (offered: object[] = files, more: object = {}) =>
    server.ask<UploadTold>('POST', 'uploads', { pipeline: name, files: offered, ...more });

  test('go on where they were when a connection was lost, and make a batch once all have arrived', async () => {
    const { body: upload } = await begin();
    expect(JSON.stringify(upload)).not.toContain('upload_id');
    const path = `uploads/${upload.id}`;
    const { body: first } = await server.ask('PUT', `${path}/files/0`, piece(0, 262_144), range(0, 262_144));
    expect(first).toEqual({ received: 262_144, isWhole: false });

    const { body: again } = await server.ask<UploadTold>('GET', path);
    expect(again.files.map(({ received }) => received)).toEqual([262_144, ...sources.slice(1).map(() => 0)]);
    const early = await server.ask<{ detail: string }>('POST', `${path}/complete`, {});
    expect([early.status, early.body.detail]).toEqual([409, expect.stringContaining('has not arrived')]);

    await server.ask('PUT', `${path}/files/0`, piece(262_144, 300_000), range(262_144, 300_000));
    for (const at of sources.slice(1).keys())
      await server.ask('PUT', `${path}/files/${at + 1}`, piece(0, 300_000), range(0, 300_000));
    expect(await server.ask('POST', `${path}/complete`, {})).toEqual({ status: 200, body: { missing: [] } });
    expect(await landed(`${name}/${upload.batch}/`)).toEqual(files.map((file) => file.path).toSorted());
  });

  test('arrive though they are empty: what they hold, the run says', async () => {
    const { body: upload } = await begin([{ path: `${sources[0]}.jsonl`, size: 0 }]);
    const { body } = await server.ask('PUT', `uploads/${upload.id}/files/0`, new Uint8Array());
    expect(body).toEqual({ received: 0, isWhole: true });
    expect(await landed(`${name}/${upload.batch}/`)).toEqual([`${sources[0]}.jsonl`]);
  });

  test('are told which sources the batch lacks', async () => {
    const { body: upload } = await begin([{ path: `${sources[0]}.jsonl`, size: 3 }]);
    const path = `uploads/${upload.id}`;
    await server.ask('PUT', `${path}/files/0`, piece(0, 3), range(0, 3, 3));
    const { body } = await server.ask<{ missing: string[] }>('POST', `${path}/complete`, {});
    expect(body.missing).toEqual(sources.slice(1));
  });

  test.each([
    ['no source of the pipeline', [{ path: 'other.jsonl', size: 1 }], 409, /is no source of/],
    ['a file that is still being written', [{ path: `${sources[0]}.jsonl.part`, size: 1 }], 409, /not whole yet/],
    [
      'more files than a run takes',
      Array.from({ length: 501 }, (_, i) => ({ path: `emails/${i}`, size: 1 })),
      409,
      /501/,
    ],
    ['nothing', [], 409, /no file to drop/],
    ['what is no file', [{ path: '', size: -1 }], 400, /offers no files/],
  ])('%s is refused before anything is sent', async (_, offered, status, detail) => {
    const told = (await begin(offered)) as unknown as { status: number; body: { detail: string } };
    expect([told.status, told.body.detail]).toEqual([status, expect.stringMatching(detail)]);
  });

  test('a batch of a name that leads elsewhere is refused', async () => {
    expect((await begin(files, { batch: '../other' })).status).toBe(400);
  });

  test('nobody goes on with an upload that there is not', async () => {
    const { status } = await server.ask('PUT', 'uploads/none/files/0', piece(0, 3), range(0, 3, 3));
    expect(status).toBe(404);
  });

  test('a piece without its place is refused', async () => {
    const { body: upload } = await begin();
    expect((await server.ask('PUT', `uploads/${upload.id}/files/0`, piece(0, 3))).status).toBe(400);
  });

  test('another site cannot make a browser send them', async () => {
    const { status } = await server.ask('POST', 'uploads', {}, { 'sec-fetch-site': 'cross-site' });
    expect(status).toBe(403);
  });
});
