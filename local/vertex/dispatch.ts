/** From a request message to a response message, whichever way it came: checked, handled as JSON, and turned back. */
import { fromProto3JSON, toProto3JSON } from 'proto3-json-serializer';
import type { Message, Type } from 'protobufjs';
import type { Call } from './context';
import { VertexError } from './errors';
import type { ApiMethod } from './protos';
import { checkRequiredFields } from './required-fields';

/** By method name as in the protos. A handler takes the request's JSON form; one of a streaming method gives many responses. */
export type Handlers = Record<string, (request: never, call: Call) => unknown>;

/** @throws whatever the handler throws; VertexError INVALID_ARGUMENT, UNIMPLEMENTED. */
export async function* dispatch(
  handlers: Handlers,
  method: ApiMethod,
  request: Message,
  call: Call,
): AsyncGenerator<Message> {
  const handle = handlers[method.name];
  if (!handle)
    throw new VertexError('UNIMPLEMENTED', `${method.service}.${method.name} is not served by the local Vertex AI.`);
  checkRequiredFields(method.request, request);
  const result = await handle(toJson(request) as never, call);
  if (method.responseStream) {
    for await (const part of result as AsyncIterable<object>) yield fromJson(method.response, part);
  } else {
    yield fromJson(method.response, result as object);
  }
}

export function toJson(message: Message, options: { numericEnums?: boolean } = {}): object {
  return toProto3JSON(message as Parameters<typeof toProto3JSON>[0], {
    numericEnums: options.numericEnums ?? false,
  }) as object;
}

export function fromJson(type: Type, json: object): Message {
  return fromProto3JSON(type, json as Parameters<typeof fromProto3JSON>[1]) as unknown as Message;
}
