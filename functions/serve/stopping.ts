/** Work that ends when its time is up, and when nobody waits for it any more. */
import type { Clock } from '../shared/stage/clock';

/**
 * Whether somebody still waits. As an AbortSignal is, at a hundredth of its price: signals that follow others take microseconds each, and
 * every step of a chain has one. Who asks a model makes one of it.
 */
export class Waiter {
  private reason: Error | undefined;
  private readonly listeners = new Set<(reason: Error) => void>();

  /** As long as the signal is not aborted. */
  static asLongAs(signal: AbortSignal | undefined): Waiter {
    const waiting = new Waiter();
    const stop = () => waiting.end(signal!.reason as Error);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
    return waiting;
  }

  /** Nobody waits from now on: the first reason counts. */
  end(reason: Error): void {
    if (this.reason) return;
    this.reason = reason;
    for (const listener of this.listeners) listener(reason);
    this.listeners.clear();
  }

  get hasEnded(): boolean {
    return this.reason !== undefined;
  }

  /** @throws the reason, once it has ended */
  check(): void {
    if (this.reason) throw this.reason;
  }

  /** @returns what takes the listener away */
  onEnd(listener: (reason: Error) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}

interface Limits {
  seconds: number;
  waiting: Waiter;
  /** What is thrown when the time is up. */
  late: () => Error;
}

/**
 * It is waited for no longer, whether or not it listens.
 * @param work is given what its signal is aborted by; it throws by its promise alone
 * @throws what `late` says; why nobody waits
 */
export function inTime<T>(
  work: (stopping: AbortController) => Promise<T>,
  { seconds, waiting, late }: Limits,
  clock: Clock,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    waiting.check();
    const stopping = new AbortController();
    const stop = (reason: Error): void => {
      end();
      reject(reason);
      stopping.abort(reason);
    };
    const stopClock = clock.every(seconds * 1000, () => stop(late()));
    const leave = waiting.onEnd(stop);
    const end = (): void => {
      stopClock();
      leave();
    };
    work(stopping).then(
      (value) => {
        end();
        resolve(value);
      },
      (error: Error) => {
        end();
        reject(error);
      },
    );
  });
}
