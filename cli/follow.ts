/** Watches one run until it ends: the ledger says what is done, the log stream says what moves in between. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Cloud } from './cloud';
import { CliError, exitCodes } from './errors';
import type { RunName } from '../core/ledger-layout';
import { createLedger } from './ledger';
import { deriveRun, type Progress, type ProgressByStage, type RunView } from './run-view';

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
 * @throws CliError when none has begun in `waitSeconds`
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
  throw new CliError(`No run has begun for batch ${batch} within ${waitSeconds} s.`, {
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
  const progress: ProgressByStage = new Map();
  const listening = new AbortController();
  const stop = AbortSignal.any([listening.signal, ...(signal ? [signal] : [])]);
  const listener = listenForProgress(cloud, key, progress, stop);
  try {
    const reader = await createLedger(cloud).openRun(key);
    let lastAnswer = Date.now();
    for (;;) {
      try {
        const results = await reader.readResults();
        const view = deriveRun(
          reader.record,
          results,
          progress,
          cloud.now(),
          await reader.readFindings(),
          await reader.findHoldUp(),
        );
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

/** Keeps the latest progress of every stage and candidate; listens anew when the cloud was away. Never throws. */
async function listenForProgress(
  cloud: Cloud,
  key: RunName,
  progress: ProgressByStage,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const entry of cloud.logs({ run: key.run, follow: true }, signal)) {
        if (entry.run !== key.run || !entry.stage || !entry['progress']) continue;
        const latest = entry['progress'] as Progress;
        const ofStage = progress.get(entry.stage) ?? new Map<string, Progress>();
        // Tuning jobs move each on its own; any other stage counts all its work in one.
        const candidate = latest.candidate ?? (entry['candidate'] as string | undefined) ?? '';
        ofStage.set(entry.stage === 'tune' ? candidate : '', latest);
        progress.set(entry.stage, ofStage);
      }
    } catch {
      // The ledger tells whether the run goes on; progress is only for the eye.
    }
    await delay(pollInterval, undefined, { signal }).catch(() => undefined);
  }
}
