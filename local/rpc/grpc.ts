/** An API over gRPC. Each port speaks for one identity, since plain-text gRPC carries no credentials. */
import { Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import type {
  sendUnaryData,
  ServerDuplexStream,
  ServerErrorResponse,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { callbackify } from 'node:util';
import type { Type } from 'protobufjs';
import type { Principal } from '../iam/access';
import { answer, withoutPort, type Api, type Call } from './api';
import type { RpcError } from './errors';
import type { ApiMethod } from './methods';
import type { EncodeStatus } from './status-details';

/** Every caller of the server is `principal`. */
export function createGrpcServer(api: Api, principal: Principal, encodeStatus: EncodeStatus): Server {
  const server = new Server({ 'grpc.max_receive_message_length': api.limits.grpc });
  const served = api.methods.filter(({ name, requestStream }) => !requestStream || api.streams?.[name]);
  const refuse = (thrown: unknown) => toServiceError(api.toError(thrown), encodeStatus);
  // By path, since versions of an API have methods of the same names.
  const definition = Object.fromEntries(served.map((method) => [pathOf(method), describe(api, method)]));
  const implementation = Object.fromEntries(
    served.map((method) => [pathOf(method), implement(api, method, principal, refuse)]),
  );
  server.addService(definition, implementation);
  return server;
}

/** Binds to 127.0.0.1. @param port 0 for any free one @returns the port it got */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
}

const pathOf = ({ service, name }: ApiMethod): string => `/${service}/${name}`;

function describe({ form }: Api, method: ApiMethod): ServiceDefinition[string] {
  const serialize = (type: Type) => (object: object) => Buffer.from(type.encode(form.toMessage(type, object)).finish());
  const deserialize = (type: Type) => (bytes: Buffer) => form.toObject(type, type.decode(bytes));
  return {
    path: pathOf(method),
    requestStream: method.requestStream,
    responseStream: method.responseStream,
    requestSerialize: serialize(method.request),
    requestDeserialize: deserialize(method.request),
    responseSerialize: serialize(method.response),
    responseDeserialize: deserialize(method.response),
  };
}

function implement(
  api: Api,
  method: ApiMethod,
  principal: Principal,
  toServiceError: (thrown: unknown) => ServerErrorResponse,
): UntypedServiceImplementation[string] {
  const toCall = (call: { on(event: 'cancelled', listener: () => void): unknown; getHost(): string }): Call => {
    const gone = new AbortController();
    call.on('cancelled', () => gone.abort());
    return { principal, method, host: withoutPort(call.getHost()), signal: gone.signal };
  };

  const one = (call: ServerUnaryCall<object, object>, callback: sendUnaryData<object>): void => {
    // Unlike a promise, `callbackify` lets an error of the callback itself surface.
    callbackify(answer)(api, call.request, toCall(call), (error: unknown, answered) => {
      if (error) callback(toServiceError(error));
      else callback(null, answered as object);
    });
  };
  const many = async (stream: ServerWritableStream<object, object>): Promise<void> => {
    const call = toCall(stream);
    try {
      for await (const part of (await answer(api, stream.request, call)) as AsyncIterable<object>) {
        if (call.signal.aborted) return;
        stream.write(part);
      }
      stream.end();
    } catch (error) {
      stream.emit('error', toServiceError(error));
    }
  };
  const bothWays = (stream: ServerDuplexStream<never, object>): void => {
    const fail = (error: unknown) => void stream.emit('error', toServiceError(error));
    api.streams![method.name]!(stream, toCall(stream), fail);
  };

  if (method.requestStream) return bothWays as UntypedServiceImplementation[string];
  return (method.responseStream ? many : one) as UntypedServiceImplementation[string];
}

function toServiceError(error: RpcError, encodeStatus: EncodeStatus): ServerErrorResponse {
  const { code, message, details } = error.toStatus();
  const metadata = new Metadata();
  if (details) metadata.set('grpc-status-details-bin', encodeStatus({ code, message, details }));
  return { name: error.name, message, code, details: message, metadata };
}
