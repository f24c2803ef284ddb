/** A run as server-sent events: whenever the ledger has something new of it, and now and then, since work under way tells of itself in the log. */
import type { Response } from 'express';
import { runFolder, type RunName } from '../../../core/ledger-layout';
import type { WatchedRun } from '../../../operations/runs/run-now';
import { callerWaiting, type EventStream } from '../../shared/http/event-stream';
import type { ConsoleDeps } from '../deps';
import type { LedgerChanges } from './ledger-changes';

/** The log may be asked sixty times a minute by all of a project. */
const logInterval = 5_000;
/** What changes faster is told together, in milliseconds. */
const leastInterval = 100;

/** Resolves when the run has ended, or whoever watched has gone. */
export async function liveView(
  key: RunName,
  events: EventStream,
  response: Response,
  {
    changes,
    clock,
    watched,
  }: Pick<ConsoleDeps, 'clock'> & { changes: Pick<LedgerChanges, 'watch'> } & { watched: WatchedRun },
): Promise<void> {
  let wake = (): void => {};
  const leaving = callerWaiting(response);
  let hasNews = true;
  let isLogDue = true;
  const tell = (): void => {
    hasNews = true;
    wake();
  };
  const endWatch = changes.watch(runFolder(key), tell);
  const endTicks = clock.every(logInterval, () => {
    isLogDue = true;
    tell();
  });
  leaving.addEventListener('abort', () => wake());
  try {
    let last = '';
    while (!leaving.aborted) {
      hasNews = false;
      const hears = isLogDue;
      isLogDue = false;
      const view = await watched.read(hears);
      const text = JSON.stringify(view);
      if (text !== last) events.send(text);
      last = text;
      if (view.status !== 'running') return events.send('', 'end');
      await clock.sleep(leastInterval);
      if (!hasNews && !leaving.aborted) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    endWatch();
    endTicks();
    events.end();
  }
}
