/** Texts that would do harm on a page that took them for more than texts. */
import { beforeAll, expect, test } from '@jest/globals';
import { failedRun, madeKey, store, waitingFor, waitingRun } from '../../../bench/console/made-runs';
import { describeInBrowser, local, open } from './pages';

const pipeline = 'made-hostile';
const markup = `<img src=x onerror="alert(1)"><script>alert(2)</script><a href="javascript:alert(3)">here</a>`;
const hostile = `${markup} \u202egnp.exe \u0000\u001b[31m \u2066 {{constructor}} ${'long '.repeat(200_000)}`;

const places = [
  'runs',
  `runs?pipeline=${encodeURIComponent(markup)}`,
  `pipelines/${encodeURIComponent(markup)}/runs/${encodeURIComponent(markup)}`,
  ...[1, 2].map((number) => `pipelines/${pipeline}/runs/${madeKey(pipeline, number).run}`),
];

describeInBrowser('hostile texts in data, errors and addresses', () => {
  beforeAll(() =>
    store(local.cloud, [
      ...failedRun(pipeline, 1, hostile),
      ...waitingRun(pipeline, 2),
      waitingFor(madeKey(pipeline, 2), hostile),
    ]),
  );

  test.each(places)('run nothing and bring nothing in: %s', async (path) => {
    const page = await open(path);
    await page.getByRole('heading', { level: 1 }).or(page.getByRole('alert')).first().waitFor();
    await page.waitForLoadState('load');
    const brought = page.locator('main').locator('script, img, iframe, object, [onerror], [href^="javascript:"]');
    expect(await brought.count()).toBe(0);
    // Nor do they push anything out of the page.
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });
});
