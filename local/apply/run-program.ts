/** Starts infra/ in its own process and waits for what it declares. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../../core/root';
import type { Place } from './graph';
import type { Declared, ProgramAnswer } from './program';

/** The program said no: its configuration or a pipeline is at fault. */
export class ProgramError extends Error {
  constructor(
    message: string,
    /** One sentence each, with file and line where there is one. */
    readonly problems: string[],
  ) {
    super(message);
    this.name = 'ProgramError';
  }
}

/** A process that is ready, or getting ready, to run infra/ once. */
export interface Program {
  /**
   * @param config the stack's configuration, such as `landfall:stagingDays`
   * @throws ProgramError
   */
  run(config: Record<string, string>, place: Place): Promise<Declared>;
}

// Plain JavaScript, so that sources and dist/ alike can hand it to another process.
const movedClock = join(repositoryRoot(), 'local/moved-clock.js');

/**
 * Starts the process at once: loading Pulumi takes it as long as everything else takes the local cloud.
 * @param clockOffset milliseconds by which its clock is ahead
 */
export function startProgram(clockOffset = 0): Program {
  const child = fork(join(__dirname, 'program.js'), [], {
    // Pulumi greets the terminal that runs it; this is nobody's terminal.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [...process.execArgv, '--require', movedClock],
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: 'true', LANDFALL_CLOCK_OFFSET: String(clockOffset) },
  });
  let complaint = '';
  child.stderr!.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const answered = new Promise<ProgramAnswer>((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(new Error(`infra/ ended without an answer (${signal ?? `exit code ${code}`}): ${complaint.trim()}`));
    });
  });
  // Nobody may have asked yet when it fails.
  answered.catch(() => {});
  return {
    async run(config, place) {
      child.send({ config, place });
      const answer = await answered;
      if ('error' in answer) throw new ProgramError(answer.error, answer.problems);
      return answer;
    },
  };
}
