import { cloudEvent } from '@google-cloud/functions-framework';
import { createTuningClient } from '../shared/stage/clients';
import { createStageDeps } from '../shared/stage/deps';
import { defineStage } from '../shared/stage/stage';
import { createTuningJobs } from '../shared/models/vertex/tuning-jobs';
import { findRuns, settle, watch } from './handler';

cloudEvent(
  'watch',
  defineStage({
    name: 'watch',
    input: 'landfall.watch.tick.v1',
    outputs: ['landfall.tuning.finished.v1'],
    createDeps: () => {
      const deps = createStageDeps();
      const { project, region } = deps.config;
      const client = createTuningClient(deps.config);
      return { ...deps, tuningJobs: createTuningJobs(client, `projects/${project}/locations/${region}`) };
    },
    findRuns,
    handle: watch,
    settle,
  }),
);
