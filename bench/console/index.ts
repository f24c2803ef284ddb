/** The console in Chromium: what its first look takes, how soon it shows an event, and how it bears what is large. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { consoleUrl, createCloud, type LocalCloud } from '../../cli/cloud';
import { startCloud } from '../../cli/supervise';
import { runAddress } from '../../core/console-address';
import type { Figure } from '../figure';
import { sampleMemory } from '../process-memory';
import { openChromium } from './chromium';
import { logRun, quarantinedObject, storeLargeRun, type Sizes } from './large-run';
import { failedRun, madeKey, store, waitingFor, waitingRun } from './made-runs';
import { use, type View } from './used-page';

const usual: Sizes = {
  runs: 10_000,
  entries: 100_000,
  candidates: 100,
  points: 10_000,
  examples: 5_000,
  answers: 6,
  quarantined: 100_000,
};
/** With --small: to see that it runs. */
const small: Sizes = {
  runs: 200,
  entries: 2000,
  candidates: 10,
  points: 200,
  examples: 100,
  answers: 6,
  quarantined: 2000,
};

const pipeline = 'made';
/** Begun after all others. */
const large = madeKey(pipeline, 0x100000);
const told = madeKey(pipeline, 0x100001);

export async function benchConsole(argv: string[]): Promise<Figure[]> {
  const sizes = argv.includes('--small') ? small : usual;
  const directory = mkdtempSync(join(tmpdir(), 'landfall-bench-'));
  process.env['LANDFALL_DIRECTORY'] = directory;
  logRun(large, join(directory, 'logs'), sizes.entries);
  const supervised = await startCloud({ port: '0' });
  const memory = existsSync('/proc/self/status') ? sampleMemory(supervised.status.pid) : undefined;
  const browser = await openChromium();
  try {
    const cloud = createCloud(supervised.status);
    const figures = [...(await firstLook(browser, cloud)), await eventToPixel(browser, cloud)];
    await store(cloud, madeRuns(sizes.runs));
    await storeLargeRun(cloud, large, sizes);
    for (const view of viewsOf(sizes)) figures.push(...(await largeView(browser, cloud, view)));
    const peak = memory?.stop().get('function console');
    return [...figures, ...(peak === undefined ? [] : [within('console, peak memory', peak / 2 ** 20, 'MiB', 512)])];
  } finally {
    memory?.stop();
    await browser.close();
    await supervised.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function* madeRuns(count: number) {
  for (let number = 0; number < count; number += 1) yield* failedRun(pipeline, number);
}

/** A figure that has a limit. */
const within = (name: string, value: number, unit: string, most: number): Figure => ({
  name,
  value,
  unit,
  ratio: value / most,
  against: `limit of ${most} ${unit}`,
  problem: value <= most ? undefined : `more than ${most} ${unit}`,
});

/** How often home is opened, each time by a browser that has never seen it. */
const looks = 9;

async function firstLook(browser: Browser, { status }: LocalCloud): Promise<Figure[]> {
  const times: number[] = [];
  let bytes = 0;
  // The first one wakes the function.
  for (let look = 0; look <= looks; look += 1) {
    const context = await browser.newContext({ baseURL: consoleUrl(status) });
    const page = await context.newPage();
    const sizes: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      if (!request.url().includes('/api/')) sizes.push(request.sizes().then((size) => size.responseBodySize));
    });
    await page.goto('.');
    await page.getByRole('listitem').first().waitFor();
    times.push(await page.evaluate<number>('performance.now()'));
    bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    await context.close();
  }
  return [
    within('first look', bytes / 1000, 'kB', 100),
    within('pipelines shown, median', quantile(times.slice(1), 0.5), 'ms', 500),
  ];
}

/** Events that are told. */
const events = 100;

/** From the write of an object, by the clock of Cloud Storage, to the frame that shows it. */
async function eventToPixel(browser: Browser, cloud: LocalCloud): Promise<Figure> {
  await store(cloud, waitingRun(pipeline, parseInt(told.run.split('-')[1]!, 16)));
  const page = await browser.newPage();
  await page.goto(runAddress(consoleUrl(cloud.status), told));
  await page.getByText('lora-8 has waited').first().waitFor();
  const delays: number[] = [];
  for (let event = 0; event < events; event += 1) {
    const champion = `candidate-${event}-of-${events}`;
    const seen = page.evaluate<number>(shownAt(champion));
    const [path, json] = waitingFor(told, champion);
    const file = cloud.storage.bucket(cloud.status.buckets.artifacts).file(path);
    await file.save(JSON.stringify(json), { resumable: false });
    delays.push((await seen) - Date.parse(file.metadata.timeCreated!));
  }
  await page.close();
  return within(`event to pixel, 95th percentile of ${events}`, quantile(delays, 0.95), 'ms', 200);
}

/** In the page: when a frame has shown the text, in milliseconds since 1970. */
const shownAt = (text: string): string => `new Promise((resolve) => {
  const look = () => {
    if (!document.body.textContent.includes(${JSON.stringify(text)})) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(Date.now()));
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  look();
})`;

function viewsOf({ runs, entries, candidates, points, examples, answers, quarantined }: Sizes): View[] {
  const place = runAddress('', large);
  const count = (number: number): string => number.toLocaleString('en-US');
  return [
    { name: `${count(runs)} runs`, path: 'runs', list: 'Runs' },
    { name: `${count(entries)} log entries`, path: `${place}/logs`, list: 'Log, the newest first' },
    { name: `${candidates} candidates × ${count(points)} points`, path: `${place}/tuning` },
    { name: `${count(examples)} examples × ${answers} answers`, path: `${place}/examples`, list: 'Examples' },
    {
      name: `${count(quarantined)} rows put aside`,
      path: `${place}/data?object=${quarantinedObject}`,
      list: 'Rows put aside',
    },
  ];
}

async function largeView(browser: Browser, { status }: LocalCloud, view: View): Promise<Figure[]> {
  const { delay, heap } = await use(browser, consoleUrl(status), view);
  return [within(`${view.name}, longest delay`, delay, 'ms', 100), within(`${view.name}, heap`, heap / 1e6, 'MB', 120)];
}

const quantile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1]!;
