/** Blocks in, checked rows out, in the order of the file: in this thread first, in worker threads once a file is large. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Block } from './blocks';
import { createBlockCheck, type BlockWork } from './check-block';
import type { CheckedRows } from '../rows/row-output';
import { createWorkers, type Workers } from './workers';

/** A worker takes some 100 ms before it is as fast as this thread: a smaller file is done sooner without. */
const smallBytes = 32 << 20;

/** Each has a heap of its own, and this thread cuts and writes for no more than that. */
const mostWorkers = 3;

const blocksAhead = 2;

export interface Parallelism {
  workers: number;
  /** Bytes that are checked before any worker is started. */
  smallBytes: number;
  /** The built worker; without it all work is done in this thread. */
  script: string;
}

function defaultParallelism(): Parallelism {
  const script = join(__dirname, 'worker.js');
  const cores = availableParallelism();
  return { workers: cores > 1 && existsSync(script) ? Math.min(cores, mostWorkers) : 0, smallBytes, script };
}

/** @throws PermanentError when the row schema cannot be used. */
export async function* checkBlocks(
  blocks: AsyncIterable<Block[]>,
  work: BlockWork,
  { workers: count, smallBytes, script }: Parallelism = defaultParallelism(),
): AsyncIterable<CheckedRows> {
  const check = createBlockCheck(work);
  const pending: Promise<CheckedRows>[] = [];
  let workers: Workers | undefined;
  let bytes = 0;
  try {
    for await (const some of blocks) {
      for (const block of some) {
        bytes += block.bytes.length;
        if (count === 0 || bytes <= smallBytes) {
          yield check(block);
          continue;
        }
        workers ??= createWorkers(count, script, work);
        const checked = workers.check(block);
        // Thrown where it is waited for; until then it is no unhandled rejection.
        checked.catch(() => {});
        pending.push(checked);
        // A few blocks more than there are workers, so that none waits while this thread reads and writes.
        if (pending.length > count + blocksAhead) yield await pending.shift()!;
      }
    }
    while (pending.length > 0) yield await pending.shift()!;
  } finally {
    await workers?.close();
  }
}
