/** What every stage's deps are in production: made from the environment, once, on the first event. */
import { randomUUID } from 'node:crypto';
import { createPublish, createStorage } from './clients';
import { systemClock } from './clock';
import { loadConfig, type Config } from './config';
import { createLedger } from './ledger';
import { createLog } from './log';
import { createObjects } from './objects';
import type { StageDeps } from './stage';

/** @throws ConfigError when the environment is not usable. */
export function createStageDeps(env: NodeJS.ProcessEnv = process.env): StageDeps & { config: Config } {
  const config = loadConfig(env);
  const objects = createObjects(createStorage(config, env));
  return {
    config,
    objects,
    ledger: createLedger({ objects, bucket: config.artifactsBucket }),
    publish: createPublish(config, env),
    clock: systemClock,
    log: createLog({ stage: config.stage }),
    holder: randomUUID(),
  };
}
