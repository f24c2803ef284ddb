/** The frozen artifact of a run: run.json as it stands, line by line. */
import { gsUri } from '../../../../core/gs-uri';
import { runPath } from '../../../../core/ledger-layout';
import type { LineWindow } from '../../answers';
import type { Route } from '../route';
import { textsOf } from '../window';
import { keyOf, runRoute } from './key';

export const artifact: Route[] = [
  {
    method: 'get',
    path: `${runRoute}/artifact`,
    summary: 'Lines of run.json, with which the run was made: ?from=, count=, longest= (characters of a line)',
    answer: async ({ params, query, deps: { cloud, lines } }): Promise<LineWindow> =>
      lines.read(gsUri({ bucket: cloud.status.buckets.artifacts, name: runPath(keyOf(params)) }), textsOf(query)),
  },
];
