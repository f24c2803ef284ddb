/** What the terminal says of errors beyond those of operations: a cloud that goes away, and what exit codes mean. */
import { OperationError, exitCodes } from '../operations/errors';

const connectionCodes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

/** The same error, or, when the local cloud has gone away beneath a command, one that says so. */
export function toldError(error: unknown): unknown {
  for (let cause = error; typeof cause === 'object' && cause !== null; cause = (cause as Error).cause) {
    if (cause instanceof OperationError) return error;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined || !connectionCodes.includes(String(code))) continue;
    return new OperationError('The local cloud has stopped.', {
      exitCode: exitCodes.noCloud,
      why: `the connection to it ended (${code}); what is unfinished continues at its next start`,
      next: 'npx landfall local --detach   (then repeat the command)',
    });
  }
  return error;
}

export const exitCodeHelp = `
Exit codes: 0 done · 1 the run or command failed, or the run was cancelled
            2 wrong usage or bad input · 3 no candidate was deployed
            4 the local cloud is not running · 130 stopped from the keyboard`;
