/** One run: as it is, as it changes, and what it has said. */
import { runFolder, type RunName } from '../../../core/ledger-layout';
import { createLedger } from '../../../operations/ledger/ledger';
import { findRun } from '../../../operations/runs/find-run';
import { readRun } from '../../../operations/runs/read-run';
import type { RunView } from '../../../operations/runs/run-view';
import type { Cloud } from '../../../operations/cloud';
import { HttpProblem } from '../../shared/http/problem';
import type { ConsoleDeps } from '../deps';
import { liveView } from '../live/live-view';
import type { Route } from './route';

const path = '/pipelines/:pipeline/runs/:run';

export const run: Route[] = [
  {
    method: 'get',
    path: '/runs/:name',
    summary: 'Which run a name, or enough of one, stands for',
    answer: async ({ params, deps: { cloud } }) => findRun(createLedger(cloud), params['name']!),
  },
  {
    method: 'get',
    path,
    summary: 'A run as it is now',
    answer: async ({ params, deps: { cloud } }) => readView(cloud, keyOf(params)),
  },
  {
    method: 'get',
    path: `${path}/live`,
    summary: 'A run as it changes: server-sent events of views, then the event end',
    async answer({ params, events, response, deps }) {
      const key = keyOf(params);
      await checkRun(deps, key);
      await liveView(key, events, response, { ...deps, read: () => readView(deps.cloud, key) });
      return undefined;
    },
  },
  {
    method: 'get',
    path: `${path}/logs`,
    summary: 'What the functions have said of a run since an instant: ?since=',
    async answer({ params, query, deps: { cloud } }) {
      const entries = [];
      const since = query['since'];
      for await (const entry of cloud.logs({ run: keyOf(params).run, ...(since && { since }) })) {
        entries.push(entry);
        if (entries.length === 1000) break;
      }
      return { entries };
    },
  },
];

export const keyOf = ({ pipeline, run: id }: Record<string, string>): RunName => ({ pipeline: pipeline!, run: id! });

/** @throws HttpProblem 404 */
async function checkRun({ cloud }: ConsoleDeps, key: RunName): Promise<void> {
  if ((await createLedger(cloud).readConfiguration(key)) === undefined) throw noRun(key);
}

const noRun = ({ pipeline, run: id }: RunName): HttpProblem =>
  new HttpProblem(404, `There is no run ${id} of ${pipeline}.`, 'look for it among the runs');

/** @throws HttpProblem 404 */
export async function readView(cloud: Cloud, key: RunName): Promise<RunView> {
  const reader = await createLedger(cloud)
    .openRun(key)
    .catch((error: unknown) => {
      throw (error as Error).message === `${runFolder(key)}run.json is gone` ? noRun(key) : error;
    });
  return readRun(cloud, reader);
}
