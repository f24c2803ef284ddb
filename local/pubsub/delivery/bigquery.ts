/** Delivery into a BigQuery table: a row a message, appended in batches. */
import { PermissionDenied } from '../../iam/access';
import type { Undelivered } from '../../undelivered';
import type { Subscription } from '../resources';
import type { Delivery, SubscriptionQueue } from '../subscription-queue';
import { createTransform, type Transform } from '../transforms/transform';
import { createRow } from './bigquery-row';

/** Appends rows to a table `project.dataset.table`; rejects when any of them was not accepted, and then none is kept. */
export type AppendRows = (table: string, rows: object[], options?: { ignoreUnknownValues?: boolean }) => Promise<void>;

export interface BigQueryDeps {
  appendRows: AppendRows;
  undelivered: Undelivered;
}

const batchSize = 500;

/** Writes what the queue has, until the returned `stop` is called; a batch under way then still counts. */
export function startBigQuery(deps: BigQueryDeps, subscription: Subscription, queue: SubscriptionQueue) {
  const { appendRows, undelivered } = deps;
  const what = `Rows of ${subscription.name}`;
  const { table, dropUnknownFields } = subscription.bigqueryConfig!;
  const name = table!.replace(':', '.');
  const transform = transformOf(subscription);
  // A failure is that of every message.
  transform.catch(() => {});
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
      const transformed = await transform;
      // One that a transform leaves out is no row, and is done with.
      const rows = batch.flatMap((delivery) => {
        const content = transformed(delivery.message, delivery.content);
        return content ? [createRow(subscription, { ...delivery, content })] : [];
      });
      if (rows.length > 0) await appendRows(name, rows, options);
      undelivered.settle(what);
      queue.acknowledge(batch.map(({ ackId }) => ackId));
    } catch (error) {
      if (error instanceof PermissionDenied) undelivered.fail(what, error.message);
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

/** A sandbox is made for those alone that have transforms. */
async function transformOf({ messageTransforms = [] }: Subscription): Promise<Transform> {
  if (messageTransforms.length === 0) return (_, content) => content;
  return createTransform(messageTransforms);
}
