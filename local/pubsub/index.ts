/** A local Google Cloud Pub/Sub: the broker, its delivery, and both of its wire forms. */
import type { Router } from 'express';
import { serviceAgent } from '../iam';
import type { Access, Principal } from '../iam/access';
import type { State } from '../state';
import { Broker } from './broker';
import { systemClock, type Clock } from '../clock';
import { startDelivery } from './delivery';
import type { AppendRows } from './delivery/bigquery';
import { createPost, type Post } from './delivery/http-post';
import { listenGrpc } from './grpc';
import { loadRpcs } from './protos';
import { createRest } from './rest';
import { createService } from './service';

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
}

export interface LocalPubSub {
  /** Answers /v1/projects/PROJECT/topics… and …/subscriptions…, and lets other paths pass. */
  router: Router;
  broker: Broker;
  /** Opens a gRPC port on 127.0.0.1 (0: any) on which every caller is `principal`. @returns the port. */
  listen(port: number, principal: Principal): Promise<number>;
  /** Stops delivery and closes the ports; what was in flight is delivered again after the next start. */
  close(): void;
}

/** Opens Pub/Sub on its state and goes on delivering what is not acknowledged yet. */
export function createPubSub(options: PubSubOptions): LocalPubSub {
  const { state, access, appendRows, fetchImpl: post = createPost(), clock = systemClock } = options;
  const broker = new Broker(state, clock, mayForward);
  const stopDelivery = startDelivery(broker, { access, clock, post, appendRows });
  const rpcs = loadRpcs();
  const service = createService({ broker, access, clock });
  const closers: (() => void)[] = [];

  /** Dead letters are forwarded by Google's own agent: https://cloud.google.com/pubsub/docs/handling-failures#grant_forwarding_permissions */
  function mayForward(subscription: string, topic: string): boolean {
    try {
      access.check(serviceAgent('pubsub'), 'pubsub.subscriptions.consume', subscription);
      access.check(serviceAgent('pubsub'), 'pubsub.topics.publish', topic);
      return true;
    } catch {
      return false;
    }
  }

  return {
    router: createRest({ rpcs, methods: service.methods, access }),
    broker,
    async listen(port, principal) {
      const server = await listenGrpc({ broker, rpcs, service }, port, principal);
      closers.push(server.close);
      return server.port;
    },
    close() {
      for (const close of closers) close();
      broker.close();
      stopDelivery();
    },
  };
}
