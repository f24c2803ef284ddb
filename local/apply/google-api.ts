/** Google's REST APIs as this program needs them: make a thing, or change it when it is there. */

class GoogleApiError extends Error {
  constructor(
    readonly status: number,
    method: string,
    url: string,
    body: string,
  ) {
    super(`${method} ${url} answered ${status}: ${messageOf(body)}`);
    this.name = 'GoogleApiError';
  }
}

export interface GoogleApi {
  /** The answer's JSON. @throws GoogleApiError for a status of 400 or above */
  call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** The same, but undefined where there is nothing (404). */
  find(path: string): Promise<Record<string, unknown> | undefined>;
  /** False when it was already there (409). */
  create(method: 'POST' | 'PUT', path: string, body: unknown): Promise<boolean>;
  /** Passes over what is already gone. */
  remove(path: string): Promise<void>;
}

/**
 * Speaks to a service with plain requests: loading the official client libraries would cost every start of the local
 * cloud more time than everything else together.
 */
export function createGoogleApi(url: string): GoogleApi {
  const call = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new GoogleApiError(answer.status, method, `${url}${path}`, text);
    return text ? (JSON.parse(text) as Record<string, unknown>) : {};
  };
  const unless = async <T>(status: number, instead: T, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof GoogleApiError && error.status === status) return instead;
      throw error;
    }
  };
  return {
    call,
    find: (path) => unless<Record<string, unknown> | undefined>(404, undefined, call('GET', path)),
    create: (method, path, body) =>
      unless(
        409,
        false,
        call(method, path, body).then(() => true),
      ),
    remove: (path) =>
      unless(
        404,
        undefined,
        call('DELETE', path).then(() => undefined),
      ),
  };
}

function messageOf(body: string): string {
  try {
    return (JSON.parse(body) as { error: { message: string } }).error.message;
  } catch {
    return body;
  }
}
