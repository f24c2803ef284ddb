/**
 * Asks for chat completions over Node's own connections. OpenAI's library does the same in 80 µs of processor time, a tenth of what a
 * whole answer of serve may take, and its global fetch in as much again; what is asked once for an answer of everybody's is asked
 * here. Which errors are tried again, when, and what they are called is as in that library.
 */
import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { OpenAI } from 'openai';
import { readEvents } from './sent-events';

/** As of the library, which fits too. */
export interface Completions {
  create(request: OpenAI.ChatCompletionCreateParamsNonStreaming, options?: Options): PromiseLike<OpenAI.ChatCompletion>;
  create(
    request: OpenAI.ChatCompletionCreateParamsStreaming,
    options?: Options,
  ): PromiseLike<AsyncIterable<OpenAI.ChatCompletionChunk>>;
}

interface Options {
  signal?: AbortSignal | null | undefined;
  headers?: Record<string, string> | undefined;
}

export interface Service {
  /** Without the slash at its end. */
  baseUrl: string;
  /** Asked anew for each request: a token of Google's lives an hour. */
  apiKey: () => string | Promise<string>;
  headers?: Record<string, string>;
}

const mostRetries = 2;
/** Milliseconds in which nothing may come, as long as the library waits. */
const silence = 600_000;

/** One connection for each question under way, kept for the next. */
const agents = {
  http: new HttpAgent({ keepAlive: true, timeout: silence }),
  https: new HttpsAgent({ keepAlive: true, timeout: silence }),
};

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
  const create = async (body: { stream?: boolean | null }, { signal, headers }: Options = {}) => {
    const text = JSON.stringify(body);
    const response = await answerOf(() => send(text, headers, signal ?? undefined), signal ?? undefined);
    if (body.stream) return eventsOf(response);
    const said = await textOf(response);
    return /json/.test(response.headers['content-type'] ?? '') ? (JSON.parse(said) as unknown) : said;
  };
  return { create: create as Completions['create'] };
};

/** An answer with a status of success. @throws ApiError, or what broke the connection, once trying again has not helped */
async function answerOf(send: () => Promise<IncomingMessage>, signal?: AbortSignal): Promise<IncomingMessage> {
  for (let retries = 0; ; retries++) {
    signal?.throwIfAborted();
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

const isSuccess = ({ statusCode = 0 }: IncomingMessage): boolean => statusCode >= 200 && statusCode < 300;

type Send = (
  body: string,
  headers: Record<string, string> | undefined,
  signal: AbortSignal | undefined,
) => Promise<IncomingMessage>;

/** What is the same of every request is made once: an address takes as long to read as the headers take to write. */
function sendTo({ baseUrl, apiKey, headers: own }: Service): Send {
  const { protocol, hostname, port, pathname } = new URL(`${baseUrl}/chat/completions`);
  const [request, agent] = protocol === 'https:' ? [httpsRequest, agents.https] : [httpRequest, agents.http];
  // Of an address in brackets Node wants what is between them.
  const address = { method: 'POST', agent, hostname: hostname.replace(/^\[|\]$/g, ''), port, path: pathname };
  return async (body, headers, signal) => {
    const key = apiKey();
    const authorization = `Bearer ${typeof key === 'string' ? key : await key}`;
    return new Promise((resolve, reject) => {
      const sent = request({
        ...address,
        headers: {
          ...own,
          ...headers,
          authorization,
          accept: 'application/json',
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      });
      sent.once('response', resolve);
      sent.once('error', reject);
      sent.once('timeout', () => sent.destroy(new Error(`nothing came within ${silence / 1000} s`)));
      if (signal) stopAt(signal, sent);
      sent.end(body);
    });
  };
}

/** Node's own option for it does the same in three times the time. */
function stopAt(signal: AbortSignal, sent: ClientRequest): void {
  const stop = (): void => void sent.destroy(new Error('the request was aborted', { cause: signal.reason }));
  signal.addEventListener('abort', stop, { once: true });
  sent.once('close', () => signal.removeEventListener('abort', stop));
}

function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8').on('data', (part: string) => (text += part));
  return new Promise((resolve, reject) => response.once('end', () => resolve(text)).once('error', reject));
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
