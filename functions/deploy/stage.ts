/** deploy as a stage: its work, and what it works with. */
import { createEndpointClient } from '../shared/stage/clients';
import { createStageDeps } from '../shared/stage/deps';
import { createEndpoints } from '../shared/models/vertex/endpoints';
import { deploy, settle } from './handler';
import { defineStage } from '../shared/stage/stage';

export const deployStage = defineStage({
  name: 'deploy',
  createDeps: () => {
    const deps = createStageDeps();
    return { ...deps, endpoints: createEndpoints(createEndpointClient(deps.config)) };
  },
  handle: deploy,
  settle,
});
