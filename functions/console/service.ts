/** console as a service: its work, and what it works with. */
import { join } from 'node:path';
import { createStageDeps } from '../shared/stage/deps';
import { createApplication } from './application';
import { createDeployment } from './deployment';
import { watchLedger } from './live/ledger-changes';
import { createRunList } from './runs/run-list';

export const page = createApplication(() => {
  const { config, clock, log, ...deps } = createStageDeps();
  const { cloud, pull } = createDeployment(config, (event) => deps.publish(event));
  const changes = watchLedger({ pull, clock, log });
  const runList = createRunList(cloud, { changes, clock });
  return { cloud, log, clock, changes, runList, page: join(__dirname, 'page') };
});
