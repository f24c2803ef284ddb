/** One instance of a function: a process with the memory and the share of a processor that are declared. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock';
import type { Log } from '../log';
import type { Freezer } from './freezer';
import { usedMebibytes } from './memory';
import { Processor } from './processor';
import type { FunctionSpec } from './spec';
import { startProcess, type ProcessOptions } from './start-process';

export interface InstanceOptions extends Pick<ProcessOptions, 'environment'> {
  log: Log;
  clock: Clock;
  freezer: Freezer;
  /** Where each instance gets a folder of its own for temporary files. */
  directory: string;
  /** An instance without requests for so long ends. */
  idleMilliseconds: number;
}

export type FunctionState = 'stopped' | 'starting' | 'running';

/** The instance was ended for taking more than its memory. */
export class MemoryExceeded extends Error {
  constructor(limit: number, used: number) {
    // Cloud Run's words.
    super(
      `Memory limit of ${limit} MiB exceeded with ${Math.ceil(used)} MiB used. Consider increasing the memory limit, see ` +
        'https://cloud.google.com/run/docs/configuring/memory-limits',
    );
    this.name = 'MemoryExceeded';
  }
}

/** Time between two looks at its memory, in milliseconds. */
const lookEvery = 250;

export class Instance {
  readonly #child: ChildProcess;
  readonly #port: Promise<number>;
  /** Resolves once the process has ended and all that it printed is in the log. */
  readonly printed: Promise<unknown>;
  readonly #temporary: string;
  readonly #processor: Processor | undefined;
  #state: FunctionState = 'starting';
  #busy = 0;
  #exceeded: MemoryExceeded | undefined;
  #cancelIdle = (): void => {};
  #cancelLook = (): void => {};

  constructor(
    private readonly spec: FunctionSpec,
    private readonly options: InstanceOptions,
  ) {
    const { environment, directory, log, freezer, clock } = options;
    this.#temporary = mkdtempSync(join(directory, `${spec.name}-`));
    const { child, port, printed } = startProcess(spec, { environment, temporary: this.#temporary, log });
    this.#child = child;
    this.printed = printed;
    const { pid } = child;
    this.#processor = pid === undefined ? undefined : new Processor({ pid, share: spec.processors, freezer, clock });
    this.#port = port.then((listening) => {
      this.#state = 'running';
      this.#processor?.started();
      return listening;
    });
    // Known to every request that waits for it.
    this.#port.catch(() => this.#forget());
    child.once('exit', (code, signal) => {
      if (this.#state !== 'stopped') this.#reportEnd(code, signal);
      this.#forget();
      rmSync(this.#temporary, { recursive: true, force: true });
    });
  }

  get state(): FunctionState {
    return this.#state;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isBusy(): boolean {
    return this.#busy > 0;
  }

  /** May it take another request now? */
  get hasRoom(): boolean {
    return this.#state !== 'stopped' && this.#busy < this.spec.concurrency;
  }

  /**
   * Runs `work` with the port on which the function listens. The process runs until the last work is over, and is then frozen
   * until there is more: what it does behind an answer waits, as on Cloud Run without instance-based billing.
   * https://cloud.google.com/run/docs/configuring/billing-settings
   * @throws Error when it does not start; MemoryExceeded
   */
  async use<T>(work: (port: number) => Promise<T>): Promise<T> {
    this.#busy += 1;
    if (this.#busy === 1) this.#wake();
    try {
      return await work(await this.#port);
    } catch (error) {
      throw this.#exceeded ?? error;
    } finally {
      this.#busy -= 1;
      if (this.#busy === 0) this.#rest();
    }
  }

  /** Ends the process now; what is under way fails. */
  stop(): void {
    this.#forget();
    this.#child.kill('SIGKILL');
  }

  #wake(): void {
    this.#cancelIdle();
    this.#processor?.give();
    this.#lookSoon();
  }

  #rest(): void {
    if (this.#state === 'stopped') return;
    const { clock, idleMilliseconds } = this.options;
    this.#processor?.take();
    this.#cancelLook();
    // What the last request has taken counts even if it was answered before the next look.
    void this.#look();
    this.#cancelIdle = clock.after(idleMilliseconds, () => this.stop());
  }

  #lookSoon(): void {
    this.#cancelLook = this.options.clock.after(lookEvery, () => {
      void this.#look().then(() => this.isBusy && this.#state !== 'stopped' && this.#lookSoon());
    });
  }

  async #look(): Promise<void> {
    const limit = this.spec.memoryMebibytes;
    const used = this.#child.pid === undefined ? 0 : await usedMebibytes(this.#child.pid, this.#temporary);
    if (used <= limit || this.#state === 'stopped') return;
    this.#exceeded = new MemoryExceeded(limit, used);
    this.options.log.write({ severity: 'ERROR', message: this.#exceeded.message, stage: this.spec.name });
    this.stop();
  }

  #forget(): void {
    this.#state = 'stopped';
    this.#cancelIdle();
    this.#cancelLook();
    this.#processor?.release();
  }

  #reportEnd(code: number | null, signal: NodeJS.Signals | null): void {
    const message = `${this.spec.name} ended (${signal ?? `exit code ${code}`}); the next event starts it again`;
    this.options.log.write({ severity: 'WARNING', message, stage: this.spec.name });
  }
}
