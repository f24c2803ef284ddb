/** Asks for chat completions without OpenAI's library. Which errors are tried again, when, and what they are called is as in it. */
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { OpenAI } from 'openai';
import { isSuccess, postTo, textOf, type Asking, type Post } from './posts';
import { readEvents } from './sent-events';

/** As of the library, which fits too. */
export interface Completions {
  create(request: OpenAI.ChatCompletionCreateParamsNonStreaming, options?: Asking): PromiseLike<OpenAI.ChatCompletion>;
  create(
    request: OpenAI.ChatCompletionCreateParamsStreaming,
    options?: Asking,
  ): PromiseLike<AsyncIterable<OpenAI.ChatCompletionChunk>>;
}

export interface Service {
  /** Without the slash at its end. */
  baseUrl: string;
  /** Asked anew for each request: a token of Google's lives an hour. */
  apiKey: () => string | Promise<string>;
  headers?: Record<string, string>;
}

const mostRetries = 2;

/** What a service has answered in place of a completion. */
class ApiError extends Error {
  readonly code: string | null | undefined;

  constructor(
    readonly status: number | undefined,
    /** As the service says it. */
    readonly error: { message?: unknown; code?: string | null } | undefined,
    text = '',
  ) {
    const said = error?.message ?? (error === undefined ? text : error);
    const words = typeof said === 'string' ? said : JSON.stringify(said);
    super([status, words || 'status code (no body)'].filter((part) => part !== undefined).join(' '));
    this.name = 'ApiError';
    this.code = error?.code;
  }
}

export const createCompletions = (service: Service): Completions => {
  const send = sendTo(service);
  const create = async (body: { stream?: boolean | null }, asking: Asking = {}) => {
    const text = JSON.stringify(body);
    const response = await answerOf(() => send(text, asking), asking.signal);
    if (body.stream) return eventsOf(response);
    const said = await textOf(response);
    return /json/.test(response.headers['content-type'] ?? '') ? (JSON.parse(said) as unknown) : said;
  };
  return { create: create as Completions['create'] };
};

/** An answer with a status of success. @throws ApiError, or what broke the connection, once trying again has not helped */
async function answerOf(send: () => Promise<IncomingMessage>, signal: Asking['signal']): Promise<IncomingMessage> {
  for (let retries = 0; ; retries++) {
    const { response, error } = await send().then(
      (response) => ({ response, error: undefined }),
      (error: Error) => ({ response: undefined, error }),
    );
    if (response && isSuccess(response)) return response;
    if (signal?.aborted) throw error ?? signal.reason;
    const text = response && (await textOf(response));
    const failure = response
      ? new ApiError(response.statusCode, errorIn(text!), text)
      : new Error('Connection error.', { cause: error });
    if (retries === mostRetries || (response && !mayHelp(response))) throw failure;
    await delay(waitBefore(retries, response), undefined, { signal });
  }
}

function sendTo({ baseUrl, apiKey, headers: own }: Service): Post {
  const post = postTo(`${baseUrl}/chat/completions`);
  return async (body, { headers, signal }) => {
    const key = apiKey();
    const authorization = `Bearer ${typeof key === 'string' ? key : await key}`;
    return post(body, { headers: { ...own, ...headers, authorization, accept: 'application/json' }, signal });
  };
}

/** @throws ApiError where an error comes in the place of a chunk */
async function* eventsOf(response: IncomingMessage): AsyncGenerator<unknown> {
  for await (const data of readEvents(response)) {
    if (data.startsWith('[DONE]')) return;
    const chunk = JSON.parse(data) as { error?: ApiError['error'] };
    if (chunk.error) throw new ApiError(undefined, chunk.error);
    yield chunk;
  }
}

function errorIn(text: string): ApiError['error'] {
  try {
    return (JSON.parse(text) as { error?: ApiError['error'] } | null)?.error;
  } catch {
    return undefined;
  }
}

/** Timed out, in conflict, too many, or the service's own fault; the service may say otherwise. */
function mayHelp({ statusCode = 0, headers }: IncomingMessage): boolean {
  const said = headers['x-should-retry'];
  if (said === 'true' || said === 'false') return said === 'true';
  return [408, 409, 429].includes(statusCode) || statusCode >= 500;
}

/** Milliseconds: what the service asks for, up to a minute, or half a second, twice as much each time, less a quarter by chance. */
function waitBefore(retries: number, response?: IncomingMessage): number {
  const { 'retry-after-ms': milliseconds, 'retry-after': after = '' } = response?.headers ?? {};
  const asked = milliseconds === undefined ? secondsIn(after) * 1000 : Number(milliseconds);
  if (asked >= 0 && asked < 60_000) return asked;
  return Math.min(500 * 2 ** retries, 8000) * (1 - Math.random() * 0.25);
}

/** Of a number of seconds, or an instant. */
const secondsIn = (after: string): number =>
  after === '' ? Number.NaN : Number.isNaN(Number(after)) ? (Date.parse(after) - Date.now()) / 1000 : Number(after);
