import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

describe('rows of insertAll within the last 30 minutes', () => {
  const refused =
    'UPDATE or DELETE statement over table demo.shop.mixed would affect rows in the streaming buffer, which is not supported';
  const run = (statement: string) => local.client.query(statement);
  const rows = async () => (await run('SELECT id, list FROM shop.mixed ORDER BY id'))[0].map(({ id }) => id as number);

  beforeAll(async () => {
    const schema = [
      { name: 'id', type: 'INTEGER' },
      { name: 'list', type: 'STRING', mode: 'REPEATED' },
    ];
    const [mixed] = await local.client.dataset('shop').createTable('mixed', { schema });
    await local.appendRows('demo.shop.mixed', [{ id: 1, list: ['of a subscription'] }]);
    await mixed.insert([{ id: 2, list: ['streamed'] }, { id: 3 }]);
  });

  test.each([
    ['DELETE', 'DELETE FROM shop.mixed WHERE id < 3'],
    ['UPDATE', 'UPDATE shop.mixed SET id = id + 10 WHERE TRUE'],
    ['MERGE', 'MERGE shop.mixed USING (SELECT 2 AS other) ON id = other WHEN MATCHED THEN DELETE'],
    [
      'MERGE by what its source lacks',
      'MERGE shop.mixed USING (SELECT 1 AS other) ON id = other WHEN NOT MATCHED BY SOURCE THEN DELETE',
    ],
    ['TRUNCATE', 'TRUNCATE TABLE shop.mixed'],
  ])('are closed to %s, which changes nothing then, after a restart too', async (_, statement) => {
    await expect(run(statement)).rejects.toThrow(refused);
    await local.restart();
    await expect(run(statement)).rejects.toThrow(refused);
    expect(await rows()).toEqual([1, 2, 3]);
  });

  test('leave all other rows open, those of subscriptions and those that are inserted by a statement', async () => {
    await run('INSERT INTO shop.mixed (id) VALUES (4)');
    await run('UPDATE shop.mixed SET id = 5 WHERE id = 4');
    await run('DELETE FROM shop.mixed WHERE id IN (1, 5)');
    expect(await rows()).toEqual([2, 3]);
  });

  test('are gone with their table, and open once the time is over', async () => {
    await clock.advance(30 * 60_000 - 1);
    await expect(run('DELETE FROM shop.mixed WHERE id = 2')).rejects.toThrow(refused);
    await clock.advance(1);
    await run('DELETE FROM shop.mixed WHERE id = 2');
    expect(await rows()).toEqual([3]);

    const mixed = local.client.dataset('shop').table('mixed');
    await mixed.insert([{ id: 6 }]);
    await run('CREATE OR REPLACE TABLE shop.mixed AS SELECT 7 AS id, ["x"] AS list');
    await run('DELETE FROM shop.mixed WHERE TRUE');
    expect(await rows()).toEqual([]);
  });
});
