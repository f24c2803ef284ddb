/** Serves an API whose protos are known: over REST on the gateway, and over gRPC on ports of its own. */
import type { Server } from '@grpc/grpc-js';
import type { Router } from 'express';
import type { Access, Principal } from '../iam/access';
import type { Api } from './api';
import { createGrpcServer, listen } from './grpc';
import { createRestRouter } from './rest';
import { createStatusEncoder } from './status-details';

export interface ServedApi {
  /** Answers the API's paths, and lets all others pass. */
  router: Router;
  /** Opens a gRPC port on 127.0.0.1 (0: any) on which every caller is `principal`. @returns the port. */
  listen(port: number, principal: Principal): Promise<number>;
  /** Closes the ports and ends what is under way on them. */
  close(): void;
}

export function serveApi(api: Api, access: Access): ServedApi {
  const encodeStatus = createStatusEncoder();
  const servers: Server[] = [];
  return {
    router: createRestRouter(api, access),
    listen(port, principal) {
      const server = createGrpcServer(api, principal, encodeStatus);
      servers.push(server);
      return listen(server, port);
    },
    close() {
      for (const server of servers) server.forceShutdown();
    },
  };
}
