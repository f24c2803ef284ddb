/** console as a service: its work, and what it works with. */
import { join } from 'node:path';
import { createStageDeps } from '../shared/stage/deps';
import { createLineWindows } from '../../operations/ledger/line-windows';
import { createCounts } from '../../operations/runs/canary-counts';
import { createExamples } from '../../operations/runs/examples';
import { createApplication } from './application';
import { createDeployment } from './deployment';
import { watchLedger } from './live/ledger-changes';
import { createViews } from './views';
import { createGeneration } from '../shared/models/providers';
import { createServeCaller } from '../shared/stage/clients';

export const page = createApplication(() => {
  const { config, clock, log, ...deps } = createStageDeps();
  const { cloud, pull, readLog } = createDeployment(config, (event) => deps.publish(event));
  const changes = watchLedger({ pull, clock, log });
  return {
    cloud,
    readLog,
    generationOf: createGeneration(config),
    serve: createServeCaller(),
    log,
    clock,
    changes,
    ...createViews(cloud, { changes, clock }),
    lines: createLineWindows(cloud.storage),
    examples: createExamples(cloud.storage),
    count: createCounts(cloud),
    page: join(__dirname, 'page'),
  };
});
