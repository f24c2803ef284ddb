/** What axe finds wrong on a page for those who use a keyboard or a screen reader, or see little. */
import { beforeAll, expect, test } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import { readFileSync } from 'node:fs';
import { madeKey, store, waitingRun } from '../../../bench/console/made-runs';
import { describeInBrowser, local, open } from './pages';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const pipeline = 'made-accessible';
const run = `pipelines/${pipeline}/runs/${madeKey(pipeline, 1).run}`;
const pages = [
  ['home', '.'],
  ['runs', 'runs'],
  ['data', 'data'],
  ['monitor', 'monitor/email-summary'],
  ['compare', 'compare?pipeline=email-summary'],
  ['playground', 'playground/email-summary'],
  ['dropping', 'drop?pipeline=email-summary'],
  ['a run', run],
  ['the tuning of a run', `${run}/tuning`],
  ['the log of a run', `${run}/logs`],
  ['an address that is none', 'no/such/page'],
] as const;

describeInBrowser('axe finds no serious fault, light or dark, on', () => {
  beforeAll(() => store(local.cloud, waitingRun(pipeline, 1)));

  test.each(pages)('%s', async (_, path) => {
    const page = await open(path);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    // A run that is watched is never idle: what it shows is there once nothing waits.
    await page.getByText('…', { exact: true }).first().waitFor({ state: 'hidden' });
    await page.evaluate(axe);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await page.evaluate<AxeResults>('axe.run()');
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      const told = serious.map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes.map(({ html }) => html).join('\n')}`);
      expect(told).toEqual([]);
    }
  });
});
