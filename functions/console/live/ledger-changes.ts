/** Tells those who watch that the ledger has changed: what Cloud Storage publishes, taken for as long as somebody watches. */
import { ledgerChanges } from '../../../core/functions';
import type { Clock } from '../../shared/stage/clock';
import type { Log } from '../../shared/stage/log';

export interface LedgerChanges {
  /**
   * Calls `onChange` with the name of each object below the prefix that was written, from now on.
   * @returns what ends it
   */
  watch(prefix: string, onChange: (name: string) => void): () => void;
  /** Calls `onChange` with the name of whatever others watch for: nobody is asked for its sake. */
  overhear(onChange: (name: string) => void): void;
  /** What console has written itself is heard at once. */
  tell(object: string): void;
  /** Whether nothing that was written since then has gone unheard. @param instant milliseconds since 1970 */
  hasHeardAllSince(instant: number): boolean;
}

export interface ChangesDeps {
  /** Attributes of what waits on a subscription, waited for. */
  pull: (subscription: string) => Promise<Record<string, string>[]>;
  clock: Clock;
  log: Log;
}

/** Before it is asked again after a fault, in milliseconds. */
const patience = 5_000;

export function watchLedger({ pull, clock, log }: ChangesDeps): LedgerChanges {
  const watchers = new Set<{ prefix: string; onChange: (name: string) => void }>();
  const listeners: ((name: string) => void)[] = [];
  let isTaking = false;
  let heardSince = Infinity;

  const tell = (name: string): void => {
    for (const listener of listeners) listener(name);
    for (const { prefix, onChange } of watchers) if (name.startsWith(prefix)) onChange(name);
  };

  const take = async (): Promise<void> => {
    if (isTaking) return;
    isTaking = true;
    heardSince = clock.now().getTime();
    while (watchers.size > 0) {
      try {
        for (const { objectId } of await pull(ledgerChanges)) if (objectId !== undefined) tell(objectId);
      } catch (error) {
        log.warning(`changes of the ledger are not heard just now: ${(error as Error).message}`);
        heardSince = Infinity;
        await clock.sleep(patience);
        heardSince = clock.now().getTime();
      }
    }
    isTaking = false;
    heardSince = Infinity;
  };

  return {
    watch(prefix, onChange) {
      const watcher = { prefix, onChange };
      watchers.add(watcher);
      void take();
      return () => void watchers.delete(watcher);
    },
    tell,
    overhear: (onChange) => void listeners.push(onChange),
    hasHeardAllSince: (instant) => instant >= heardSince,
  };
}
