/** The API behind the page. */
import { base } from './place';

/** What the server says of a request that it did not do as it was asked: RFC 9457, with what to do. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly fix?: string,
  ) {
    super(message);
    this.name = 'ApiProblem';
  }
}

/** @param path below api/ @throws ApiProblem; TypeError where nobody answers */
export async function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return answerOf(await fetch(`${base}api/${path}`, { signal: signal ?? null }));
}

export async function post<Answer>(path: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  return answerOf(await fetch(`${base}api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) }));
}

/** Sends bytes. @param range as Content-Range says it */
export async function put<Answer>(path: string, bytes: Blob, range: string): Promise<Answer> {
  const headers = { 'content-type': 'application/octet-stream', 'content-range': range };
  return answerOf(await fetch(`${base}api/${path}`, { method: 'PUT', headers, body: bytes }));
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  if (response.ok) return (await response.json()) as Answer;
  const text = await response.text();
  throw problemIn(response, text);
}

function problemIn({ status, statusText }: Response, text: string): ApiProblem {
  try {
    const { detail, fix, error } = JSON.parse(text) as { detail?: string; fix?: string; error?: { message?: string } };
    return new ApiProblem(status, detail ?? error?.message ?? statusText, fix);
  } catch {
    return new ApiProblem(status, text.slice(0, 300) || statusText);
  }
}

/** Milliseconds before a connection that was refused is asked for again: doubled each time, up to a minute. */
const [firstPause, longestPause] = [1_000, 60_000];

/**
 * What changes, as it does. A lost connection is opened again by the browser, one that was refused by this; the first message of the new
 * one is the whole again.
 * @returns what ends it
 */
export function live<Answer>(path: string, on: { message: (answer: Answer) => void; lost: (isLost: boolean) => void }) {
  let source: EventSource | undefined;
  let pause = firstPause;
  let hasEnded = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    const own = (source = new EventSource(`${base}api/${path}`));
    own.onopen = () => {
      pause = firstPause;
      on.lost(false);
    };
    own.onmessage = ({ data }: MessageEvent<string>) => on.message(JSON.parse(data) as Answer);
    own.addEventListener('end', () => {
      hasEnded = true;
      own.close();
    });
    own.onerror = () => {
      on.lost(true);
      if (own.readyState !== EventSource.CLOSED) return;
      waiting = setTimeout(open, pause);
      pause = Math.min(2 * pause, longestPause);
    };
  };
  const close = (): void => {
    clearTimeout(waiting);
    source?.close();
  };
  // A browser has six connections to a place: a page that nobody sees keeps none.
  const followEye = (): void => {
    close();
    if (!document.hidden && !hasEnded) open();
  };
  followEye();
  document.addEventListener('visibilitychange', followEye);
  return () => {
    document.removeEventListener('visibilitychange', followEye);
    close();
  };
}

/**
 * Asks for an answer that is told as it comes.
 * @param onText hears each piece of its text
 * @returns the whole, which the event done has
 * @throws ApiProblem, also for one that the answer ends with
 */
export async function stream<Whole>(
  path: string,
  body: object,
  onText: (piece: string) => void,
  signal: AbortSignal,
): Promise<Whole> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${base}api/${path}`, { method: 'POST', headers, body: JSON.stringify(body), signal });
  if (!response.ok || !response.body) return answerOf(response);
  let rest = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const events = (rest + piece).split('\n\n');
    rest = events.pop()!;
    for (const event of events) {
      const [, name = 'message'] = /^event: (.*)$/m.exec(event) ?? [];
      const [, data = '{}'] = /^data: (.*)$/m.exec(event) ?? [];
      if (name === 'error') throw problemIn(response, data);
      if (name === 'done') return JSON.parse(data) as Whole;
      onText((JSON.parse(data) as { text: string }).text);
    }
  }
  throw new ApiProblem(502, 'The answer broke off before its end.', 'ask again');
}

/** Part of an address: a name as it is, whatever is in it. */
export const part = encodeURIComponent;
