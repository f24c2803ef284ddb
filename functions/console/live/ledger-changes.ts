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
  let isTaking = false;

  const take = async (): Promise<void> => {
    if (isTaking) return;
    isTaking = true;
    while (watchers.size > 0) {
      try {
        for (const { objectId } of await pull(ledgerChanges))
          for (const { prefix, onChange } of watchers) if (objectId?.startsWith(prefix)) onChange(objectId);
      } catch (error) {
        log.warning(`changes of the ledger are not heard just now: ${(error as Error).message}`);
        await clock.sleep(patience);
      }
    }
    isTaking = false;
  };

  return {
    watch(prefix, onChange) {
      const watcher = { prefix, onChange };
      watchers.add(watcher);
      void take();
      return () => void watchers.delete(watcher);
    },
  };
}
