import { cloudEvent } from '@google-cloud/functions-framework';
import { createEndpointClient } from '../shared/clients';
import { createStageDeps } from '../shared/deps';
import { defineStage } from '../shared/stage';
import { createEndpoints } from './endpoints';
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
