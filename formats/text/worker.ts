/** Entry of a worker thread: checks each block that it is sent. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Block } from './blocks';
import { createBlockCheck, type BlockWork } from './check-block';

const check = createBlockCheck({ ...(workerData as BlockWork), isKnownSchema: true });

parentPort!.on('message', (block: Block) => {
  const checked = check(block);
  parentPort!.postMessage(checked, [checked.clean.buffer, checked.quarantine.buffer]);
});
