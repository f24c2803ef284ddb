/** A single pull: what there is, or a short wait for the first message. */
import type { Clock } from '../../clock';
import type { Delivery, SubscriptionQueue } from '../subscription-queue';

/** How long a pull waits for a message before it answers with none. */
const longestWait = 10_000;

export interface PullOptions {
  maximum: number;
  returnImmediately: boolean;
  /** Aborted when the caller is gone: then nothing more is leased to it. */
  signal: AbortSignal;
}

export async function pull(queue: SubscriptionQueue, clock: Clock, options: PullOptions): Promise<Delivery[]> {
  const take = () => queue.take({ maximum: options.maximum });
  const ready = take();
  if (ready.length > 0 || options.returnImmediately || options.signal.aborted) return ready;
  return new Promise((resolve) => {
    const finish = (deliveries: Delivery[]): void => {
      forget();
      cancel();
      options.signal.removeEventListener('abort', giveUp);
      resolve(deliveries);
    };
    const giveUp = (): void => finish([]);
    const forget = queue.onReady(() => {
      const deliveries = take();
      if (deliveries.length > 0) finish(deliveries);
    });
    const cancel = clock.after(longestWait, giveUp);
    options.signal.addEventListener('abort', giveUp);
  });
}
