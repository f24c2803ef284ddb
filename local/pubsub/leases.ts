/** The deliveries of one subscription that are in flight: in memory only, since a restart redelivers them. */

export interface Lease {
  message: string;
  ackId: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  failures: number;
  /** Digest of the ordering key. */
  key?: string;
  /** Acknowledged before an earlier message of its key: it counts when that one is acknowledged too. */
  acknowledged: boolean;
  /** Called once, however the lease ends. */
  onEnd: (message: string) => void;
}

export class Leases {
  readonly #byMessage = new Map<string, Lease>();
  readonly #byKey = new Map<string, Lease[]>();

  get(message: string): Lease | undefined {
    return this.#byMessage.get(message);
  }

  /** The leases of an ordering key, in publishing order. */
  ofKey(key: string): readonly Lease[] {
    return this.#byKey.get(key) ?? [];
  }

  add(lease: Lease): void {
    this.#byMessage.set(lease.message, lease);
    if (lease.key) this.#byKey.set(lease.key, [...this.ofKey(lease.key), lease]);
  }

  end(lease: Lease): void {
    this.#byMessage.delete(lease.message);
    if (lease.key) {
      const rest = this.ofKey(lease.key).filter((other) => other !== lease);
      if (rest.length > 0) this.#byKey.set(lease.key, rest);
      else this.#byKey.delete(lease.key);
    }
    lease.onEnd(lease.message);
  }

  all(): Lease[] {
    return [...this.#byMessage.values()];
  }

  /** Those whose deadline has passed at `now`. */
  expired(now: number): Lease[] {
    return this.all().filter((lease) => !lease.acknowledged && lease.expiresAt <= now);
  }

  /** The earliest deadline, or Infinity. */
  nextExpiry(): number {
    let next = Infinity;
    for (const lease of this.#byMessage.values()) if (!lease.acknowledged) next = Math.min(next, lease.expiresAt);
    return next;
  }
}
