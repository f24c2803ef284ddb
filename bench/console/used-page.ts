/** The console as somebody uses it: what a view takes to answer a scroll, a click or a key, and how much memory it comes to. */
import type { Browser, Page } from 'playwright-core';

export interface View {
  name: string;
  /** Below the console's own address. */
  path: string;
  /** Of the list that is scrolled, as screen readers hear it; a view without one is the page alone. */
  list?: string;
}

export interface Use {
  /** The longest time for which the page could not have answered, or did not answer, in milliseconds. */
  delay: number;
  /** Bytes of its heap. */
  heap: number;
}

/** In the page: remembers how long its longest task took, and the longest way from an input to the end of what it does. */
const watchDelays = `
  window.longest = 0;
  const note = (milliseconds) => { window.longest = Math.max(window.longest, milliseconds); };
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => note(duration)))
    .observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach(({ startTime, processingEnd }) => note(processingEnd - startTime)))
    .observe({ type: 'event', durationThreshold: 16, buffered: true });
`;

/** Opens a view, goes to places all over its list, and opens what is there. */
export async function use(browser: Browser, console: string, { path, list }: View): Promise<Use> {
  const context = await browser.newContext({ baseURL: console });
  try {
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    await page.goto(path);
    const scroller = list === undefined ? page.locator('main') : page.getByRole('region', { name: list });
    await scroller.waitFor();
    if (list !== undefined) await seeRow(page, list);
    await page.evaluate(watchDelays);
    for (const share of [0.5, 1, 0.25, 0.75, 0.1]) {
      await scroller.evaluate((element, to) => {
        element.scrollTop = element.scrollHeight * to;
      }, share);
      if (list !== undefined) await seeRow(page, list);
      await scroller.hover();
      for (let turn = 0; turn < 10; turn += 1) await page.mouse.wheel(0, 400);
    }
    const pressed = scroller.getByRole(list === undefined ? 'checkbox' : 'button');
    for (let at = 0; at < Math.min(5, await pressed.count()); at += 1) await pressed.nth(at).click();
    await page.keyboard.press('?');
    await page.keyboard.press('Escape');
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
    return { delay: await page.evaluate<number>('window.longest'), heap: await heapOf(page) };
  } finally {
    await context.close();
  }
}

/** Until a row is there whose contents have come. */
const seeRow = (page: Page, list: string): Promise<void> =>
  page.getByRole('region', { name: list }).getByRole('listitem').filter({ hasText: /\w/ }).first().waitFor();

async function heapOf(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  const { usedSize } = (await devtools.send('Runtime.getHeapUsage')) as { usedSize: number };
  return usedSize;
}
