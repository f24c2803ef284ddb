/** Delivery into a BigQuery table: a row a message, appended in batches. */
import type { Subscription } from '../resources';
import type { Delivery, SubscriptionQueue } from '../subscription-queue';
import { createRow } from './bigquery-row';

/** Appends rows to a table `project.dataset.table`; rejects when any of them was not accepted, and then none is kept. */
export type AppendRows = (table: string, rows: object[], options?: { ignoreUnknownValues?: boolean }) => Promise<void>;

const batchSize = 500;

/** Writes what the queue has, until the returned `stop` is called; a batch under way then still counts. */
export function startBigQuery(appendRows: AppendRows, subscription: Subscription, queue: SubscriptionQueue) {
  const { table, dropUnknownFields } = subscription.bigqueryConfig!;
  const name = table!.replace(':', '.');
  const options = dropUnknownFields ? { ignoreUnknownValues: true } : undefined;
  let isWriting = false;
  let stopped = false;

  function pump(): void {
    if (isWriting || stopped) return;
    const batch = queue.take({ maximum: batchSize });
    if (batch.length === 0) return;
    isWriting = true;
    void write(batch).finally(() => {
      isWriting = false;
      pump();
    });
  }

  /** One bad row fails a whole append, so a batch that fails is written again row by row: only the bad one is redelivered. */
  async function write(batch: Delivery[]): Promise<void> {
    try {
      await appendRows(
        name,
        batch.map((delivery) => createRow(subscription, delivery)),
        options,
      );
      queue.acknowledge(batch.map(({ ackId }) => ackId));
    } catch (error) {
      if (batch.length === 1) return void queue.modifyDeadline([batch[0]!.ackId], 0, String(error));
      for (const delivery of batch) await write([delivery]);
    }
  }

  const forget = queue.onReady(pump);
  queue.wake();
  return {
    stop(): void {
      stopped = true;
      forget();
    },
  };
}
