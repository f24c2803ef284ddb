import { cloudEvent } from '@google-cloud/functions-framework';
import { createEndpointClient } from '../shared/stage/clients';
import { createStageDeps } from '../shared/stage/deps';
import { defineStage } from '../shared/stage/stage';
import { createEndpoints } from '../shared/models/vertex/endpoints';
import { deploy, settle } from './handler';

cloudEvent(
  'deploy',
  defineStage({
    name: 'deploy',
    input: 'landfall.model.evaluated.v1',
    outputs: ['landfall.endpoint.deployed.v1', 'landfall.deployment.refused.v1'],
    createDeps: () => {
      const deps = createStageDeps();
      return { ...deps, endpoints: createEndpoints(createEndpointClient(deps.config)) };
    },
    handle: deploy,
    settle,
  }),
);
