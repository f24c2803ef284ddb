/** A run as it goes on, seen without a reload. */
import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { failedRun, madeKey, store } from '../../../bench/console/made-runs';
import { appears, consoleProcesses, describeInBrowser, local, open } from './pages';

const pipeline = 'made-live';
const stageOn = (page: Page) => page.getByRole('listitem').filter({ hasText: 'validate' });

describeInBrowser('a run that is looked at', () => {
  const runs = [1, 2].map((number) => failedRun(pipeline, number));
  const place = (number: number): string => `pipelines/${pipeline}/runs/${madeKey(pipeline, number).run}`;
  const records = runs.map(([record]) => record);
  const failures = runs.map(([, failure]) => failure);
  beforeAll(() => store(local.cloud, records));

  test('is where `landfall console` leads', async () => {
    const { stdout } = await local.landfall('console', madeKey(pipeline, 1).run);
    const page = await open(stdout.trim());
    expect(await appears(page.getByRole('heading', { name: madeKey(pipeline, 1).run }))).toBe(true);
  });

  test('shows what was written of it, without a reload', async () => {
    const page = await open(place(1));
    await stageOn(page).getByText('running').waitFor();
    await store(local.cloud, [failures[0]!]);
    expect(await appears(stageOn(page).getByText('failed'))).toBe(true);
  });

  test('says that its connection is lost, asks for it again even where it was refused, and catches up', async () => {
    const page = await open(place(2));
    await stageOn(page).getByText('running').waitFor();
    await page.route('**/live', (route) => route.fulfill({ status: 503 }), { times: 1 });
    for (const pid of await consoleProcesses()) process.kill(pid, 'SIGKILL');
    await page.getByRole('status').getByText('The connection is lost').waitFor();
    await store(local.cloud, [failures[1]!]);
    expect(await appears(stageOn(page).getByText('failed'))).toBe(true);
  });
});
