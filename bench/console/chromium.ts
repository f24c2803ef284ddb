/** The Chromium that looks at the console: Debian's, or the one that CHROMIUM_PATH names. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where it is installed; undefined where it is not. */
export const chromiumPath: string | undefined = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

/** @param args of its command line besides Playwright's @throws Error where there is none */
export async function openChromium(args: string[] = []): Promise<Browser> {
  if (chromiumPath === undefined)
    throw new Error("no Chromium is installed here: install Debian's package chromium, or set CHROMIUM_PATH");
  return chromium.launch({ executablePath: chromiumPath, args });
}
