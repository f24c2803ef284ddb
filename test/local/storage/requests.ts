/** Requests to the JSON API as a client would write them by hand. */
import type { LocalStorage } from './local-storage';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; undefined when it is none. */
  json: { [field: string]: any }; // eslint-disable-line typescript/no-explicit-any
}

export async function call(url: string | URL, init: RequestInit = {}): Promise<Answer> {
  // A connection of its own for each request: the server may be another one by the next.
  const headers = { connection: 'close', ...(init.headers as Record<string, string>) };
  const response = await fetch(url, { redirect: 'manual', ...init, headers });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('application/json') && text !== '';
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** Calls by method and path below `/storage/v1`. */
export function api({ url }: LocalStorage) {
  return (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
    call(`${url}/storage/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: body && JSON.stringify(body),
    });
}

/** Uploads in one plain request. */
export function put(
  { url }: LocalStorage,
  bucket: string,
  name: string,
  content: string | Buffer,
  query = '',
): Promise<Answer> {
  const address = `${url}/upload/storage/v1/b/${bucket}/o?uploadType=media&name=${encodeURIComponent(name)}${query}`;
  return call(address, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: content as string });
}
