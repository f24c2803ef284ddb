import { beforeEach, describe, expect, test } from '@jest/globals';
import { RetryableError } from '../../../../core/errors';
import { loadOnce } from '../../../../functions/shared/warehouse/staged-table';
import { createFakeClock, type FakeClock } from '../../fakes';
import { createFakeWarehouse, type FakeWarehouse } from '../../validate/fake-warehouse';

const staged = { key: '5f70', source: 'emails', table: 'p.staging.s_5f70', cleanUri: 'gs://a/staged/5f70/clean.jsonl' };
const rowSchema = { properties: { id: { type: 'string' }, tags: { type: 'array' } } };
const aDay = 24 * 60 * 60 * 1000;

describe('a staging table', () => {
  let warehouse: FakeWarehouse;
  let clock: FakeClock;
  const ask = (run = 'r1') => loadOnce(staged, rowSchema, { warehouse, clock, run: { pipeline: 'p', run } });

  beforeEach(() => {
    warehouse = createFakeWarehouse();
    clock = createFakeClock();
  });

  test('has the columns of the row schema, after the row and the line', async () => {
    await ask();
    expect(warehouse.tables.get(staged.table)).toEqual({
      uri: staged.cleanUri,
      columns: [
        { name: '_row', type: 'INT64' },
        { name: '_line', type: 'INT64' },
        { name: 'id', type: 'STRING' },
        { name: 'tags', type: 'JSON' },
      ],
    });
  });

  test('is loaded once for all runs, those that ask at the same time included', async () => {
    await Promise.all([ask('r1'), ask('r2')]);
    await ask('r3');
    expect(warehouse.jobs).toEqual(['landfall-load-5f70-20261123']);
  });

  test('is loaded again whenever it has gone, on the same day or another, by a job of another id', async () => {
    for (let times = 0; times < 3; times++) {
      await ask();
      warehouse.tables.clear();
    }
    await clock.advance(aDay);
    await ask();
    expect(warehouse.jobs).toEqual([
      'landfall-load-5f70-20261123',
      'landfall-load-5f70-20261123-1',
      'landfall-load-5f70-20261123-2',
      'landfall-load-5f70-20261124',
    ]);
  });

  test('is not waited for without end', async () => {
    warehouse.load = async () => false;
    await expect(ask()).rejects.toThrow(RetryableError);
  });
});
