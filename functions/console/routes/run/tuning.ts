/** How the tuning of a run's candidates goes: their losses by step. */
import type { Curves } from '../../answers';
import { readCurves } from '../../../../operations/runs/curves';
import type { Route } from '../route';
import { windowOf } from '../window';
import { keyOf, openRun, runRoute } from './key';

export const tuning: Route[] = [
  {
    method: 'get',
    path: `${runRoute}/curves`,
    summary:
      'Losses of every candidate by step, with fewer points where there are more than can be told apart: ?count= of them',
    async answer({ params, query, deps: { cloud } }): Promise<Curves> {
      const { count } = windowOf({ count: query['count'] ?? '300' });
      return { curves: await readCurves(cloud, await openRun(cloud, keyOf(params)), count) };
    },
  },
];
