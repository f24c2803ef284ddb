import { cloudEvent } from '@google-cloud/functions-framework';
import { createTuningClient } from '../shared/stage/clients';
import { createStageDeps } from '../shared/stage/deps';
import { defineStage } from '../shared/stage/stage';
import { createTuningJobs } from '../shared/models/vertex/tuning-jobs';
import { tune } from './handler';

cloudEvent(
  'tune',
  defineStage({
    name: 'tune',
    input: 'landfall.dataset.versioned.v1',
    outputs: ['landfall.tuning.started.v1'],
    createDeps: () => {
      const deps = createStageDeps();
      const { project, region } = deps.config;
      const client = createTuningClient(deps.config);
      return { ...deps, tuningJobs: createTuningJobs(client, `projects/${project}/locations/${region}`) };
    },
    handle: tune,
  }),
);
