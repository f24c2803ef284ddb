/** deploy as a stage: its work, and what it works with. */
import { createStageDeps } from '../shared/stage/deps';
import { createEndpoints } from '../shared/models/providers';
import { deploy, settle } from './handler';
import { defineStage } from '../shared/stage/stage';

export const deployStage = defineStage({
  name: 'deploy',
  createDeps: () => {
    const deps = createStageDeps();
    return { ...deps, endpointsOf: createEndpoints(deps.config) };
  },
  handle: deploy,
  settle,
});
