/**
 * A bucket that an instance's share of a processor fills and its work empties, as the quota of Linux's scheduler is one. Work
 * is counted once it is done, so the bucket may be in debt, which the share pays while the instance stands still.
 */

/** Processor times in milliseconds. */
export interface Quota {
  /** A debt is negative. */
  left: number;
  /** When it was settled, in milliseconds, and what had been used in all by then. */
  at: number;
  used: number;
}

/** In milliseconds, Linux's default: what the share gives in it is the most that is kept for later. */
export const period = 100;

/** @param quota undefined for one that begins: it is full */
export function settle(quota: Quota | undefined, now: Omit<Quota, 'left'>, processors: number): Quota {
  const full = period * processors;
  if (!quota) return { ...now, left: full };
  // A clock that is set back takes nothing away.
  const earned = Math.max(0, now.at - quota.at) * processors;
  return { ...now, left: Math.min(full, quota.left + earned - (now.used - quota.used)) };
}

/** Milliseconds in which the share pays the debt; 0 without one. */
export const untilPaid = ({ left }: Quota, processors: number): number => Math.max(0, Math.ceil(-left / processors));
