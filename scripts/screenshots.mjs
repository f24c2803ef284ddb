// node scripts/screenshots.mjs [PIPELINE]: pictures of the console's pages in docs/images/console/, light and dark, of the local cloud that
// runs here and the last run of a pipeline. Needs Chromium.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const pipeline = process.argv[2] ?? 'email-summary';
const folder = 'docs/images/console';
const landfall = (...words) =>
  JSON.parse(execFileSync(process.execPath, ['bin/landfall.js', ...words, '--json'], { encoding: 'utf8' }));
const { run } = landfall('runs').findLast((each) => each.pipeline === pipeline);
const home = landfall('console').address;
const ofRun = landfall('console', run).address;

/** By the name of its picture. */
const pages = {
  home,
  runs: `${home}runs`,
  data: `${home}data`,
  run: ofRun,
  ...Object.fromEntries(
    ['data', 'tuning', 'evaluation', 'examples', 'logs'].map((view) => [`run-${view}`, `${ofRun}/${view}`]),
  ),
};

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium' });
for (const colorScheme of ['light', 'dark']) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, colorScheme });
  for (const [name, address] of Object.entries(pages)) {
    const page = await context.newPage();
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    // A page that is watched is never idle: what it shows is there once nothing waits.
    await page.getByText('…', { exact: true }).first().waitFor({ state: 'hidden' });
    await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, animations: 'disabled' });
    await page.close();
  }
}
await browser.close();
