/** How much of a processor a function has on Cloud Run: by what it declares, and more of it while an instance starts. */

/**
 * The processors that go with so many MiB of memory, when none are asked for. A vCPU is a hardware thread.
 * Source: https://docs.cloud.google.com/functions/docs/configuring/memory, read on 2026-11-28. What goes with memory between
 * two rows is not documented; less than the next row's is what Cloud Run refuses (see limits.ts).
 */
const sharesOf: readonly { upTo: number; processors: number }[] = [
  { upTo: 128, processors: 0.083 },
  { upTo: 256, processors: 0.167 },
  { upTo: 512, processors: 0.333 },
  { upTo: 1024, processors: 0.583 },
  { upTo: 2048, processors: 1 },
  { upTo: 8192, processors: 2 },
  { upTo: 16_384, processors: 4 },
  { upTo: 32_768, processors: 8 },
];

/**
 * Processors of an instance that starts, by those that it has.
 * Source: https://docs.cloud.google.com/run/docs/configuring/services/cpu#startup-boost, read on 2026-11-28.
 */
const boosts: readonly { upTo: number; processors: number }[] = [
  { upTo: 1, processors: 2 },
  { upTo: 2, processors: 4 },
  { upTo: 8, processors: 8 },
];

/** For how long after it listens an instance still has the boost, in milliseconds. Source: as above. */
export const boostLasts = 10_000;

/** @param processor as infra/ declares it, `1`, `0.5` or `500m`; without it, the share that goes with the memory */
export function processorsOf(memoryMebibytes: number, processor: string | undefined): number {
  return processor === undefined ? rowOf(sharesOf, memoryMebibytes) : processorsIn(processor);
}

/**
 * Functions have the boost without asking: nothing in their declaration asks for it, and services that Google makes of
 * functions carry `run.googleapis.com/startup-cpu-boost: 'true'`. `landfall doctor --cloud` asks one.
 */
export const boosted = (processors: number): number => rowOf(boosts, processors);

/** NaN for what is no number. */
export const processorsIn = (text: string): number =>
  text.endsWith('m') ? Number(text.slice(0, -1)) / 1000 : Number(text);

const rowOf = (rows: typeof boosts, size: number): number =>
  (rows.find(({ upTo }) => size <= upTo) ?? rows.at(-1)!).processors;
