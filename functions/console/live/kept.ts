/** What was read of the ledger, kept until a change of it is heard; while nobody watches, nothing is heard, and it is soon read again. */
import type { Clock } from '../../shared/stage/clock';
import type { LedgerChanges } from './ledger-changes';

/** Of what may have changed unheard, in milliseconds: as old as an answer may be to somebody who has just opened the page. */
const longestUnheard = 5_000;

export interface KeptDeps {
  changes: Pick<LedgerChanges, 'overhear' | 'hasHeardAllSince'>;
  clock: Pick<Clock, 'now'>;
}

/**
 * Of each name what `read` has made of it; a failed reading is forgotten, and two that ask at once wait for one reading.
 * @param isOf whether an object that has changed is one that this name's value was read from
 */
export function keepRead<Value>(
  { changes, clock }: KeptDeps,
  read: (name: string) => Promise<Value>,
  isOf: (object: string, name: string) => boolean,
): (name: string) => Promise<Value> {
  const isFresh = (readAt: number, now: number): boolean =>
    changes.hasHeardAllSince(readAt) || now - readAt < longestUnheard;
  const { get, kept } = keep(clock, isFresh, read);
  changes.overhear((object) => {
    for (const name of kept.keys()) if (isOf(object, name)) kept.delete(name);
  });
  return get;
}

/** Of each name what `read` has made of it, for so many milliseconds; a failed reading is forgotten. */
export const keepFor = <Value>(
  { clock }: Pick<KeptDeps, 'clock'>,
  milliseconds: number,
  read: (name: string) => Promise<Value>,
): ((name: string) => Promise<Value>) => keep(clock, (readAt, now) => now - readAt < milliseconds, read).get;

/** What is not fresh any more is forgotten, whatever is asked for next. */
function keep<Value>(
  clock: KeptDeps['clock'],
  isFresh: (readAt: number, now: number) => boolean,
  read: (name: string) => Promise<Value>,
) {
  const kept = new Map<string, { value: Promise<Value>; readAt: number }>();
  const get = (name: string): Promise<Value> => {
    const now = clock.now().getTime();
    for (const [old, { readAt }] of kept) if (!isFresh(readAt, now)) kept.delete(old);
    const found = kept.get(name);
    if (found) return found.value;
    const own = { value: read(name), readAt: now };
    kept.set(name, own);
    own.value.catch(() => kept.get(name) === own && kept.delete(name));
    return own.value;
  };
  return { get, kept };
}
