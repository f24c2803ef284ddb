/** The google.rpc.Status with an ErrorInfo that tells a client why, per ack id (google/rpc/error_details.proto). */
import { status } from '@grpc/grpc-js';
import type { PubSubError } from './errors';
import { loadStatusProtos } from './protos';

const reason = 'EXACTLY_ONCE_ACKID_FAILURE';

/** The bytes of the grpc-status-details-bin trailer. */
export function encodeErrorInfo(error: PubSubError): Buffer {
  const protos = loadStatusProtos();
  const errorInfo = protos.lookupType('google.rpc.ErrorInfo');
  const value = errorInfo.encode({ reason, domain: 'pubsub.googleapis.com', metadata: error.metadata }).finish();
  const details = [{ type_url: 'type.googleapis.com/google.rpc.ErrorInfo', value }];
  const type = protos.lookupType('google.rpc.Status');
  return Buffer.from(type.encode({ code: status[error.status], message: error.message, details }).finish());
}
