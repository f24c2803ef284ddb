/** Vertex AI over gRPC. Each port speaks for one identity, since plain-text gRPC carries no credentials. */
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerErrorResponse,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { Message, Root } from 'protobufjs';
import type { Principal } from '../iam/access';
import { dispatch, fromJson, type Handlers } from './dispatch';
import { toVertexError } from './errors';
import type { ApiMethod } from './protos';

/** The request size that Vertex AI documents. */
const largestMessage = 20 * 1024 * 1024;

interface UnaryCall {
  request: Message;
}
interface StreamingCall extends UnaryCall {
  write(message: Message): boolean;
  end(): void;
  emit(event: 'error', error: ServerErrorResponse): boolean;
  cancelled: boolean;
}

export function createGrpcServer(root: Root, methods: ApiMethod[], handlers: Handlers, principal: Principal): Server {
  const server = new Server({ 'grpc.max_receive_message_length': largestMessage });
  for (const service of new Set(methods.map((method) => method.service))) {
    const own = methods.filter((method) => method.service === service && !method.requestStream);
    const definition = Object.fromEntries(own.map((method) => [method.name, describe(method)]));
    const implementation = Object.fromEntries(
      own.map((method) => [method.name, implement(root, method, handlers, principal)]),
    );
    server.addService(definition as ServiceDefinition, implementation as UntypedServiceImplementation);
  }
  return server;
}

/** Binds to 127.0.0.1 and resolves to the port, which `0` leaves to the system. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
}

function describe(method: ApiMethod) {
  return {
    path: `/${method.service}/${method.name}`,
    requestStream: false,
    responseStream: method.responseStream,
    requestDeserialize: (bytes: Buffer) => method.request.decode(bytes),
    requestSerialize: (message: Message) => Buffer.from(method.request.encode(message).finish()),
    responseDeserialize: (bytes: Buffer) => method.response.decode(bytes),
    responseSerialize: (message: Message) => Buffer.from(method.response.encode(message).finish()),
  };
}

function implement(root: Root, method: ApiMethod, handlers: Handlers, principal: Principal) {
  const responses = (request: Message) => dispatch(handlers, method, request, { principal, version: method.version });

  const stream = async (call: StreamingCall): Promise<void> => {
    try {
      for await (const response of responses(call.request)) {
        if (call.cancelled) return;
        call.write(response);
      }
      call.end();
    } catch (error) {
      call.emit('error', toServiceError(root, error));
    }
  };
  const unary = async (
    call: UnaryCall,
    callback: (error: ServerErrorResponse | null, response?: Message) => void,
  ): Promise<void> => {
    try {
      for await (const response of responses(call.request)) callback(null, response);
    } catch (error) {
      callback(toServiceError(root, error));
    }
  };
  return method.responseStream
    ? (call: StreamingCall) => void stream(call)
    : (call: UnaryCall, callback: never) => void unary(call, callback);
}

/** The status with its details, as grpc-status-details-bin carries them to Google's clients. */
function toServiceError(root: Root, thrown: unknown): ServerErrorResponse {
  const error = toVertexError(thrown);
  const status = error.toStatus();
  const metadata = new Metadata();
  if (status.details) {
    const type = root.lookupType('google.rpc.Status');
    metadata.set('grpc-status-details-bin', Buffer.from(type.encode(fromJson(type, status)).finish()));
  }
  return { name: error.name, message: error.message, code: status.code, details: status.message, metadata };
}
