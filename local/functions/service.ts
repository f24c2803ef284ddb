/** The functions among the services of the local cloud: each is told where all the others are. */
import { join } from 'node:path';
import type { LogRouter } from '../logging/router';
import { defineService, type LocalService } from '../service';
import { createFunctionsHost } from './host';
import { createIdentities } from './identities';
import type { FunctionSpec } from './spec';

export const functions = defineService({
  name: 'functions',
  needs: ['storage', 'pubsub', 'bigquery', 'vertex', 'openai', 'telemetry', 'logging'],
  start(
    { options, url, directory, access, tokens, clock },
    services: Record<string, LocalService> & { logging: Pick<LogRouter, 'log'> },
  ) {
    const identities = createIdentities(services, url);
    const host = createFunctionsHost({
      access,
      tokens,
      log: services.logging.log,
      clock,
      directory,
      environmentFor: (serviceAccount) => ({
        GOOGLE_CLOUD_PROJECT: options.project,
        METADATA_SERVER_DETECTION: 'none',
        // In the cloud a folder of the image; here nothing is built, and one instance leaves it to the next.
        NODE_COMPILE_CACHE: join(directory, 'compile-cache'),
        LANDFALL_CLOCK_OFFSET: String(options.clockOffsetMilliseconds),
        ...identities.environmentOf(serviceAccount),
        LANDFALL_ACCESS_TOKEN: access.issueAccessToken(serviceAccount),
      }),
    });
    return {
      ...host,
      async configure(specs: FunctionSpec[]) {
        await identities.open(specs.map((spec) => spec.serviceAccount));
        host.configure(specs);
      },
    };
  },
});
