/** An API in the terms of its protos: its methods and who handles them. How it is spoken is for gRPC and REST. */
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { Principal } from '../iam/access';
import { RpcError } from './errors';
import type { MessageForm } from './message-form';
import type { ApiMethod } from './methods';

export interface Call {
  principal: Principal;
  method: ApiMethod;
  /** Whom the caller means to call, without a port: :authority, or the Host header. */
  host: string;
  /** Aborted when the caller is gone. */
  signal: AbortSignal;
}

/** A host without its port. */
export const withoutPort = (host: string): string => host.replace(/:\d+$/, '');

/**
 * By method name as in the protos. A handler takes the request in the API's form and gives the response in it, or a
 * promise of it; one of a method that streams its responses gives many.
 */
export type Handlers = Record<string, (request: never, call: Call) => unknown>;

/** Serves a method that streams its requests; `fail` ends the stream with an error. */
export type StreamHandler = (
  stream: ServerDuplexStream<never, object>,
  call: Call,
  fail: (error: unknown) => void,
) => void;

export interface Api {
  /** As an error names it: `Pub/Sub`. */
  name: string;
  methods: ApiMethod[];
  /** Methods that are not here answer UNIMPLEMENTED. */
  handlers: Handlers;
  streams?: Record<string, StreamHandler>;
  form: MessageForm;
  /** Looks at a request before its handler does. @throws RpcError */
  check?: (request: object, call: Call) => void;
  toError: (thrown: unknown) => RpcError;
  /** The largest request: bytes over gRPC, and over REST as body-parser writes it. */
  limits: { grpc: number; rest: string };
}

/** The answer to a request, or an iterable of many. @throws whatever the handler throws; RpcError */
export async function answer(api: Api, request: object, call: Call): Promise<unknown> {
  const { name, service } = call.method;
  const handle = api.handlers[name];
  if (!handle) throw new RpcError('UNIMPLEMENTED', `${service}.${name} is not served by the local ${api.name}.`);
  api.check?.(request, call);
  return await handle(request as never, call);
}
