/** What can go wrong for a person at the terminal: exit codes that mean something, and errors that name the next command. */

export const exitCodes = {
  ok: 0,
  /** The run failed or was cancelled, or the command itself failed. */
  failed: 1,
  /** Wrong usage or bad input: nothing was started. */
  usage: 2,
  /** The run ended well, but no candidate was deployed: the gate, a person or its canary said no. */
  refused: 3,
  /** The local cloud is not running, or did not start. */
  noCloud: 4,
  /** Stopped from the keyboard. */
  interrupted: 130,
} as const;

export interface CliErrorDetails {
  exitCode?: number;
  /** File, row, field, stage or run. */
  where?: string;
  why?: string;
  /** The next command to type. */
  next?: string;
}

/** An error whose message is meant for the person who typed the command; shown without a stack. */
export class CliError extends Error {
  readonly exitCode: number;
  constructor(
    message: string,
    readonly details: CliErrorDetails = {},
  ) {
    super(message);
    this.name = 'CliError';
    this.exitCode = details.exitCode ?? exitCodes.failed;
  }
}

const connectionCodes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

/** The same error, or, when the local cloud has gone away beneath a command, one that says so. */
export function toldError(error: unknown): unknown {
  for (let cause = error; typeof cause === 'object' && cause !== null; cause = (cause as Error).cause) {
    if (cause instanceof CliError) return error;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined || !connectionCodes.includes(String(code))) continue;
    return new CliError('The local cloud has stopped.', {
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
