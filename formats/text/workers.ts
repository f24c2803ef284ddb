/** Worker threads that check blocks, each one block at a time. */
import { Worker } from 'node:worker_threads';
import { PermanentError } from '../../core/errors';
import type { Block } from './blocks';
import type { BlockWork } from './check-block';
import type { CheckedRows } from '../rows/row-output';

export interface Workers {
  check(block: Block): Promise<CheckedRows>;
  close(): Promise<void>;
}

interface Queued {
  resolve(checked: CheckedRows): void;
  reject(error: unknown): void;
  row: number;
}

/** In MB: garbage of rows dies young, and a row of ten megabytes is the largest thing that is ever held. */
const resourceLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 160 };

export function createWorkers(count: number, script: string, work: BlockWork): Workers {
  const workers = Array.from({ length: count }, () => start(script, work));
  return {
    check(block) {
      const idlest = workers.reduce((a, b) => (b.load() < a.load() ? b : a));
      return idlest.check(block);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}

function start(script: string, work: BlockWork) {
  const worker = new Worker(script, { workerData: work, resourceLimits });
  const queue: Queued[] = [];
  worker.on('message', (checked: CheckedRows) => queue.shift()?.resolve(checked));
  let gone: unknown;
  const fail = (error: unknown) => {
    gone ??= error;
    for (const waiting of queue.splice(0)) waiting.reject(translated(gone, waiting.row));
  };
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`a worker thread ended with ${code}`)));
  return {
    load: () => queue.length,
    check(block: Block) {
      return new Promise<CheckedRows>((resolve, reject) => {
        if (gone !== undefined) return reject(translated(gone, block.firstRow));
        queue.push({ resolve, reject, row: block.firstRow });
        worker.postMessage(block, [block.bytes.buffer, block.spans.buffer]);
      });
    },
    stop: () => worker.terminate(),
  };
}

function translated(error: unknown, row: number): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') return error;
  return new PermanentError('rows take more memory than there is when they are read', {
    where: `in or after row ${row}`,
    fix: 'split the lists in those rows',
    cause: error,
  });
}
