/** The instances of one function: one while that is enough, more while requests are under way at the same time. */
import { availableParallelism } from 'node:os';
import { Instance, type FunctionState, type InstanceOptions } from './instance';
import type { FunctionSpec } from './spec';

/** All instances that there may be are taken, and none has become free in time. */
export class NoInstance extends Error {
  constructor() {
    // Cloud Run's words.
    super('The request was aborted because there was no available instance.');
    this.name = 'NoInstance';
  }
}

/** How long a request waits for one of the declared instances: https://cloud.google.com/run/docs/about-instance-autoscaling#max-instances */
const longestWait = 10_000;

/** Instances of one function that this machine carries; what Cloud Run would give one of its own beyond that, waits here. */
export const carriedInstances = Math.max(2, availableParallelism());

type Begin = (instance: Instance) => void;

export class Instances {
  #instances: Instance[] = [];
  readonly #waiting: Begin[] = [];
  readonly #printing = new Set<Promise<unknown>>();
  #isRetired = false;

  constructor(
    readonly spec: FunctionSpec,
    private readonly options: InstanceOptions,
  ) {}

  get state(): FunctionState {
    return this.#instances.find(({ state }) => state !== 'stopped')?.state ?? 'stopped';
  }

  /** Of those that are there, the oldest first. */
  get pids(): number[] {
    return this.#instances.filter(({ state }) => state !== 'stopped').flatMap(({ pid }) => pid ?? []);
  }

  /**
   * Runs `work` with the port of an instance that has room; starts one when none has.
   * @throws NoInstance; whatever Instance.use throws
   */
  async use<T>(work: (port: number) => Promise<T>): Promise<T> {
    return await new Promise<T>((resolve, reject) => {
      const begin: Begin = (instance) => {
        // Counted at once, so that nobody else takes the room.
        void instance
          .use(work)
          .then(resolve, reject)
          .finally(() => this.#handOn());
      };
      const instance = this.#withRoom();
      if (instance) begin(instance);
      else this.#wait(begin, reject);
    });
  }

  /** Lets what is under way finish, then ends the processes. */
  retire(): void {
    this.#isRetired = true;
    this.#handOn();
  }

  /** Ends the processes now; what is under way fails. Resolves once all that they have printed is in the log. */
  async stop(): Promise<void> {
    for (const instance of this.#instances) instance.stop();
    await Promise.all(this.#printing);
  }

  #withRoom(): Instance | undefined {
    this.#instances = this.#instances.filter(({ state }) => state !== 'stopped');
    const found = this.#instances.find(({ hasRoom }) => hasRoom);
    if (found || this.#instances.length >= Math.min(this.spec.maximumInstances, carriedInstances)) return found;
    const started = new Instance(this.spec, this.options);
    this.#instances.push(started);
    const printing = started.printed.finally(() => this.#printing.delete(printing));
    this.#printing.add(printing);
    return started;
  }

  #wait(begin: Begin, refuse: (error: NoInstance) => void): void {
    let cancel = (): void => {};
    const waiting: Begin = (instance) => {
      cancel();
      begin(instance);
    };
    this.#waiting.push(waiting);
    // On Cloud Run it would not have to wait, so it is not refused either.
    if (this.spec.maximumInstances > carriedInstances) return;
    cancel = this.options.clock.after(longestWait, () => {
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      refuse(new NoInstance());
    });
  }

  #handOn(): void {
    if (this.#waiting.length > 0) {
      const instance = this.#withRoom();
      if (instance) this.#waiting.shift()!(instance);
    } else if (this.#isRetired) {
      for (const instance of this.#instances) if (!instance.isBusy) instance.stop();
    }
  }
}
