/** Where a run stands on the console, for those who lead there and for the page that shows it. */
import type { RunName } from './ledger-layout';

/** @param console its address, or the path below which it lies, with a slash at the end */
export const runAddress = (console: string, { pipeline, run }: RunName): string =>
  `${console}pipelines/${encodeURIComponent(pipeline)}/runs/${encodeURIComponent(run)}`;
