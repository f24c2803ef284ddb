import { cloudEvent } from '@google-cloud/functions-framework';
import { createTuningClient } from '../shared/clients';
import { createStageDeps } from '../shared/deps';
import { defineStage } from '../shared/stage';
import { createTuningJobs } from '../shared/tuning-jobs';
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
