/** How the pipelines stand. */
import { readPipelineStates } from '../../../operations/pipelines/pipeline-states';
import type { Pipelines } from '../answers';
import type { Route } from './route';

export const pipelines: Route[] = [
  {
    method: 'get',
    path: '/pipelines',
    summary: 'How each pipeline stands',
    answer: async ({ deps: { cloud } }): Promise<Pipelines> => ({
      now: cloud.now(),
      pipelines: await readPipelineStates(cloud),
    }),
  },
];
