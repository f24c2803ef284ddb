/** What axe finds wrong on a page for those who use a keyboard or a screen reader, or see little. */
import { expect, test } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import { readFileSync } from 'node:fs';
import { describeInBrowser, open } from './pages';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const pages = [
  ['home', '.'],
  ['runs', 'runs'],
  ['an address that is none', 'no/such/page'],
] as const;

describeInBrowser('axe finds no serious fault, light or dark, on', () => {
  test.each(pages)('%s', async (_, path) => {
    const page = await open(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
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
