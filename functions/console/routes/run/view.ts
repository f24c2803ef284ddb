/** One run: as it is, and as it changes. */
import { createLedger } from '../../../../operations/ledger/ledger';
import { findRun } from '../../../../operations/runs/find-run';
import { watchRun } from '../../../../operations/runs/run-now';
import { liveView } from '../../live/live-view';
import type { Route } from '../route';
import { keyOf, runRoute, unlessUnknown } from './key';

export const view: Route[] = [
  {
    method: 'get',
    path: '/runs/:name',
    summary: 'Which run a name, or enough of one, stands for',
    answer: async ({ params, deps: { cloud } }) => findRun(createLedger(cloud), params['name']!),
  },
  {
    method: 'get',
    path: runRoute,
    summary: 'A run as it is now, in words, with what a person may decide on it',
    async answer({ params, deps: { cloud, count } }) {
      const key = keyOf(params);
      return (await unlessUnknown(key, watchRun(cloud, key, count))).read(true);
    },
  },
  {
    method: 'get',
    path: `${runRoute}/live`,
    summary: 'A run as it changes: server-sent events of views, then the event end',
    async answer({ params, events, response, deps }) {
      const key = keyOf(params);
      const watched = await unlessUnknown(key, watchRun(deps.cloud, key, deps.count));
      await liveView(key, events, response, { ...deps, watched });
      return undefined;
    },
  },
];
