/** Changes of the ledger that a test says itself. */
import type { LedgerChanges } from '../../../functions/console/live/ledger-changes';

/** @param isHeard whether somebody watches, so that nothing goes unheard */
export function createToldChanges({ isHeard }: { isHeard: boolean }): LedgerChanges {
  const listeners = new Set<(name: string) => void>();
  return {
    tell: (object) => listeners.forEach((listener) => listener(object)),
    watch(prefix, onChange) {
      const listener = (name: string): void => {
        if (name.startsWith(prefix)) onChange(name);
      };
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    overhear: (onChange) => void listeners.add(onChange),
    hasHeardAllSince: () => isHeard,
  };
}
