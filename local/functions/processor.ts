/**
 * The processor of one instance: its share while requests are under way, none between them. A cgroup would do that too, but
 * takes root to make and is another thing on each system; so an instance that is in debt is stopped until it is paid.
 */
import type { Clock } from '../clock';
import type { Freezer } from './freezer';
import { processorMilliseconds } from './processor-time';
import { boosted, boostLasts } from './processors';
import { period, settle, untilPaid, type Quota } from './quota';

export interface ProcessorOptions {
  pid: number;
  /** Processors. */
  share: number;
  freezer: Freezer;
  clock: Clock;
  /** Milliseconds of processor time so far; where nobody knows, the share is no limit. */
  used?: (pid: number) => number | undefined;
}

/** Alone decides when its process stands still, so that the end of the requests and the end of a debt never disagree. */
export class Processor {
  #quota: Quota | undefined;
  #boostEnds = Infinity;
  #cancelLook = (): void => {};

  constructor(private readonly options: ProcessorOptions) {}

  /** The instance listens: from now on the boost runs out. */
  started(): void {
    this.#boostEnds = this.options.clock.now() + boostLasts;
  }

  /** Requests are under way. One in debt stands still until it is paid. */
  give(): void {
    this.#cancelLook();
    this.#look();
  }

  /** No request is under way. A debt goes on being paid. */
  take(): void {
    this.#cancelLook();
    this.options.freezer.freeze(this.options.pid);
  }

  /** Nothing stops the process any more. */
  release(): void {
    this.#cancelLook();
    this.options.freezer.thaw(this.options.pid);
  }

  #look(): void {
    const { pid, freezer, clock, used = processorMilliseconds } = this.options;
    const now = { at: clock.now(), used: used(pid) };
    if (now.used === undefined) return freezer.thaw(pid);
    const processors = this.#processors(now.at);
    this.#quota = settle(this.#quota, { ...now, used: now.used }, processors);
    const debt = untilPaid(this.#quota, processors);
    if (debt > 0) freezer.freeze(pid);
    else freezer.thaw(pid);
    this.#cancelLook = clock.after(debt || period, () => this.#look());
  }

  #processors(now: number): number {
    const { share } = this.options;
    return now < this.#boostEnds ? boosted(share) : share;
  }
}
