/** Errors of Google's gRPC services in Landfall's taxonomy. */
import { PermanentError, RetryableError } from '../../../../core/errors';

/** INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED (google.rpc.Code): the request is at fault. */
const permanentCodes = new Set([3, 5, 9, 11, 12]);

const notFound = 5;

/** INVALID_ARGUMENT, OUT_OF_RANGE: what is asked is at fault, and not what is asked about. */
const rejectingCodes = new Set([3, 11]);

/** UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, DATA_LOSS: the service has failed, and not for want of quota, permission or itself. */
const failingCodes = new Set([2, 4, 13, 15]);

/**
 * FAILED_PRECONDITION that mends itself: the first request of a project finds Vertex AI's service agents still being
 * made, and is asked to "try again in a few minutes" (GoogleCloudPlatform/generative-ai issue 1308).
 */
const isPassing = ({ code, message }: ApiError) => code === 9 && /try again/i.test(message);

interface ApiError {
  code?: number;
  message: string;
}

/**
 * Awaits a call and gives its errors their class. A missing permission stays retryable: it is the deployment that is at
 * fault, and once it is granted the message finds its way.
 * @throws PermanentError or RetryableError
 */
export async function called<T>(what: string, call: Promise<T>, where?: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const { code, message } = error as ApiError;
    if (permanentCodes.has(code ?? -1) && !isPassing({ code, message }))
      throw new PermanentError(`${what}: ${message}`, { where, cause: error });
    throw new RetryableError(`${what}: ${message}`, { cause: error, mayBeOfInput: failingCodes.has(code ?? -1) });
  }
}

/** The API's own words when it rejects the request for what is in it; undefined of any other error of `called`. */
export function rejectionIn(error: unknown): string | undefined {
  const { code, message } = ((error as Error).cause ?? {}) as Partial<ApiError>;
  return rejectingCodes.has(code ?? -1) ? message : undefined;
}

export const isNotFound = (error: unknown): boolean => (error as ApiError).code === notFound;
