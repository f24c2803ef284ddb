/** Starts a function in a process of its own, with its own environment and nothing of this shell's. */
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

export interface ProcessOptions {
  /** What the local cloud adds to the function's own environment. */
  environment: Record<string, string>;
  /** A folder of its own for temporary files. */
  temporary: string;
  log: Log;
}

export interface StartedProcess {
  child: ChildProcess;
  /** On which it listens; rejects when it ends before it does. */
  port: Promise<number>;
  /** Resolves once the process has ended and all that it printed is in the log. */
  printed: Promise<unknown>;
}

export function startProcess(spec: FunctionSpec, { environment, temporary, log }: ProcessOptions): StartedProcess {
  const child = fork(framework, ['--target', spec.entryPoint, '--source', spec.source], {
    // The limit makes a function that holds a dataset in memory fail here as it would in the cloud.
    execArgv: ['--require', preload, '--enable-source-maps', `--max-old-space-size=${spec.memoryMebibytes}`],
    env: { ...baseEnvironment(spec, temporary), ...spec.environment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const printed = Promise.all([
    logLines(child.stdout!, spec.name, 'INFO', log),
    logLines(child.stderr!, spec.name, 'ERROR', log),
  ]);
  const port = new Promise<number>((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve(message.port));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(new Error(`${spec.name} ended before it listened (${signal ?? `exit code ${code}`})`));
    });
  });
  return { child, port, printed };
}

/** Nothing of this shell's own environment gets in, so that a function cannot depend on it. */
function baseEnvironment(spec: FunctionSpec, temporary: string): NodeJS.ProcessEnv {
  const { PATH, HOME, TZ } = process.env;
  return {
    PATH,
    HOME,
    ...(TZ && { TZ }),
    // Windows has names of its own for it.
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    NODE_ENV: 'production',
    K_SERVICE: spec.name,
    FUNCTION_TARGET: spec.entryPoint,
    PORT: '0',
  };
}
