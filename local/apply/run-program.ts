/** Starts infra/ in its own process and waits for what it declares. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Place, ResourceGraph } from './graph';
import type { ProgramAnswer } from './program';

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

/**
 * @param config the stack's configuration, such as `landfall:stagingDays`
 * @throws ProgramError
 */
export async function runProgram(config: Record<string, string>, place: Place): Promise<ResourceGraph> {
  const child = fork(join(__dirname, 'program.js'), [], {
    // Pulumi greets the terminal that runs it; this is nobody's terminal.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: 'true' },
  });
  let complaint = '';
  child.stderr!.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const answer = await new Promise<ProgramAnswer>((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(new Error(`infra/ ended without an answer (${signal ?? `exit code ${code}`}): ${complaint.trim()}`));
    });
    child.send({ config, place });
  });
  if ('error' in answer) throw new ProgramError(answer.error, answer.problems);
  return answer.graph;
}
