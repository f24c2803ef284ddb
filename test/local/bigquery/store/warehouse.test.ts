import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Warehouse } from '../../../../local/bigquery/store/warehouse';
import { storedTable } from '../../../../local/bigquery/table-name';
import { allowAll } from '../../../../local/iam/access';
import { eventually } from '../../../eventually';
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

test.each(['5e3abc', '1', '07-29f'])('a table may be called %s, which begins as a number does', async (name) => {
  const query = `SELECT 1 FROM numbers.${name}`;
  await expect(local.client.query(query)).rejects.toThrow('Not found: Dataset demo:numbers');
});

test('the rows of a query without a destination are kept for a day, and its job for longer', async () => {
  const [job] = await local.client.createQueryJob('SELECT 1 AS n');
  await job.getQueryResults();
  await clock.advance(day);
  expect((await job.getQueryResults())[0]).toEqual([{ n: 1 }]);
  const { datasetId, tableId } = job.metadata.configuration.query.destinationTable;

  await clock.advance(1);
  const gone = { code: 404, errors: [expect.objectContaining({ reason: 'notFound' })] };
  await expect(job.getQueryResults()).rejects.toMatchObject(gone);
  await expect(local.client.query(`SELECT n FROM ${datasetId}.${tableId}`)).rejects.toThrow('Not found: Table');
  expect((await job.getMetadata())[0].status).toEqual({ state: 'DONE' });
  await local.restart();
  await expect(job.getQueryResults()).rejects.toMatchObject(gone);
});

test('a table lives as long as its dataset says, or as it says itself, and then is gone with its rows', async () => {
  const [dataset] = await local.client.createDataset('staging');
  await dataset.setMetadata({ defaultTableExpirationMs: String(2 * day) });
  await local.client.query('CREATE TABLE staging.short AS SELECT 1 AS n');
  await local.client.query('CREATE TABLE staging.long AS SELECT 1 AS n');
  await local.client.query('CREATE VIEW staging.seen AS SELECT n FROM staging.short');
  const expirationTime = String(clock.now() + 3 * day);
  await dataset.table('long').setMetadata({ expirationTime });
  expect((await dataset.table('short').getMetadata())[0].expirationTime).toBe(String(clock.now() + 2 * day));
  const names = async () => (await dataset.getTables())[0].map(({ id }) => id);

  await clock.advance(2 * day);
  expect(await names()).toEqual(['long', 'seen', 'short']);
  await clock.advance(1);
  expect(await names()).toEqual(['long']);
  await expect(dataset.table('short').getMetadata()).rejects.toMatchObject({ code: 404 });
  await expect(local.client.query('SELECT n FROM staging.short')).rejects.toThrow(
    'Not found: Table demo:staging.short',
  );
  await local.client.query('CREATE TABLE staging.short AS SELECT 2 AS n');
  expect((await local.client.query('SELECT n FROM staging.short'))[0]).toEqual([{ n: 2 }]);
  expect((await local.client.query('SELECT n FROM staging.long'))[0]).toEqual([{ n: 1 }]);
  await clock.advance(day);
  expect(await names()).toEqual(['short']);
});

test('expired rows leave the file without anyone asking for them', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'landfall-warehouse-'));
  const warehouse = await Warehouse.open(directory, clock);
  const name = { project: 'demo', dataset: 'staging', table: 'old' };
  await warehouse.change(async (change) => {
    await warehouse.createDataset(change, 'demo', 'staging', { defaultTableExpirationMs: '1000' });
  });
  await warehouse.change((change) => warehouse.createTable(change, name, [{ name: 'n', type: 'INTEGER' }]));
  const stored = () => warehouse.engine.columns(`SELECT * FROM ${storedTable(name)}`);
  await clock.advance(1000);
  expect(await stored()).toHaveLength(1);
  await clock.advance(1);
  await eventually(
    () =>
      stored().then(
        () => false,
        () => true,
      ),
    'the end of the rows',
  );
  await warehouse.close();
  rmSync(directory, { recursive: true });
});
