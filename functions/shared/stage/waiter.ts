/** Whether an answer is still waited for, as AbortSignals say it, at a hundredth of their price. */

/** An AbortSignal, or what says the same. */
export type StopSignal = Pick<AbortSignal, 'aborted' | 'reason' | 'throwIfAborted'> & {
  addEventListener: (type: 'abort', listener: () => void, options?: { once: true }) => void;
  removeEventListener: (type: 'abort', listener: () => void) => void;
};

/** Signals of Node's take microseconds each, and every answer, and every step of a chain, has some that nobody aborts. */
export class Waiter implements StopSignal {
  aborted = false;
  reason: unknown;
  private listeners: (() => void)[] = [];

  /** As long as the signal is not aborted. */
  static asLongAs(signal: StopSignal | undefined): Waiter {
    const waiting = new Waiter();
    const stop = () => waiting.end(signal!.reason);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
    return waiting;
  }

  /** Nobody waits from now on: the first reason counts. */
  end(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const { listeners } = this;
    this.listeners = [];
    for (const listener of listeners) listener();
  }

  /** @throws the reason, once it has ended */
  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners = this.listeners.filter((each) => each !== listener);
  }
}

/** For what takes no other, such as timers of Node's. */
export function abortSignalOf(signal: StopSignal): AbortSignal {
  if (signal instanceof AbortSignal) return signal;
  const controller = new AbortController();
  if (signal.aborted) controller.abort(signal.reason);
  else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
  return controller.signal;
}
