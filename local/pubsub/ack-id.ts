/** The handle of one delivery, by which a subscriber acknowledges it. */
import { randomBytes } from 'node:crypto';
import { invalidArgument } from './errors';

/** Tells this process's deliveries from those of one that was killed. */
const epoch = randomBytes(6).toString('base64url');
let deliveries = 0;

export function createAckId(subscriptionId: string, message: string): string {
  deliveries += 1;
  return Buffer.from(`${subscriptionId}/${message}/${epoch}/${deliveries}`).toString('base64url');
}

/**
 * The message that an ack id of this subscription stands for.
 * @throws RpcError INVALID_ARGUMENT
 */
export function messageOf(ackId: string, subscriptionId: string): string {
  const [subscription, message] = Buffer.from(ackId, 'base64url').toString().split('/');
  if (subscription !== subscriptionId || !/^\d{16}$/.test(message ?? '')) {
    throw invalidArgument(`You have passed an invalid ack ID to the service (ack_id=${ackId}).`);
  }
  return message!;
}
