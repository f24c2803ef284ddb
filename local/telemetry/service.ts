/** Cloud Trace among the services of the local cloud: spans come by the Telemetry API, and are read by Cloud Trace's. */
import { createTelemetry } from '.';
import { defineService } from '../service';

export const telemetry = defineService({
  name: 'telemetry',
  needs: [],
  start: ({ state, access, clock }) => ({
    router: createTelemetry({ state, access, clock }),
    environment: ({ url }: { url: string }) => ({ TELEMETRY_EMULATOR_HOST: url }),
    close() {},
  }),
});
