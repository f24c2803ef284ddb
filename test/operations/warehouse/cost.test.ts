import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { loadWarehousePrices } from '../../../catalog/prices';
import { costOf, type Billable } from '../../../operations/warehouse/cost';

const prices = loadWarehousePrices(join(__dirname, '../../..'));
const mebibyte = 2 ** 20;
const job: Billable = { kind: 'query', bytes: 1, tables: 1, isCached: false, isFailed: false, bytesBilled: 0 };

test.each<[string, Partial<Billable>, number]>([
  ['a query that reads a tebibyte', { bytes: 2 ** 40 }, 2 ** 40],
  ['a small query of one table', {}, 10 * mebibyte],
  ['a small query of three tables', { tables: 3 }, 30 * mebibyte],
  ['bytes that are rounded up', { bytes: 20 * mebibyte + 1 }, 21 * mebibyte],
  ['a query that reads nothing', { bytes: 0, tables: 1 }, 0],
  ['an export of what a query answers', { kind: 'export', bytes: 2 ** 30 }, 2 ** 30],
  ['a load', { kind: 'load', bytes: 2 ** 30 }, 0],
  ['a copy', { kind: 'copy', bytes: 2 ** 30 }, 0],
  ['an answer from the cache', { isCached: true, bytes: 2 ** 30 }, 0],
  ['a query that failed', { isFailed: true, bytes: 2 ** 30 }, 0],
  ['what BigQuery says that it billed', { bytesBilled: 7 * mebibyte }, 7 * mebibyte],
])('%s is billed as BigQuery bills it', (_, changes, bytesBilled) => {
  const cost = costOf({ ...job, ...changes }, prices);
  expect(cost.bytesBilled).toBe(bytesBilled);
  expect(cost.amount).toBeCloseTo((bytesBilled / 2 ** 40) * 6.25, 12);
});
