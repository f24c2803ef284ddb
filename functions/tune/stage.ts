/** tune as a stage: its work, and what it works with. */
import { createTuningClient } from '../shared/stage/clients';
import { createStageDeps } from '../shared/stage/deps';
import { createTuningJobs } from '../shared/models/vertex/tuning-jobs';
import { tune } from './handler';
import { defineStage } from '../shared/stage/stage';

export const tuneStage = defineStage({
  name: 'tune',
  createDeps: () => {
    const deps = createStageDeps();
    const { project, region } = deps.config;
    const client = createTuningClient(deps.config);
    return { ...deps, tuningJobs: createTuningJobs(client, `projects/${project}/locations/${region}`) };
  },
  handle: tune,
});
