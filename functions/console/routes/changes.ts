/** What tells the page that it is no longer as things are. */
import { liveChanges } from '../live/live-changes';
import type { Route } from './route';

export const changes: Route[] = [
  {
    method: 'get',
    path: '/changes',
    summary: 'Names of pipelines whose runs, production or requests have changed, as they do: server-sent events',
    async answer({ events, response, deps }) {
      await liveChanges(events, response, deps);
      return undefined;
    },
  },
];
