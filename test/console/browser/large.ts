/** What other consoles are hated for: that they load everything, or show its beginning alone. */
import { beforeAll, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { logRun } from '../../../bench/console/large-run';
import { madeKey, madeRecord, store } from '../../../bench/console/made-runs';
import { appears, describeInBrowser, local, open } from './pages';

const pipeline = 'made-large';
const counts = [20_000, 400];

describeInBrowser('a log', () => {
  const keys = counts.map((_, number) => madeKey(pipeline, number));
  const logOf = async (number: number) => {
    const page = await open(`pipelines/${pipeline}/runs/${keys[number]!.run}/logs`);
    return page.getByRole('region', { name: 'Log, the newest first' });
  };
  beforeAll(async () => {
    for (const [number, key] of keys.entries()) logRun(key, join(local.directory, 'logs'), counts[number]!);
    await store(
      local.cloud,
      keys.map((_, number) => madeRecord(pipeline, number)),
    );
  });

  test('a tab with 20,000 events does not hang: the page has what is seen of them', async () => {
    const log = await logOf(0);
    expect(await appears(log.getByText('entry 19999 '))).toBe(true);
    expect(await log.getByRole('listitem').count()).toBeLessThan(100);
  });

  test('a log beyond 350 lines can be read to its end', async () => {
    const log = await logOf(1);
    expect(await appears(log.getByText('entry 399 '))).toBe(true);
    await log.evaluate((element) => (element.scrollTop = element.scrollHeight));
    expect(await appears(log.getByText('entry 0 '))).toBe(true);
  });
});
