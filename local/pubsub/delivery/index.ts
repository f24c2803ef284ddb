/** Keeps each push and BigQuery subscription delivering, from its creation through every change to its end. */
import type { Broker } from '../broker';
import { startBigQuery, type BigQueryDeps } from './bigquery';
import { startPush, type PushDeps } from './push';

export interface DeliveryDeps extends PushDeps, BigQueryDeps {}

interface Running {
  stop(): void;
  abort?(): void;
}

/** Begins delivery for all subscriptions; the returned function ends it. */
export function startDelivery(broker: Broker, deps: DeliveryDeps): () => void {
  const running = new Map<string, Running>();

  function restart(name: string): void {
    running.get(name)?.stop();
    running.delete(name);
    if (!broker.names().includes(name)) return;
    const { record, queue } = broker.live(name);
    const { subscription } = record;
    if (subscription.detached) return;
    if (subscription.pushConfig?.pushEndpoint) running.set(name, startPush(deps, subscription, queue));
    else if (subscription.bigqueryConfig) running.set(name, startBigQuery(deps, subscription, queue));
  }

  for (const name of broker.names()) restart(name);
  broker.onSubscription(restart);
  return () => {
    for (const one of running.values()) {
      one.stop();
      one.abort?.();
    }
  };
}
