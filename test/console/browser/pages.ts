/** Pages of one browser on the console of one local cloud, which all parts of these tests share. Nothing may go wrong on any of them. */
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { chromiumPath, openChromium } from '../../../bench/console/chromium';
import { readStatus } from '../../../cli/cloud';
import { local } from '../../end-to-end/shared-cloud';

export { local };

/** Run where Chromium is installed, and in CI always, so that there a missing one fails. */
export const describeInBrowser = process.env['CI'] || chromiumPath !== undefined ? describe : describe.skip;

/** Milliseconds until what does not appear is missed. */
const longestWait = 60_000;

let browser: Browser;
const contexts: BrowserContext[] = [];
/** What pages have thrown, or tried to load or run although their policy forbids it. */
const troubles: string[] = [];

beforeAll(async () => {
  browser = await openChromium();
});
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  const found = troubles.splice(0);
  if (found.length > 0) throw new Error(`something went wrong on the page:\n${found.join('\n')}`);
});
afterAll(() => browser?.close());

/** @param path below the console's own address */
export async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: `${local.cloud.url}/console/`, ...options });
  contexts.push(context);
  context.setDefaultTimeout(longestWait);
  const page = await context.newPage();
  page.on('pageerror', ({ message }) => troubles.push(message));
  page.on('dialog', (dialog) => {
    troubles.push(`a dialog was opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted ?(Type|HTML|Script)/i.test(message.text())) troubles.push(message.text());
  });
  await page.goto(path);
  return page;
}

/** True once it is seen. */
export const appears = (part: Locator): Promise<boolean> => part.waitFor().then(() => true);

/** Ids of the processes that answer for the console. */
export async function consoleProcesses(): Promise<number[]> {
  const status = await readStatus(local.cloud.status.port);
  return status!.functions.flatMap(({ name, pids }) => (name === 'console' ? pids : []));
}

/** Asks the API as the page does. */
export const ask = (page: Page, path: string, body?: object): Promise<{ status: number; body: unknown }> =>
  page.evaluate(
    async ([url, text]) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url!, text ? { method: 'POST', headers, body: text } : {});
      return { status: response.status, body: (await response.json()) as unknown };
    },
    [new URL(`api/${path}`, `${local.cloud.url}/console/`).href, body && JSON.stringify(body)],
  );
