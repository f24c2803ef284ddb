/** One function in a process of its own: there when it is needed, gone when it is idle. */
import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../../core/root';
import type { Log } from '../log';
import { logLines } from './output';
import type { FunctionSpec } from './spec';

const root = repositoryRoot();
const framework = join(
  dirname(createRequire(join(root, 'package.json')).resolve('@google-cloud/functions-framework')),
  'main.js',
);
// Plain JavaScript, so that sources and dist/ alike can hand it to another process.
const preload = join(root, 'local/functions/preload.js');

export interface FunctionProcessOptions {
  /** What the local cloud adds to the function's own environment. */
  environment: Record<string, string>;
  log: Log;
  idleMilliseconds: number;
}

export type FunctionState = 'stopped' | 'starting' | 'running';

export class FunctionProcess {
  #child: ChildProcess | undefined;
  #port: Promise<number> | undefined;
  #state: FunctionState = 'stopped';
  #busy = 0;
  #idle: NodeJS.Timeout | undefined;
  #retired = false;

  constructor(
    readonly spec: FunctionSpec,
    private readonly options: FunctionProcessOptions,
  ) {}

  get state(): FunctionState {
    return this.#state;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Runs `work` with the port on which the function listens; starts the function first when it is not there.
   * @throws Error when it does not start
   */
  async use<T>(work: (port: number) => Promise<T>): Promise<T> {
    this.#busy += 1;
    clearTimeout(this.#idle);
    try {
      return await work(await (this.#port ??= this.#start()));
    } finally {
      this.#busy -= 1;
      if (this.#busy === 0) this.#rest();
    }
  }

  /** Lets what is under way finish, then ends the process. */
  retire(): void {
    this.#retired = true;
    if (this.#busy === 0) this.stop();
  }

  /** Ends the process now; what is under way fails. */
  stop(): void {
    clearTimeout(this.#idle);
    const child = this.#child;
    // Forgotten before it is dead, so that a request coming right now starts another.
    if (child) this.#forget(child);
    child?.kill('SIGKILL');
  }

  #forget(child: ChildProcess): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#port = undefined;
    this.#state = 'stopped';
  }

  #rest(): void {
    if (this.#retired) this.stop();
    else this.#idle = setTimeout(() => this.stop(), this.options.idleMilliseconds).unref();
  }

  async #start(): Promise<number> {
    const { spec } = this;
    const child = fork(framework, ['--target', spec.entryPoint, '--source', spec.source], {
      // The limit makes a function that holds a dataset in memory fail here as it would in the cloud.
      execArgv: ['--require', preload, '--enable-source-maps', `--max-old-space-size=${spec.memoryMebibytes}`],
      env: environmentOf(spec, this.options.environment),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    this.#state = 'starting';
    logLines(child.stdout!, spec.name, 'INFO', this.options.log);
    logLines(child.stderr!, spec.name, 'ERROR', this.options.log);

    return await new Promise<number>((resolve, reject) => {
      child.once('message', ({ port }: { port: number }) => {
        this.#state = 'running';
        resolve(port);
      });
      child.once('error', (error) => {
        this.#forget(child);
        reject(error);
      });
      child.once('exit', (code, signal) => {
        // Still known: nobody asked it to end.
        if (this.#child === child) this.#reportEnd(code, signal);
        this.#forget(child);
        reject(new Error(`${spec.name} ended before it listened (${signal ?? `exit code ${code}`})`));
      });
    });
  }

  #reportEnd(code: number | null, signal: NodeJS.Signals | null): void {
    const message = `${this.spec.name} ended (${signal ?? `exit code ${code}`}); the next event starts it again`;
    this.options.log.write({ severity: 'WARNING', message, stage: this.spec.name });
  }
}

/** Nothing of this shell's own environment gets in, so that a function cannot depend on it. */
function environmentOf(spec: FunctionSpec, local: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, TZ } = process.env;
  return {
    PATH,
    HOME,
    ...(TMPDIR && { TMPDIR }),
    ...(TZ && { TZ }),
    NODE_ENV: 'production',
    K_SERVICE: spec.name,
    FUNCTION_TARGET: spec.entryPoint,
    PORT: '0',
    ...spec.environment,
    ...local,
  };
}
