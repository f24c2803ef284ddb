/** Where the page lies: at the root of its own address, or below another's, as the server says in <base>. */

/** With a slash at both ends. */
export const base = new URL(document.baseURI).pathname;

/** What of an address is below it. */
export const pathOf = (path: string): string => (path.startsWith(base) ? path.slice(base.length) : '');

export const runPlace = ({ pipeline, run }: { pipeline: string; run: string }): string =>
  `${base}pipelines/${encodeURIComponent(pipeline)}/runs/${encodeURIComponent(run)}`;

/** @param names PIPELINE/RUN, PIPELINE/RUN/CANDIDATE or PIPELINE@VERSION each */
export const comparePlace = (names: string[]): string =>
  `${base}compare?${new URLSearchParams(names.map((name) => ['of', name]))}`;
