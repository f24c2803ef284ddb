/** Errors as a caller sees them: RFC 9457's problem details. */
import { STATUS_CODES } from 'node:http';
import { isPermanent, isRetryable } from '../../../core/errors';

interface Details {
  /** Of the row that says what came of the request. */
  id?: string;
  /** What of the request is at fault, as its API names it. */
  param?: string;
  /** As OpenAI's API names the kind of fault. */
  code?: string;
  /** The methods that there are, in place of one that there is not: RFC 9110, section 10.2.1. */
  allow?: string;
  cause?: unknown;
}

/** Its JSON is a problem of the type `about:blank`, which need not be said: its title is that of the status. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly fix?: string,
    readonly details: Details = {},
  ) {
    super(detail, { cause: details.cause });
    this.name = 'HttpProblem';
  }

  /** The same of a request whose answer is on record. */
  of(id: string): HttpProblem {
    return new HttpProblem(this.status, this.detail, this.fix, { ...this.details, id });
  }

  toJSON() {
    const { status, detail, fix, details } = this;
    const { id, param } = details;
    const title = STATUS_CODES[status] ?? 'Error';
    return { title, status, detail, ...(fix && { fix }), ...(param && { param }), ...(id && { id }) };
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
