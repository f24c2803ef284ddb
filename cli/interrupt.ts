/** Ctrl-C and a polite kill as an AbortSignal: the first asks everything to end in order, the second ends at once. */
import { exitCodes } from '../operations/errors';

let signal: AbortSignal | undefined;

/** Aborted at the first SIGINT, SIGTERM or SIGHUP. */
export function interruption(): AbortSignal {
  if (signal) return signal;
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitCodes.interrupted);
      controller.abort();
    });
  }
  signal = controller.signal;
  return signal;
}

export function untilInterrupted(): Promise<void> {
  const interrupted = interruption();
  return new Promise((resolve) => {
    if (interrupted.aborted) resolve();
    else interrupted.addEventListener('abort', () => resolve(), { once: true });
  });
}
