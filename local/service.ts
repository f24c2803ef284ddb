/** What a service of the local cloud is, so that all are started, reached and stopped alike. */
import type { Router } from 'express';
import type { Clock } from './clock';
import type { Access, Principal } from './iam/access';
import type { Tokens } from './iam/tokens';
import type { Log } from './log';
import type { LocalCloudOptions } from './options';
import type { State } from './state';
import type { Undelivered } from './undelivered';

/** A service that runs. */
export interface LocalService {
  /** Answers the service's paths of the gateway, and lets all others pass. */
  router?: Router;
  /** Where its REST API is, when it is not behind the gateway. */
  url?: string;
  /** Opens a gRPC port on 127.0.0.1 (0: any) on which every caller is `principal`. @returns the port. */
  listen?: (port: number, principal: Principal) => Promise<number>;
  /** The environment variables by which clients find it, where it has any. */
  environment?: (address: Address) => Record<string, string>;
  /** What is under way and not kept goes on at the next start. */
  close(): void | Promise<void>;
}

/** Where a client finds a service. */
export interface Address {
  /** Its REST API: `http://127.0.0.1:8080`. */
  url: string;
  /** `HOST:PORT` of its gRPC port, where it has one. */
  grpc: string;
}

/** What every service stands on. */
export interface Ground {
  options: LocalCloudOptions;
  /** Where the gateway listens: `http://127.0.0.1:8080`. */
  url: string;
  /** A folder of the service's own. */
  directory: string;
  state: State;
  access: Access;
  tokens: Tokens;
  log: Log;
  undelivered: Undelivered;
  clock: Clock;
}

/** How a service is started. `Needs` is what it uses of the others. */
export interface ServiceDefinition<Name extends string, Needs, Service extends LocalService> {
  name: Name;
  /** Those that run before it starts and until it has stopped. */
  needs: readonly (keyof Needs & string)[];
  /** @param services those that it needs; any others are there once they have started */
  start: (ground: Ground, services: Needs) => Service | Promise<Service>;
}

export function defineService<const Name extends string, Needs, Service extends LocalService>(
  definition: ServiceDefinition<Name, Needs, Service>,
): ServiceDefinition<Name, Needs, Service> {
  return definition;
}
