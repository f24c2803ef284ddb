/** A lease: one conditional write that keeps twins of a message from doing the same work at the same time. */
import type { Clock } from './clock';
import { isConflict, RetryableError } from '../../../core/errors';
import { isHeldAt, leaseOf, type LeaseRecord } from '../../../core/lease';
import type { Objects } from './objects';

const renewal = 10_000;

export interface Lease {
  /** Aborted when someone else has taken the lease: the work is no longer ours. */
  signal: AbortSignal;
  release(): Promise<void>;
}

/** True while someone holds the lease. */
export async function isHeld(uri: string, { objects, clock }: { objects: Objects; clock: Clock }): Promise<boolean> {
  const found = await objects.read(uri);
  return found !== undefined && isHeldAt(JSON.parse(found.text) as LeaseRecord, clock.now());
}

/** @throws RetryableError when another holder's lease has not expired. */
export async function acquireLease(
  uri: string,
  { objects, clock, holder }: { objects: Objects; clock: Clock; holder: string },
): Promise<Lease> {
  const record = () => JSON.stringify(leaseOf(holder, clock.now()));

  const found = await objects.read(uri);
  const current = found && (JSON.parse(found.text) as LeaseRecord);
  if (current && isHeldAt(current, clock.now()))
    throw new RetryableError(`${uri} is held by ${current.holder} until ${current.expiresAt}`);

  let generation = await objects
    .write(uri, record(), { ifGeneration: found?.generation ?? '0' })
    .catch((error: unknown) => {
      throw isConflict(error)
        ? new RetryableError(`${uri} was taken by someone else just now`, { cause: error })
        : error;
    });

  const lost = new AbortController();
  let renewing: Promise<void> = Promise.resolve();
  const renew = async () => {
    try {
      generation = await objects.write(uri, record(), { ifGeneration: generation });
    } catch (error) {
      // Anything but a conflict is the network's fault, and there are two more renewals before the lease expires.
      if (isConflict(error)) lost.abort(new RetryableError(`${uri} was taken over`, { cause: error }));
    }
  };
  const stop = clock.every(renewal, () => {
    renewing = renewing.then(renew);
  });

  return {
    signal: lost.signal,
    async release() {
      stop();
      await renewing;
      // A lease that cannot be removed expires by itself; it must not turn finished work into a failure.
      await objects.remove(uri, { ifGeneration: generation }).catch(() => {});
    },
  };
}
