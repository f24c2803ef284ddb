/** Errors of services that speak OpenAI's API, in Landfall's taxonomy. */
import { PermanentError, RetryableError } from '../../../../core/errors';
import { rejectingStatuses } from '../../../../core/models/openai-answer';

/** Bad request, not found, conflict, too large, unprocessable: the request is at fault. */
const permanentStatuses = new Set([400, 404, 409, 413, 422]);

/** Unauthorized, payment required, forbidden: the deployment is at fault. */
const keyStatuses = new Set([401, 402, 403]);

interface ApiError {
  status?: number;
  code?: string | null;
  message: string;
}

/**
 * Awaits a call and gives its errors their class. A key that is not taken stays retryable: it is the deployment that is at
 * fault, and once the key is right the message finds its way.
 * @throws PermanentError or RetryableError
 */
export async function called<T>(what: string, call: () => Promise<T>, where?: string): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { status, name, message: said } = error as ApiError & Error;
    // What is no JSON V8 quotes, and it may say anything of anybody.
    const message = name === 'SyntaxError' ? 'it answered with what is no JSON' : said;
    if (name === 'PermanentError' || name === 'RetryableError') throw error;
    if (permanentStatuses.has(status ?? 0)) throw new PermanentError(`${what}: ${message}`, { where, cause: error });
    const hint = keyStatuses.has(status ?? 0) ? ' (the key of the service is missing, wrong, or may not do this)' : '';
    // What is no JSON at all has no status: a service that says such a thing has failed.
    const mayBeOfInput = (status ?? 0) >= 500 || name === 'SyntaxError';
    throw new RetryableError(`${what}: ${message}${hint}`, { cause: error, mayBeOfInput });
  }
}

/** What the service says when it rejects the request for what is in it; undefined of any other error of `called`. */
export function rejectionIn(error: unknown): { message: string; status: number; code?: string } | undefined {
  const { status, code, message } = ((error as Error).cause ?? {}) as Partial<ApiError>;
  if (!rejectingStatuses.has(status ?? 0)) return undefined;
  // The client puts the status before the service's own words.
  return { message: (message ?? '').replace(/^\d{3} /, ''), status: status!, ...(code && { code }) };
}

export const isNotFound = (error: unknown): boolean => (error as ApiError).status === 404;
