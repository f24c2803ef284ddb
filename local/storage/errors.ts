/** What Cloud Storage answers when it refuses: one error class, and the JSON that Google's clients read from it. */
import type { ErrorRequestHandler, Request } from 'express';
import { PermissionDenied, RoleNotSupported } from '../iam/access';

/** A refusal: the HTTP status, Google's `reason`, and what in the request it is about. */
export class StorageError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly location?: { name: string; type: 'parameter' | 'header' },
  ) {
    super(message);
    this.name = 'StorageError';
  }
}

export const bucketNotFound = () => new StorageError(404, 'notFound', 'The specified bucket does not exist.');

export const objectNotFound = (bucket: string, name: string) =>
  new StorageError(404, 'notFound', `No such object: ${bucket}/${name}`);

export const invalid = (message: string) => new StorageError(400, 'invalid', message);

export const invalidParameter = (name: string, value: unknown) =>
  new StorageError(400, 'invalidParameter', `Invalid value for ${name}: ${JSON.stringify(value)}`, {
    name,
    type: 'parameter',
  });

export const required = (name: string) =>
  new StorageError(400, 'required', `Required parameter: ${name}`, { name, type: 'parameter' });

/** The error body of Google's JSON APIs. */
function errorBody({ code, reason, message, location }: StorageError): object {
  const where = location && { locationType: location.type, location: location.name };
  return { error: { code, message, errors: [{ message, domain: 'global', reason, ...where }] } };
}

/** Turns whatever a handler threw into a refusal; what nobody foresaw is a 500 that keeps its message. */
function toStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  if (error instanceof PermissionDenied) {
    const who = error.principal.kind === 'owner' ? 'The owner' : error.principal.email;
    const detail = `Permission '${error.permission}' denied on resource '${error.resource}' (or it may not exist).`;
    return new StorageError(403, 'forbidden', `${who} does not have ${error.permission} access. ${detail}`);
  }
  if (error instanceof RoleNotSupported) return invalid(error.message);
  // body-parser's errors carry the status that they mean.
  const status = (error as { status?: number }).status;
  if (status !== undefined && status < 500) return new StorageError(status, 'parseError', (error as Error).message);
  return new StorageError(500, 'internalError', error instanceof Error ? error.message : String(error));
}

/**
 * Reads what is left of a refused upload: unread, it would stand before the connection's next request. Whoever was reading it,
 * by events or by iteration, has stopped.
 */
function readAway(request: Request): void {
  if (request.complete) return;
  request.unpipe();
  request.removeAllListeners('readable');
  request.on('data', () => {}).resume();
}

/** Answers with Google's error body. An answer that is already on its way can only be cut off, so that the client sees it is short. */
export const answerError: ErrorRequestHandler = (error, request, response, _next) => {
  const refusal = toStorageError(error);
  readAway(request);
  if (response.headersSent) response.destroy();
  else if (refusal.code === 304) response.status(304).end();
  else response.status(refusal.code).json(errorBody(refusal));
};
