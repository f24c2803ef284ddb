/** Runs in windows, the newest first. */
import { runStatuses, type RunStatus } from '../../../core/stages';
import { HttpProblem } from '../../shared/http/problem';
import type { Runs } from '../answers';
import type { Route } from './route';
import { windowOf } from './window';

export const runs: Route[] = [
  {
    method: 'get',
    path: '/runs',
    summary: 'Runs from the newest on: ?pipeline=, status=, text=, from=, count=',
    async answer({ query, deps: { cloud, runList } }): Promise<Runs> {
      const { from, count } = windowOf(query);
      const { pipeline, text } = query;
      const { runs: found, ...looked } = await runList.find({ pipeline, text, status: statusIn(query['status']) });
      const shown = await runList.rowsOf(found.slice(from, from + count));
      return { now: cloud.now(), total: found.length, ...looked, from, runs: shown };
    },
  },
];

/** @throws HttpProblem 400 */
function statusIn(text = ''): RunStatus | undefined {
  const status = runStatuses.find((each) => each === text);
  if (text === '' || status) return status;
  throw new HttpProblem(400, `no run is ${text}`, `a run is ${runStatuses.join(', ')}`);
}
