/** What Cloud Run refuses of the processor, the memory and the requests at a time that a function asks for. */
import { processorsIn, processorsOf } from './processors';

export interface Resources {
  memoryMebibytes: number;
  /** Processors, as `1`, `0.5` or `500m`; without it, the share that goes with the memory. */
  processor?: string | undefined;
  /** Requests that one instance takes at a time. */
  concurrency: number;
}

/**
 * Memory in MiB that goes with so many processors.
 * Source: https://docs.cloud.google.com/run/docs/configuring/services/cpu, read on 2026-11-28.
 */
const memoryOf = new Map([
  [1, { least: 128, most: 4096 }],
  [2, { least: 128, most: 8192 }],
  [4, { least: 2048, most: 16_384 }],
  [6, { least: 4096, most: 24_576 }],
  [8, { least: 4096, most: 32_768 }],
]);

/** Why Cloud Run would refuse the function; undefined when it would not. */
export function refusalOf({ memoryMebibytes: memory, processor, concurrency }: Resources): string | undefined {
  const cpu = processor === undefined ? undefined : processorsIn(processor);
  if (processorsOf(memory, processor) < 1 && concurrency > 1)
    return `takes ${concurrency} requests at a time with less than 1 CPU, which takes one`;
  if (cpu === undefined) return memory > 32_768 ? `asks for ${memory} MiB of memory; 32768 MiB is the most` : undefined;
  if (cpu < 1) return refusalOfShare(cpu, memory);
  const bounds = memoryOf.get(cpu);
  if (!bounds) return `asks for ${processor} CPU; there are 0.08 to 1, 2, 4, 6 and 8`;
  if (memory < bounds.least || memory > bounds.most) {
    return `asks for ${memory} MiB of memory with ${cpu} CPU, which go with ${bounds.least} to ${bounds.most} MiB`;
  }
  return undefined;
}

function refusalOfShare(cpu: number, memory: number): string | undefined {
  if (cpu < 0.08) return `asks for ${cpu} CPU; 0.08 is the least`;
  if (memory > 1024) return `asks for ${memory} MiB of memory with ${cpu} CPU; more than 1024 MiB need 1`;
  if (memory > 512 && cpu < 0.5) return `asks for ${memory} MiB of memory with ${cpu} CPU; more than 512 MiB need 0.5`;
  return undefined;
}
