/** What can go wrong for the person who asks: exit codes that mean something, and errors that name the next command. */

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

export interface OperationErrorDetails {
  exitCode?: number;
  /** File, row, field, stage or run. */
  where?: string;
  why?: string;
  /** The next command to type. */
  next?: string;
}

/** An error whose message is meant for the person who asked; shown without a stack. */
export class OperationError extends Error {
  readonly exitCode: number;
  constructor(
    message: string,
    readonly details: OperationErrorDetails = {},
  ) {
    super(message);
    this.name = 'OperationError';
    this.exitCode = details.exitCode ?? exitCodes.failed;
  }
}

/** What was asked for by a name that nothing has. */
export class UnknownName extends OperationError {}
