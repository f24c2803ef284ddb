/** deploy as a stage: its work, and what it works with. */
import { createStageDeps } from '../shared/stage/deps';
import { deploy } from './handler';
import { defineStage } from '../shared/stage/stage';

export const deployStage = defineStage({ name: 'deploy', createDeps: createStageDeps, handle: deploy });
