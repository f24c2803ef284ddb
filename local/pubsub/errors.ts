/** The errors of Pub/Sub, in its own words. */
import { errorInfo, RpcError } from '../rpc/errors';
import { idOf } from './names';

export function invalidArgument(message: string): RpcError {
  return new RpcError('INVALID_ARGUMENT', message);
}

export function failedPrecondition(message: string): RpcError {
  return new RpcError('FAILED_PRECONDITION', message);
}

export function notFound(name: string): RpcError {
  return new RpcError('NOT_FOUND', `Resource not found (resource=${idOf(name)}).`);
}

export function alreadyExists(name: string): RpcError {
  return new RpcError('ALREADY_EXISTS', `Resource already exists in the project (resource=${idOf(name)}).`);
}

/** Reasons are given per ack id: https://cloud.google.com/pubsub/docs/exactly-once-delivery */
export function invalidAckIds(ackIds: string[]): RpcError {
  const reasons = Object.fromEntries(ackIds.map((ackId) => [ackId, 'PERMANENT_FAILURE_INVALID_ACK_ID']));
  const details = [errorInfo('EXACTLY_ONCE_ACKID_FAILURE', 'pubsub.googleapis.com', reasons)];
  return new RpcError('FAILED_PRECONDITION', 'Some acknowledgement ids in the request were invalid.', details);
}
