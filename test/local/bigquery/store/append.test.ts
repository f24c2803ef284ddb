import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Table } from '@google-cloud/bigquery';
import { allowAll } from '../../../../local/iam/access';
import { createManualClock } from '../../manual-clock';
import { openLocal, type Local } from '../harness';

const clock = createManualClock();
let local: Local;
let table: Table;

beforeAll(async () => {
  local = await openLocal(allowAll, clock);
  const [dataset] = await local.client.createDataset('shop');
  [table] = await dataset.createTable('orders', { schema: [{ name: 'id', type: 'INTEGER' }] });
});

afterAll(() => local?.close());

test('a repeated insertId is dropped for a minute, and after it is a row of its own', async () => {
  const count = async () => (await table.getRows())[0].length;
  const insert = () => table.insert([{ insertId: 'one', json: { id: 1 } }], { raw: true });
  await insert();
  await clock.advance(59_999);
  await insert();
  expect(await count()).toBe(1);
  await clock.advance(1);
  await insert();
  expect(await count()).toBe(2);
});
