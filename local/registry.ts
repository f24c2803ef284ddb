/** The services of the local cloud, a line each. */
import { bigquery } from './bigquery/service';
import { functions } from './functions/service';
import { logging } from './logging/service';
import { openai } from './openai/service';
import { pubsub } from './pubsub/service';
import { scheduler } from './scheduler/service';
import { storage } from './storage/service';
import { telemetry } from './telemetry/service';
import { vertex } from './vertex/service';

/**
 * The gateway offers a request to each in this order: storage comes last, since its clients leave out all prefixes.
 * Their gRPC ports follow the gateway's in this order too. They start by their needs.
 */
export const registry = [functions, logging, pubsub, vertex, openai, bigquery, telemetry, storage, scheduler] as const;

/** All of them, running. */
export type Services = {
  [Definition in (typeof registry)[number] as Definition['name']]: Awaited<ReturnType<Definition['start']>>;
};
