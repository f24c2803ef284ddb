import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { costLines } from '../../../cli/commands/costs';
import { focusLines, readCosts } from '../../../operations/pipelines/costs';
import spending from '../../../schemas/examples/spending.json';
import { startStoredCloud, type StoredCloud } from '../../cli/stored-cloud';
import { plain } from '../../cli/reports';

let stored: StoredCloud;
beforeAll(async () => {
  stored = await startStoredCloud();
  await stored.put('pipelines/email-summary/pipeline.json', {});
  await stored.put('pipelines/email-summary/spending/2026-11.json', spending);
});
afterAll(() => stored.stop());

describe('costs', () => {
  test('are told by run and candidate, committed beside spent', async () => {
    const lines = costLines(await readCosts(stored.cloud, '2026-11'), 120).map(plain);
    expect(lines[1]).toMatch(
      /^20261123-3f9a2c1b +email-summary +tuning of lora-8 on gemini-3\.1-flash-lite +3f9a2c +\$1\.44 +\$1\.15$/,
    );
    expect(lines[2]).toMatch(/evaluation +3f9a2c +\$0\.50 +not known yet$/);
    expect(lines.at(-1)).toBe('$1.65 count against the budget. $0.29 that were committed are free again.');
    expect(await readCosts(stored.cloud, '2026-12')).toEqual([]);
    expect(await readCosts(stored.cloud, '2026-11', 'another')).toEqual([]);
  });

  test('are rows of FOCUS, every cent with its run, candidate and dataset version', async () => {
    const lines = focusLines(await readCosts(stored.cloud, '2026-11'), 'artifacts');
    const [tuning, evaluation] = parse(lines.join('\n'), { columns: true }) as Record<string, string>[];
    expect(tuning).toMatchObject({
      BilledCost: '1.15',
      BillingCurrency: 'USD',
      BillingPeriodStart: '2026-11-01T00:00:00.000Z',
      BillingPeriodEnd: '2026-12-01T00:00:00.000Z',
      ChargePeriodStart: '2026-11-23T08:00:00.000Z',
      ChargePeriodEnd: '2026-11-23T09:00:00.000Z',
      ConsumedQuantity: '384000',
      Tags: '{"pipeline":"email-summary","run":"20261123-3f9a2c1b","purpose":"tuning"}',
      x_Candidate: 'lora-8',
      x_DatasetVersion: '3f9a2c',
      x_IsSettled: 'true',
    });
    expect(evaluation).toMatchObject({ BilledCost: '0.5', x_IsSettled: 'false', ConsumedUnit: '' });
  });
});
