import { cloudEvent } from '@google-cloud/functions-framework';
import { createTuningClient } from '../shared/clients';
import { createStageDeps } from '../shared/deps';
import { defineStage } from '../shared/stage';
import { createTuningJobs } from '../shared/tuning-jobs';
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
