import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { allowAll } from '../../../../local/iam/access';
import { createManualClock } from '../../manual-clock';
import { openLocal, type Local } from '../harness';

const day = 24 * 3600 * 1000;
const clock = createManualClock('2026-01-02T03:04:05Z');
let local: Local;

beforeAll(async () => {
  local = await openLocal(allowAll, clock);
});

afterAll(() => local?.close());

test('a table says when it was made and when its rows changed last', async () => {
  const [dataset] = await local.client.createDataset('shop');
  const [table] = await dataset.createTable('orders', { schema: [{ name: 'id', type: 'INTEGER' }] });
  await clock.advance(1000);
  await table.insert([{ id: 1 }]);
  expect((await table.getMetadata())[0]).toMatchObject({
    creationTime: '1767323045000',
    lastModifiedTime: '1767323046000',
  });
});

test('the rows of a query without a destination are kept for a day, and gone at the first start after it', async () => {
  const [job] = await local.client.createQueryJob('SELECT 1 AS n');
  expect((await job.getQueryResults())[0]).toEqual([{ n: 1 }]);
  await clock.advance(day);
  await local.restart();
  expect((await job.getQueryResults())[0]).toEqual([{ n: 1 }]);
  await clock.advance(1);
  await local.restart();
  await expect(job.getQueryResults()).rejects.toThrow('are gone');
});
