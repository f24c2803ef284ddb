/** The functions among the services of the local cloud: each is told where all the others are. */
import { defineService, type LocalService } from '../service';
import { createFunctionsHost } from './host';
import { createIdentities } from './identities';
import type { FunctionSpec } from './spec';

export const functions = defineService({
  name: 'functions',
  needs: ['storage', 'pubsub', 'bigquery', 'vertex', 'openai'],
  start({ options, url, directory, access, tokens, log, clock }, services: Record<string, LocalService>) {
    const identities = createIdentities(services, url);
    const host = createFunctionsHost({
      access,
      tokens,
      log,
      clock,
      directory,
      environmentFor: (serviceAccount) => ({
        GOOGLE_CLOUD_PROJECT: options.project,
        METADATA_SERVER_DETECTION: 'none',
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
