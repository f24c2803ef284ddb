/** What trace works with. */
import { createTraceExport } from '../shared/stage/clients';
import { loadConfig } from '../shared/stage/config';
import { createLog, type Log } from '../shared/stage/log';
import type { Place } from './otlp';

export interface TraceDeps extends Place {
  log: Log;
  /** @throws PermanentError for what is never taken, RetryableError for the rest */
  send: (request: object) => Promise<void>;
}

export function createTraceDeps(): TraceDeps {
  const { project, region, stage } = loadConfig();
  return { project, region, log: createLog({ stage }), send: createTraceExport() };
}
