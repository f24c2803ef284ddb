/** Errors as a caller sees them. */
import { isPermanent, isRetryable } from '../../core/errors';

export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    readonly what: string,
    readonly fix?: string,
  ) {
    super(what);
    this.name = 'HttpProblem';
  }

  toJSON() {
    return { error: { status: this.status, what: this.what, ...(this.fix && { fix: this.fix }) } };
  }
}

/** The model's refusals are told; what is unforeseen is logged and not shown. */
export function asProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const { message } = error as Error;
  if (isPermanent(error)) return new HttpProblem(502, message, 'look whether the endpoint in production still exists');
  if (isRetryable(error)) return new HttpProblem(503, message, 'ask again in a moment');
  return new HttpProblem(500, 'something unforeseen happened; the function has logged it');
}
