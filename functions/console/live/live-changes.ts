/** Which pipelines have changed, as server-sent events: the page then asks for what it shows of them. */
import type { Response } from 'express';
import { changedPipeline } from '../../../core/ledger-layout';
import { callerWaiting, type EventStream } from '../../shared/http/event-stream';
import type { ConsoleDeps } from '../deps';

/** Changes within so many milliseconds of the last that was told are told together. */
const apart = 1_000;

/** Resolves when whoever watched has gone. */
export async function liveChanges(
  events: EventStream,
  response: Response,
  { changes, clock }: Pick<ConsoleDeps, 'changes' | 'clock'>,
): Promise<void> {
  const changed = new Set<string>();
  const leaving = callerWaiting(response);
  let wake = (): void => {};
  const endWatch = changes.watch('', (object) => {
    const pipeline = changedPipeline(object);
    if (pipeline !== undefined) changed.add(pipeline);
    wake();
  });
  leaving.addEventListener('abort', () => wake());
  try {
    events.send(JSON.stringify([]));
    while (!leaving.aborted) {
      if (changed.size > 0) {
        events.send(JSON.stringify([...changed]));
        changed.clear();
        await clock.sleep(apart);
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    endWatch();
    events.end();
  }
}
