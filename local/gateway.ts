/** The one HTTP port of the local cloud, with every REST service behind it. */
import express, { Router, type Response } from 'express';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RpcError } from './rpc/errors';

class PortTaken extends Error {
  constructor(readonly port: number) {
    const other = `npx landfall local --port ${port + 10}`;
    super(`Port ${port} is in use by another program. Stop that program, or choose another port: ${other}`);
    this.name = 'PortTaken';
  }
}

export interface Gateway {
  port: number;
  /** From now on these answer, in this order; the last ones may answer at the root. */
  serve(routers: Router[]): void;
  /** Ends open connections as well, so that followers of logs do not hold up a stop. */
  close(): Promise<void>;
}

/**
 * Takes the port on 127.0.0.1 at once, so that a taken one is known before anything else has started.
 * @param port 0 for any free one
 * @throws PortTaken
 */
export async function openGateway(port: number): Promise<Gateway> {
  const app = express();
  app.disable('x-powered-by').set('etag', false);
  let services: Router | undefined;
  app.use((request, response, next) => {
    if (services) services(request, response, next);
    else refuse(response, new RpcError('UNAVAILABLE', 'The local cloud is starting'));
  });
  app.use((request, response) => {
    refuse(response, new RpcError('NOT_FOUND', `The local cloud has nothing at ${request.method} ${request.path}`));
  });
  const server = await listen(app, port);
  return {
    port: (server.address() as AddressInfo).port,
    serve(routers) {
      services = Router().use(...routers);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function refuse(response: Response, error: RpcError): void {
  response.status(error.httpStatus).json(error.toBody());
}

async function listen(app: express.Express, port: number): Promise<Server> {
  // Express hands listening errors to the callback, where nobody sees them; the server's own event says them.
  const server = app.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? new PortTaken(port) : error;
  }
  // Uploads of large objects take as long as they take.
  server.requestTimeout = 0;
  // As long as Google's front ends do: closed after Node's five seconds, a connection breaks in the hands of a client that just takes it up again.
  server.keepAliveTimeout = 610_000;
  return server;
}
