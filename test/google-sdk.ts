/** Tests of programs that Landfall does not need, Google's own and Python: run where those are installed, and in CI always, so that there a missing one fails. */
import { describe } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { patience } from './eventually';

const probes = {
  gcloud: () => answer('gcloud', '--version') !== '',
  bq: () => answer('bq', 'version') !== '',
  python3: () => answer('python3', '--version') !== '',
  'pubsub-emulator': () =>
    answer('java', '--version') !== '' && answer('gcloud', 'version', '--format=value("pubsub-emulator")') !== '',
};

/** What the command printed, or the empty string when it is not there or fails. */
function answer(command: string, ...args: string[]): string {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', timeout: patience });
  return status === 0 ? stdout.trim() : '';
}

/** `describe` for tests that need these programs, which are no part of what Landfall needs. */
export function describeWith(...programs: (keyof typeof probes)[]): typeof describe | typeof describe.skip {
  return process.env['CI'] || programs.every((program) => probes[program]()) ? describe : describe.skip;
}
