/** A lease as the ledger holds it: who works on a stage, and until when nobody else may. */

export interface LeaseRecord {
  holder: string;
  /** ISO 8601. */
  expiresAt: string;
}

/** Milliseconds after its last sign of life in which a holder that died is succeeded. */
const duration = 30_000;

export const leaseOf = (holder: string, now: Date): LeaseRecord => ({
  holder,
  expiresAt: new Date(now.getTime() + duration).toISOString(),
});

export const isHeldAt = ({ expiresAt }: LeaseRecord, now: Date): boolean => new Date(expiresAt) > now;
