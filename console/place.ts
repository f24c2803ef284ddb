/** Where the page lies: at the root of its own address, or below another's, as the server says in <base>. */

import { runAddress } from '../core/console-address';
import type { RunName } from '../core/ledger-layout';

/** With a slash at both ends. */
export const base = new URL(document.baseURI).pathname;

/** What of an address is below it. */
export const pathOf = (path: string): string => (path.startsWith(base) ? path.slice(base.length) : '');

export const runPlace = (run: RunName): string => runAddress(base, run);

export const monitorPlace = (pipeline: string): string => `${base}monitor/${encodeURIComponent(pipeline)}`;

/** @param names PIPELINE/RUN, PIPELINE/RUN/CANDIDATE or PIPELINE@VERSION each */
export const comparePlace = (names: string[]): string =>
  `${base}compare?${new URLSearchParams(names.map((name) => ['of', name]))}`;
/** An address below the page's, with what of a question is not empty. */
export function place(path: string, query: Record<string, string | number | undefined> = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return base + path + (given.length > 0 ? `?${new URLSearchParams(given).toString()}` : '');
}

export const versionPlace = ({ pipeline, version }: { pipeline: string; version: string }): string =>
  place(`pipelines/${encodeURIComponent(pipeline)}/versions/${encodeURIComponent(version)}`);

export const examplePlace = (of: { pipeline: string; version: string }, key: string): string =>
  `${versionPlace(of)}/examples/${encodeURIComponent(key)}`;
