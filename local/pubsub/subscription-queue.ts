/** One subscription's deliveries: what is handed out, under which deadline, and what comes again, in which order. */
import type { State } from '../state';
import { createAckId, readAckId } from './ack-id';
import type { Backlog } from './backlog';
import type { Clock } from '../clock';
import { Leases, type Lease } from './leases';
import { toMilliseconds, type Subscription } from './resources';
import { redeliveryDelay } from './retry-policy';
import type { BacklogEntry, StoredMessage } from './tables';

export interface Delivery {
  ackId: string;
  message: string;
  content: StoredMessage;
  /** 1 for the first delivery. */
  attempt: number;
}

export interface TakeOptions {
  maximum: number;
  /** How long the taker has before the message is redelivered; the subscription's own deadline unless given. */
  deadlineSeconds?: number;
  /** How many messages of one ordering key may be in flight together. */
  perKey?: number;
  /** Called when a delivery is acknowledged, given back or expired. */
  onEnd?: (message: string) => void;
}

export interface QueueDeps {
  id: string;
  state: State;
  clock: Clock;
  backlog: Backlog;
  /** The subscription as it is now. */
  subscription: () => Subscription;
  /** How often it was moved to a time or a snapshot. */
  seeks: () => number;
  load: (message: string) => StoredMessage | undefined;
  /** Acknowledged, expired or forwarded: the message leaves the subscription. Called in a transaction. */
  settle: (message: string) => void;
  /** Called in a transaction after a failed delivery; true when the message went to the dead-letter topic. */
  forward: (message: string, failures: number, reason?: string) => boolean;
}

export class SubscriptionQueue {
  readonly #leases = new Leases();
  /** The last message of the backlog that was looked at; everything up to it is in flight, waiting, or behind its key. */
  #cursor = '';
  /** Ordering keys with messages behind the cursor and nothing in flight. */
  readonly #freeKeys = new Set<string>();
  #listeners: (() => void)[] = [];
  #announced = false;
  #nextRetry: number;
  #timer: { at: number; cancel: () => void } | undefined;
  #closed = false;

  constructor(private readonly deps: QueueDeps) {
    this.#nextRetry = deps.backlog.nextRetry();
    this.#arm(this.#nextRetry);
  }

  /** Calls `listener`, soon, whenever there may be something to take; the returned function ends that. */
  onReady(listener: () => void): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** Leases up to `maximum` messages to the caller. */
  take(options: TakeOptions): Delivery[] {
    const { subscription, state, clock } = this.deps;
    if (this.#closed || subscription().detached || options.maximum <= 0) return [];
    const seconds = options.deadlineSeconds || subscription().ackDeadlineSeconds!;
    const taken = new Taking(options, clock.now() + seconds * 1000);
    if (this.#nextRetry <= clock.now()) state.transaction(() => this.#takeDue(taken));
    this.#takeFreeKeys(taken);
    this.#takeNew(taken);
    if (taken.deliveries.length > 0) this.#arm(taken.expiresAt);
    return taken.deliveries;
  }

  /**
   * Acknowledges deliveries; durable when this returns.
   * @returns the ack ids that were no longer valid, for a subscription with exactly-once delivery
   * @throws RpcError INVALID_ARGUMENT for an ack id of something else
   */
  acknowledge(ackIds: string[]): string[] {
    if (this.#closed) return [];
    const done = new Set<string>();
    const invalid: string[] = [];
    for (const ackId of ackIds) {
      const { message, seeks } = readAckId(ackId, this.deps.id);
      const lease = this.#current(message, ackId);
      if (lease?.key) {
        lease.acknowledged = true;
        const ordered = this.#leases.ofKey(lease.key);
        const pending = ordered.findIndex((other) => !other.acknowledged);
        for (const { message: settled } of pending < 0 ? ordered : ordered.slice(0, pending)) done.add(settled);
      } else if (lease) {
        done.add(message);
      } else if (this.deps.subscription().enableExactlyOnceDelivery) {
        invalid.push(ackId);
      } else if (seeks === this.deps.seeks() && !this.deps.backlog.get(message)?.key) {
        // A late acknowledgement still counts, except of what a seek has brought back since, and under an ordering key, where
        // redelivery has begun.
        done.add(message);
      }
    }
    this.deps.state.transaction(() => done.forEach(this.deps.settle));
    for (const message of done) this.#end(this.#leases.get(message));
    this.#announce();
    return invalid;
  }

  /**
   * Moves the deadlines of deliveries to `seconds` from now; 0 gives them back at once.
   * @returns the ack ids that were no longer valid, for a subscription with exactly-once delivery
   */
  modifyDeadline(ackIds: string[], seconds: number, reason?: string): string[] {
    if (this.#closed) return [];
    const leases = ackIds.map((ackId) => this.#current(readAckId(ackId, this.deps.id).message, ackId));
    const valid = leases.filter((lease) => lease !== undefined);
    if (seconds === 0) this.#giveBack(valid, reason);
    for (const lease of valid) lease.expiresAt = this.deps.clock.now() + seconds * 1000;
    if (seconds > 0 && valid.length > 0) this.#arm(this.deps.clock.now() + seconds * 1000);
    return this.deps.subscription().enableExactlyOnceDelivery ? ackIds.filter((_, index) => !leases[index]) : [];
  }

  /** Something new was published. */
  wake(): void {
    this.#announce();
  }

  /** Begins again from the first message of the backlog, as after a restart. */
  restart(): void {
    for (const lease of this.#leases.all()) this.#leases.end(lease);
    this.#freeKeys.clear();
    this.#cursor = '';
    this.#nextRetry = this.deps.backlog.nextRetry();
    this.#arm(this.#nextRetry);
    this.#announce();
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#listeners = [];
  }

  #takeDue(taken: Taking): void {
    const { backlog, clock } = this.deps;
    while (taken.room > 0) {
      const due = backlog.endWaits(clock.now(), taken.room);
      if (due.length === 0) break;
      for (const message of due) this.#takeFirst(message, backlog.get(message)!, taken);
    }
    this.#nextRetry = backlog.nextRetry();
    this.#arm(this.#nextRetry);
  }

  #takeFreeKeys(taken: Taking): void {
    for (const key of this.#freeKeys) {
      if (taken.room <= 0) return;
      this.#freeKeys.delete(key);
      const [head] = this.deps.backlog.ofKey(key, 1);
      if (head) this.#takeFirst(head, this.deps.backlog.get(head)!, taken);
    }
  }

  #takeNew(taken: Taking): void {
    while (taken.room > 0) {
      const rows = this.deps.backlog.after(this.#cursor, Math.min(taken.room, 256));
      if (rows.length === 0) return;
      for (const { message, entry } of rows) {
        this.#cursor = message;
        this.#takeFirst(message, entry, taken);
        if (taken.room <= 0) return;
      }
    }
  }

  /** Leases a message unless it is in flight, waits, or is not the first of its key; then the next ones of its key. */
  #takeFirst(message: string, entry: BacklogEntry, taken: Taking): void {
    if (this.#leases.get(message) || entry.retryAt !== undefined) return;
    if (!entry.key) return this.#lease(message, entry, taken);
    if (this.#leases.ofKey(entry.key).length > 0) return;
    const ordered = this.deps.backlog.ofKey(entry.key, Math.min(taken.perKey, taken.room));
    if (ordered[0] !== message) return;
    for (const next of ordered) {
      const following = this.deps.backlog.get(next)!;
      if (following.retryAt !== undefined) return;
      this.#lease(next, following, taken);
    }
  }

  #lease(message: string, entry: BacklogEntry, taken: Taking): void {
    const content = this.deps.load(message);
    const retention = toMilliseconds(this.deps.subscription().messageRetentionDuration!);
    if (!content || content.publishTime + retention <= this.deps.clock.now()) {
      this.deps.state.transaction(() => this.deps.settle(message));
      if (entry.key) this.#freeKeys.add(entry.key);
      return;
    }
    const ackId = createAckId(this.deps.id, message, this.deps.seeks());
    const { failures, key } = entry;
    const { expiresAt, onEnd } = taken;
    this.#leases.add({ message, ackId, expiresAt, failures, key, acknowledged: false, onEnd });
    taken.deliveries.push({ ackId, message, content, attempt: failures + 1 });
  }

  /** Ends deliveries without success. Under an ordering key the later ones in flight come again too, in order. */
  #giveBack(failed: Lease[], reason?: string): void {
    if (failed.length === 0) return;
    const { backlog, clock, state, subscription, forward, settle } = this.deps;
    const ended = new Set<Lease>();
    state.transaction(() => {
      for (const lease of failed) {
        if (ended.has(lease)) continue;
        const later = lease.key ? this.#leases.ofKey(lease.key).filter((other) => other.message > lease.message) : [];
        for (const one of [lease, ...later]) ended.add(one);
        const failures = lease.failures + 1;
        if (forward(lease.message, failures, reason)) settle(lease.message);
        else backlog.delay(lease.message, failures, clock.now() + redeliveryDelay(subscription(), failures));
      }
    });
    for (const lease of ended) this.#end(lease);
    this.#nextRetry = backlog.nextRetry();
    this.#arm(this.#nextRetry);
    this.#announce();
  }

  #end(lease: Lease | undefined): void {
    if (!lease) return;
    this.#leases.end(lease);
    if (lease.key && this.#leases.ofKey(lease.key).length === 0) this.#freeKeys.add(lease.key);
  }

  #current(message: string, ackId: string): Lease | undefined {
    const lease = this.#leases.get(message);
    return lease?.ackId === ackId ? lease : undefined;
  }

  /** Makes sure that a timer fires at `at` or before. */
  #arm(at: number): void {
    const now = this.deps.clock.now();
    if (this.#closed || at === Infinity || (this.#timer && this.#timer.at <= at)) return;
    this.#timer?.cancel();
    this.#timer = { at, cancel: this.deps.clock.after(at - now, () => this.#tick()) };
  }

  #tick(): void {
    this.#timer = undefined;
    const now = this.deps.clock.now();
    this.#giveBack(this.#leases.expired(now));
    this.#arm(this.#leases.nextExpiry());
    // What is due already waits for a taker, not for the clock.
    if (this.#nextRetry <= now) this.#announce();
    else this.#arm(this.#nextRetry);
  }

  /** Tells the listeners once this turn is over, so that no transaction is open; another goes first each time. */
  #announce(): void {
    if (this.#announced || this.#closed) return;
    this.#announced = true;
    queueMicrotask(() => {
      this.#announced = false;
      const [first, ...others] = this.#listeners;
      if (!first) return;
      this.#listeners = [...others, first];
      for (const listener of [first, ...others]) listener();
    });
  }
}

/** One call of `take` under way. */
class Taking {
  readonly deliveries: Delivery[] = [];
  readonly perKey: number;
  readonly onEnd: (message: string) => void;

  constructor(
    private readonly options: TakeOptions,
    readonly expiresAt: number,
  ) {
    this.perKey = options.perKey ?? options.maximum;
    this.onEnd = options.onEnd ?? (() => {});
  }

  get room(): number {
    return this.options.maximum - this.deliveries.length;
  }
}
