/** Trains one job's adapter in a process of its own, and starts that process again when it dies. */
import { RpcError } from '../rpc/errors';
import { startChild, type Child } from './processes';
import type { TuneMessage, TuneRequest } from './tuning-messages';

export interface TrainingEvents {
  onMessage(message: TuneMessage): void;
  onOutput: (line: string) => void;
  /** The process died; throws when it has died too often. */
  onCrash(reason: string): void;
}

/**
 * Resolves to the adapter's file.
 * @throws RpcError INTERNAL with the process's own words, whatever onCrash throws, or the signal's reason when it is aborted.
 */
export async function train(
  entry: string,
  request: TuneRequest,
  events: TrainingEvents,
  signal: AbortSignal,
): Promise<string> {
  for (;;) {
    signal.throwIfAborted();
    const outcome = await runOnce(entry, request, events, signal);
    signal.throwIfAborted();
    if ('adapterFile' in outcome) return outcome.adapterFile;
    if ('failure' in outcome) throw new RpcError('INTERNAL', outcome.failure);
    events.onCrash(outcome.crash);
  }
}

type Outcome = { adapterFile: string } | { failure: string } | { crash: string };

async function runOnce(
  entry: string,
  request: TuneRequest,
  events: TrainingEvents,
  signal: AbortSignal,
): Promise<Outcome> {
  let child: Child | undefined;
  const stop = () => void child?.kill();
  try {
    return await new Promise<Outcome>((resolve) => {
      let outcome: Outcome | undefined;
      const onMessage = (message: TuneMessage) => {
        if (signal.aborted || outcome) return;
        events.onMessage(message);
        if (message.type === 'done') outcome = { adapterFile: message.adapterFile };
        if (message.type === 'failed') outcome = { failure: message.message };
        if (outcome) stop(); // it has nothing left to say
      };
      const onExit = (reason: string) => resolve(outcome ?? { crash: reason });
      child = startChild<TuneMessage>(entry, { onMessage, onExit, onOutput: events.onOutput }, { background: true });
      signal.addEventListener('abort', stop);
      child.send(request as never);
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
