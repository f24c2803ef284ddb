/** Watches one run until it ends: the ledger says what is done, the log stream says what moves in between. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Cloud } from '../cloud';
import { OperationError, exitCodes } from '../errors';
import type { RunName } from '../../core/ledger-layout';
import { createLedger } from '../ledger/ledger';
import { hear, type Said } from '../ledger/progress';
import { readRun } from './read-run';
import type { RunView } from './run-view';

const pollInterval = 400;

/** How long a cloud may be away (it is restarted, say) before following it is given up, in milliseconds. */
const patience = 60_000;

export interface FollowOptions {
  /** Called whenever something may have changed. */
  onChange?: (view: RunView) => void;
  signal?: AbortSignal;
}

/**
 * Waits for a batch to become a run.
 * @param objects generations by name below the batch that the run must have read
 * @throws OperationError when none has begun in `waitSeconds`
 */
export async function waitForRun(
  cloud: Cloud,
  pipeline: string,
  batch: string,
  {
    signal,
    waitSeconds = 60,
    objects,
  }: { signal?: AbortSignal; waitSeconds?: number; objects?: Map<string, string> } = {},
): Promise<RunName> {
  const ledger = createLedger(cloud);
  const deadline = Date.now() + waitSeconds * 1000;
  while (Date.now() < deadline) {
    const found = await ledger.findRunOfBatch(pipeline, batch, objects);
    if (found) return found;
    await delay(pollInterval, undefined, { signal });
  }
  throw new OperationError(`No run has begun for batch ${batch} within ${waitSeconds} s.`, {
    where: `gs://${cloud.status.buckets.landing}/${pipeline}/${batch}/`,
    why: 'a run begins when the batch is complete and validate has been started',
    exitCode: exitCodes.failed,
    next: 'npx landfall logs validate',
  });
}

/** Follows a run to its end and returns it. */
export async function followRun(
  cloud: Cloud,
  key: RunName,
  { onChange, signal }: FollowOptions = {},
): Promise<RunView> {
  const said: Said = new Map();
  const listening = new AbortController();
  const stop = AbortSignal.any([listening.signal, ...(signal ? [signal] : [])]);
  const listener = listen(cloud, key, said, stop);
  try {
    const reader = await createLedger(cloud).openRun(key);
    let lastAnswer = Date.now();
    for (;;) {
      try {
        const view = await readRun(cloud, reader, said);
        lastAnswer = Date.now();
        onChange?.(view);
        if (view.status !== 'running') return view;
      } catch (error) {
        if (Date.now() - lastAnswer > patience) throw error;
      }
      await delay(pollInterval, undefined, { signal });
    }
  } finally {
    listening.abort();
    await listener;
  }
}

/** Keeps the latest progress that the log tells of; listens anew when the cloud was away. Never throws. */
async function listen(cloud: Cloud, { run }: RunName, said: Said, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const entry of cloud.logs({ run, follow: true }, signal)) hear(said, entry);
    } catch {
      // The ledger tells whether the run goes on; the log is only for the eye.
    }
    await delay(pollInterval, undefined, { signal }).catch(() => undefined);
  }
}
