import { describe, expect, test } from '@jest/globals';
import { createSteps } from '../../../functions/transform/steps';
import { createWorld } from '../fakes';
import { createFakeWarehouse } from './fake-warehouse';

const run = { pipeline: 'email-summary', run: '20261123-3f9a2c1b' };
const config = { project: 'p', dataset: 'landfall', stagingDataset: 'staging', trainingDataset: 'training' };
const sql = { 'looks/counts.sql': 'SELECT COUNT(*) FROM `{{dataset}}`' };

describe('a step', () => {
  const warehouse = createFakeWarehouse(createWorld());
  const steps = createSteps({ run, sql, warehouse, config });
  const counts = { file: 'looks/counts.sql', slots: { dataset: 'p.training.t' }, params: { least: 1 } };

  test('leaves its rows in a table named after the run and itself, by a job named likewise', async () => {
    const table = 'p.staging.email_summary_20261123_3f9a2c1b_histogram_earlier';
    expect(await steps.table('histogram-earlier', counts)).toBe(table);
    expect(steps.tableOf('histogram-earlier')).toBe(table);
    expect(warehouse.ids).toEqual(['landfall-email-summary-20261123-3f9a2c1b-histogram-earlier']);
    expect(warehouse.statements['histogram-earlier']).toEqual({
      sql: 'SELECT COUNT(*) FROM `p.training.t`',
      params: { least: 1 },
    });
  });

  test('fills the table that it is given instead, such as the one of a version', async () => {
    const table = steps.versionTable('0123456789ab');
    expect(table).toBe('p.training.email_summary_0123456789ab');
    expect(await steps.table('dataset', counts, { table, layout: { clustering: ['key'] } })).toBe(table);
    expect(warehouse.layouts['dataset']).toEqual({ clustering: ['key'] });
  });

  test('gives the rows of a statement, be it put together already', async () => {
    warehouse.rows['counts'] = [{ count: 7 }];
    expect(await steps.rows('counts', { sql: 'SELECT 7 AS count' })).toEqual([{ count: 7 }]);
    expect(warehouse.statements['counts']).toEqual({ sql: 'SELECT 7 AS count' });
  });
});
