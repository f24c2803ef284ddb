/** What stands for somebody wherever Landfall keeps what they asked: the same in every run, and nobody's name without the key. */
import { createHmac, randomBytes } from 'node:crypto';

/** Of 256 bits, in hex. A deployment has one, in the bucket that serve alone reads (core/serving-layout.ts). */
export const newPseudonymKey = (): string => randomBytes(32).toString('hex');

/**
 * HMAC-SHA-256 in hex. Who has the key can try names, so that it is a pseudonym and no anonymity; who reads the tables and has no key
 * cannot, however likely a name is.
 */
export const pseudonymOf = (user: string, key: string): string =>
  createHmac('sha256', Buffer.from(key, 'hex')).update(user).digest('hex');
