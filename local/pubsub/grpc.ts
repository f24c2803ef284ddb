/** The API over gRPC; whoever connects to a port is the principal that the port was opened for. */
import { Metadata, Server, ServerCredentials, status, type ServerDuplexStream, type ServiceError } from '@grpc/grpc-js';
import type { sendUnaryData, ServerUnaryCall, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { callbackify } from 'node:util';
import type { Principal } from '../iam/access';
import type { Broker } from './broker';
import { encodeErrorInfo } from './error-info';
import { PubSubError, toPubSubError } from './errors';
import { plain } from './json-form';
import type { Rpc } from './protos';
import type { Call, createService } from './service';
import { serveStreamingPull, type StreamingPullRequest } from './streaming-pull';

export interface GrpcDeps {
  broker: Broker;
  rpcs: Rpc[];
  service: ReturnType<typeof createService>;
}

/** Larger than any publish request may be: 10 MB and its envelope. */
const maximumMessageLength = 12_000_000;

/** Opens a listener on 127.0.0.1. @returns the port it got and how to close it. */
export async function listenGrpc(deps: GrpcDeps, port: number, principal: Principal) {
  const server = new Server({
    'grpc.max_receive_message_length': maximumMessageLength,
    'grpc.max_send_message_length': -1,
  });
  const { definition, implementation } = createImplementation(deps, principal);
  server.addService(definition, implementation);
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, got) =>
      error ? reject(error) : resolve(got),
    );
  });
  return { port: bound, close: () => server.forceShutdown() };
}

function createImplementation({ broker, rpcs, service }: GrpcDeps, principal: Principal) {
  const definition: Record<string, ServiceDefinition[string]> = {};
  const implementation: UntypedServiceImplementation = {};
  for (const { name, path, request, response, isStream } of rpcs) {
    definition[name] = {
      path,
      requestStream: isStream,
      responseStream: isStream,
      requestDeserialize: (bytes: Buffer) => request.toObject(request.decode(bytes), plain),
      requestSerialize: (message: object) => Buffer.from(request.encode(request.fromObject(message)).finish()),
      responseDeserialize: (bytes: Buffer) => response.toObject(response.decode(bytes), plain),
      responseSerialize: (message: object) => Buffer.from(response.encode(response.fromObject(message)).finish()),
    };
    if (isStream) implementation[name] = stream;
    else implementation[name] = unary as UntypedServiceImplementation[string];

    async function answer(call: ServerUnaryCall<never, object>): Promise<object> {
      const method = service.methods[name];
      if (!method) throw new PubSubError('UNIMPLEMENTED', `The local Pub/Sub does not have ${name}.`);
      const controller = new AbortController();
      call.on('cancelled', () => controller.abort());
      return method(call.request, { principal, signal: controller.signal });
    }
    function unary(call: ServerUnaryCall<never, object>, callback: sendUnaryData<object>): void {
      callbackify(answer)(call, (error: unknown, answered) => {
        if (error) callback(toServiceError(error));
        else callback(null, answered);
      });
    }
  }

  function stream(duplex: ServerDuplexStream<StreamingPullRequest, object>): void {
    const call: Call = { principal, signal: new AbortController().signal };
    const open = (subscription: string | undefined) => {
      service.may(call, 'pubsub.subscriptions.consume', subscription);
      return service.consumable(subscription);
    };
    serveStreamingPull(duplex, broker, open, (error) => duplex.emit('error', toServiceError(error)));
  }

  return { definition, implementation };
}

function toServiceError(cause: unknown): Partial<ServiceError> & { code: status; details: string } {
  const error = toPubSubError(cause);
  const metadata = new Metadata();
  if (error.metadata) metadata.set('grpc-status-details-bin', encodeErrorInfo(error));
  return { code: status[error.status], details: error.message, metadata };
}
