/** watch as a stage: its work, and what it works with. */
import { createTuningClient } from '../shared/stage/clients';
import { createStageDeps } from '../shared/stage/deps';
import { createTuningJobs } from '../shared/models/vertex/tuning-jobs';
import { findRuns, settle, watch } from './handler';
import { defineStage } from '../shared/stage/stage';

export const watchStage = defineStage({
  name: 'watch',
  createDeps: () => {
    const deps = createStageDeps();
    const { project, region } = deps.config;
    const client = createTuningClient(deps.config);
    return { ...deps, tuningJobs: createTuningJobs(client, `projects/${project}/locations/${region}`) };
  },
  findRuns,
  handle: watch,
  settle,
});
