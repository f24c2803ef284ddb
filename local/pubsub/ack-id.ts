/** The handle of one delivery, by which a subscriber acknowledges it. */
import { randomBytes } from 'node:crypto';
import { invalidArgument } from './errors';

/** Tells this process's deliveries from those of one that was killed. */
const epoch = randomBytes(6).toString('base64url');
let deliveries = 0;

/** @param seeks how often the subscription was moved before the delivery */
export function createAckId(subscriptionId: string, message: string, seeks: number): string {
  deliveries += 1;
  return Buffer.from(`${subscriptionId}/${message}/${seeks}/${epoch}/${deliveries}`).toString('base64url');
}

/**
 * The message that an ack id of this subscription stands for, and how often the subscription had been moved by then.
 * @throws RpcError INVALID_ARGUMENT
 */
export function readAckId(ackId: string, subscriptionId: string): { message: string; seeks: number } {
  const [subscription, message, seeks] = Buffer.from(ackId, 'base64url').toString().split('/');
  if (subscription !== subscriptionId || !/^\d{16}$/.test(message ?? '')) {
    throw invalidArgument(`You have passed an invalid ack ID to the service (ack_id=${ackId}).`);
  }
  return { message: message!, seeks: Number(seeks) };
}
