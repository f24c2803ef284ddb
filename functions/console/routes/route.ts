/** A path of the API behind the page, with what it answers. */
import type { Request, Response } from 'express';
import type { EventStream } from '../../shared/http/event-stream';
import type { ConsoleDeps } from '../deps';

export interface Call {
  /** Of the path. */
  params: Record<string, string>;
  query: Record<string, string | undefined>;
  /** JSON, as it came. */
  body: unknown;
  /** For what is no JSON. */
  request: Request;
  /** The address of whoever asks, where it is known. */
  who: string | undefined;
  events: EventStream;
  response: Response;
  deps: ConsoleDeps;
}

export interface Route {
  method: 'get' | 'post' | 'put' | 'delete';
  /** Below /api, as Express reads it. */
  path: string;
  /** In a line, for the document of the API. */
  summary: string;
  /** What it answers as JSON; undefined where it has answered by itself. @throws HttpProblem, OperationError */
  answer: (call: Call) => Promise<object | undefined>;
}
