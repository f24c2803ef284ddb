/** What the local cloud may not deliver for want of a role: told once in its log, and in its status until it is delivered or given up. */
import type { Log } from './log';

export class Undelivered {
  readonly #reasons = new Map<string, string>();

  constructor(private readonly log: Pick<Log, 'write'>) {}

  /** Begins with what cannot be delivered: `Pushes of projects/P/subscriptions/S`. */
  fail(what: string, reason: string): void {
    if (this.#reasons.get(what) === reason) return;
    this.#reasons.set(what, reason);
    this.log.write({ severity: 'ERROR', message: `${what} are not delivered: ${reason}`, stage: 'local' });
  }

  /** It was delivered, or nobody wants it any more. */
  settle(what: string): void {
    this.#reasons.delete(what);
  }

  /** Throws what `check` throws, as a failure. */
  check(what: string, check: () => void): void {
    try {
      check();
    } catch (error) {
      this.fail(what, (error as Error).message);
      throw error;
    }
    this.settle(what);
  }

  all(): string[] {
    return [...this.#reasons].map(([what, reason]) => `${what}: ${reason}`);
  }
}
