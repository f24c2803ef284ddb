/** What the functions have said of a run, the newest first. */
import type { LogPage } from '../../answers';
import { HttpProblem } from '../../../shared/http/problem';
import type { Route } from '../route';
import { windowOf } from '../window';
import { keyOf, runRoute } from './key';

const severities = ['DEBUG', 'INFO', 'WARNING', 'ERROR'];

export const logs: Route[] = [
  {
    method: 'get',
    path: `${runRoute}/logs`,
    summary:
      'What was said of a run, the newest first: ?stage=, severity= (at least), until= (an instant), token=, count=',
    async answer({ params, query, deps: { readLog } }): Promise<LogPage> {
      const { stage, severity, until, token } = query;
      if (severity !== undefined && !severities.includes(severity))
        throw new HttpProblem(400, `There is no severity ${severity}.`, `it is one of ${severities.join(', ')}`);
      if (until !== undefined && Number.isNaN(Date.parse(until)))
        throw new HttpProblem(400, 'until is no instant', 'ask for ?until=2026-11-23T08:00:00Z');
      const { run } = keyOf(params);
      return readLog({ run, stage, severity, until, token, count: windowOf(query).count });
    },
  },
];
