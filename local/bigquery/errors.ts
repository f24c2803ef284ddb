/** BigQuery's errors: a reason, an HTTP status and a message, in the shape Google's clients read. */

/** Reasons and their HTTP status, from BigQuery's error table (cloud.google.com/bigquery/docs/error-messages). */
const statuses = {
  accessDenied: 403,
  backendError: 503,
  duplicate: 409,
  internalError: 500,
  invalid: 400,
  invalidQuery: 400,
  notFound: 404,
  notImplemented: 501,
  resourceInUse: 400,
  resourcesExceeded: 400,
  stopped: 200,
} as const;

export type Reason = keyof typeof statuses;

export interface ErrorProto {
  reason: Reason;
  message: string;
  location?: string;
}

export class BigQueryError extends Error {
  readonly status: number;

  constructor(
    readonly reason: Reason,
    message: string,
    readonly location?: string,
  ) {
    super(message);
    this.name = 'BigQueryError';
    this.status = statuses[reason];
  }

  proto(): ErrorProto {
    return { reason: this.reason, message: this.message, ...(this.location && { location: this.location }) };
  }

  /** The body of an HTTP error response. */
  body() {
    const { reason, message, status } = this;
    const first = { message, domain: 'global', reason, ...(this.location && { location: this.location }) };
    return { error: { code: status, message, errors: [first], status: canonical[status] ?? 'UNKNOWN' } };
  }
}

const canonical: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
};

/** In the text of a query; both from 1. */
export interface Place {
  line: number;
  column: number;
}

/** An error in the text of a query, with its place where the parser or the tree knows it. */
export function invalidQuery(message: string, at?: Place): BigQueryError {
  return new BigQueryError('invalidQuery', at ? `${message} at [${at.line}:${at.column}]` : message, 'query');
}

/** What BigQuery knows and this warehouse does not: refused by name, never answered differently. */
export function unsupported(what: string, at?: Place): BigQueryError {
  return invalidQuery(`Not supported by the local BigQuery: ${what}`, at);
}

/** A job that asked for more than one job may have. */
export const resourcesExceeded = (): BigQueryError =>
  new BigQueryError(
    'resourcesExceeded',
    'Resources exceeded during query execution: The query could not be executed in the allotted memory or disk space.',
  );
