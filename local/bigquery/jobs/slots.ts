/** Jobs side by side, up to a number; others wait in the order in which they came. */
import { cancelled } from './interrupts';

export type InSlot = <T>(stop: AbortSignal, work: () => Promise<T>) => Promise<T>;

export function createSlots(most: number): InSlot {
  const waiting: (() => void)[] = [];
  let free = most;

  /** @throws BigQueryError stopped when the job is cancelled before its turn */
  async function takeSlot(stop: AbortSignal): Promise<void> {
    if (free > 0) return void free--;
    await new Promise<void>((resolve, reject) => {
      const begin = () => {
        stop.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        waiting.splice(waiting.indexOf(begin), 1);
        reject(cancelled());
      };
      waiting.push(begin);
      stop.addEventListener('abort', leave, { once: true });
      if (stop.aborted) leave();
    });
  }

  return async (stop, work) => {
    await takeSlot(stop);
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
