/** Errors as a caller sees them. */
import { isPermanent, isRetryable } from '../../core/errors';

interface Details {
  /** Of the row that says what came of the request. */
  id?: string;
  cause?: unknown;
}

export class HttpProblem extends Error {
  readonly id?: string;

  constructor(
    readonly status: number,
    readonly what: string,
    readonly fix?: string,
    { id, cause }: Details = {},
  ) {
    super(what, { cause });
    this.name = 'HttpProblem';
    this.id = id;
  }

  /** The same of a request whose answer is on record. */
  of(id: string): HttpProblem {
    return new HttpProblem(this.status, this.what, this.fix, { id, cause: this.cause });
  }

  toJSON() {
    const { status, what, fix, id } = this;
    return { error: { status, what, ...(fix && { fix }), ...(id && { id }) } };
  }
}

/** The model's refusals are told; what is unforeseen is logged and not shown. */
export function asProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const { message } = error as Error;
  const cause = { cause: error };
  if (isPermanent(error))
    return new HttpProblem(502, message, 'look whether the endpoint in production still exists', cause);
  if (isRetryable(error)) return new HttpProblem(503, message, 'ask again in a moment', cause);
  return new HttpProblem(500, 'something unforeseen happened; the function has logged it', undefined, cause);
}
