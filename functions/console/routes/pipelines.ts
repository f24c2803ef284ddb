/** How the pipelines stand. */
import type { PipelineOverview, Pipelines } from '../answers';
import type { Route } from './route';

export const pipelines: Route[] = [
  {
    method: 'get',
    path: '/pipelines',
    summary: 'Each pipeline at a glance',
    answer: async ({ deps: { cloud, overviews } }): Promise<Pipelines> => ({
      now: cloud.now(),
      pipelines: await overviews.all(),
    }),
  },
  {
    method: 'get',
    path: '/pipelines/:pipeline',
    summary: 'A pipeline at a glance, with what of it ends when',
    answer: ({ params, deps: { overviews } }): Promise<PipelineOverview> => overviews.of(params['pipeline']!),
  },
];
