/** The errors of the Pub/Sub API, in Google's words, for both of its wire forms. */

export type StatusName =
  | 'INVALID_ARGUMENT'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'FAILED_PRECONDITION'
  | 'UNIMPLEMENTED'
  | 'CANCELLED'
  | 'INTERNAL';

/** Status names of the REST form: https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const httpStatuses: Record<StatusName, number> = {
  INVALID_ARGUMENT: 400,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  FAILED_PRECONDITION: 400,
  UNIMPLEMENTED: 501,
  CANCELLED: 499,
  INTERNAL: 500,
};

/** A refused call. `metadata` becomes the google.rpc.ErrorInfo of the answer. */
export class PubSubError extends Error {
  constructor(
    readonly status: StatusName,
    message: string,
    readonly metadata?: Record<string, string>,
  ) {
    super(message);
    this.name = 'PubSubError';
  }

  get httpStatus(): number {
    return httpStatuses[this.status];
  }
}

export function invalidArgument(message: string): PubSubError {
  return new PubSubError('INVALID_ARGUMENT', message);
}

export function notFound(name: string): PubSubError {
  return new PubSubError('NOT_FOUND', `Resource not found (resource=${shortName(name)}).`);
}

export function alreadyExists(name: string): PubSubError {
  return new PubSubError('ALREADY_EXISTS', `Resource already exists in the project (resource=${shortName(name)}).`);
}

/** What went wrong, as an error that both wire forms can answer with. */
export function toPubSubError(error: unknown): PubSubError {
  if (error instanceof PubSubError) return error;
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  // Matched by name: the access table may come from another bundle.
  if (name === 'PermissionDenied') return new PubSubError('PERMISSION_DENIED', message);
  return new PubSubError('INTERNAL', message);
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
