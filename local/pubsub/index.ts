/** A local Google Cloud Pub/Sub: the broker, its delivery, and both of its wire forms. */
import type { Access } from '../iam/access';
import { serveApi, type ServedApi } from '../rpc';
import type { LocalService } from '../service';
import type { State } from '../state';
import { Undelivered } from '../undelivered';
import { checkMayForward } from './agent';
import { createApi } from './api';
import { Broker } from './broker';
import { systemClock, type Clock } from '../clock';
import { startDelivery } from './delivery';
import type { AppendRows } from './delivery/bigquery';
import { createPost, type Post } from './delivery/http-post';

export type { Broker } from './broker';
export type { AppendRows } from './delivery/bigquery';

export interface PubSubOptions {
  state: State;
  access: Access;
  /** Where BigQuery subscriptions write. */
  appendRows: AppendRows;
  /** Sends pushes; `fetch` fits. */
  fetchImpl?: Post;
  clock?: Clock;
  /** Hears of what is not delivered for want of a role. */
  undelivered?: Undelivered;
}

/** Pub/Sub as the other services see it, the built-in one or another. */
export interface PubSubService extends LocalService {
  /** Publishes to `projects/P/topics/T`. */
  publish(topic: string, message: { data: Buffer; attributes: Record<string, string> }): Promise<void>;
}

export interface LocalPubSub extends Pick<ServedApi, 'router' | 'listen'> {
  broker: Broker;
  /** Stops delivery and closes the ports; what was in flight is delivered again after the next start. */
  close(): void;
}

/** Opens Pub/Sub on its state and goes on delivering what is not acknowledged yet. */
export function createPubSub(options: PubSubOptions): LocalPubSub {
  const { state, access, appendRows, fetchImpl: post = createPost(), clock = systemClock } = options;
  const { undelivered = new Undelivered({ write: () => {} }) } = options;
  const broker = new Broker(state, clock, mayForward);
  const stopDelivery = startDelivery(broker, { access, clock, post, appendRows, undelivered });
  broker.onSubscription((name) => {
    for (const what of ['Pushes', 'Rows', 'Dead letters']) undelivered.settle(`${what} of ${name}`);
  });
  const served = serveApi(createApi(broker, access, clock), access);

  function mayForward(subscription: string, topic: string): boolean {
    try {
      undelivered.check(`Dead letters of ${subscription}`, () => checkMayForward(access, subscription, topic));
      return true;
    } catch {
      return false;
    }
  }

  return {
    ...served,
    broker,
    close() {
      served.close();
      broker.close();
      stopDelivery();
    },
  };
}
