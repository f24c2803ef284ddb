/** What those who watch a deployment look at. */
import { HttpProblem } from '../../shared/http/problem';
import type { Alerts, Drift, Runbook, PipelineTraffic } from '../answers';
import { runbookSection } from '../monitor/runbook';
import type { Route } from './route';

/** Of traffic, in days. */
const spans = [1, 7, 30];

export const monitoring: Route[] = [
  {
    method: 'get',
    path: '/alerts',
    summary: 'Every alert condition, of every subject: raised, quiet or unknown, as of at most five minutes ago',
    answer: ({ deps: { watched } }): Promise<Alerts> => watched.alerts(),
  },
  {
    method: 'get',
    path: '/alerts/:alert/runbook',
    summary: 'What to do about an alert',
    async answer({ params }): Promise<Runbook> {
      const alert = params['alert']!;
      const text = runbookSection(alert);
      if (text === undefined) throw new HttpProblem(404, `the runbook has no section ${alert}`, 'GET api/alerts');
      return { alert, text };
    },
  },
  {
    method: 'get',
    path: '/pipelines/:pipeline/traffic',
    summary: 'Answers by the hour, and spending of this month, as of at most five minutes ago: ?days=1, 7 or 30',
    async answer({ params, query: { days = '7' }, deps: { watched } }): Promise<PipelineTraffic> {
      const asked = spans.find((each) => String(each) === days);
      if (asked === undefined) throw new HttpProblem(400, `days is ${days}`, `ask for one of ${spans.join(', ')}`);
      return watched.traffic(params['pipeline']!, asked);
    },
  },
  {
    method: 'get',
    path: '/pipelines/:pipeline/drift',
    summary: 'Its signals, and what has moved, with answers that show it',
    answer: ({ params, deps: { watched } }): Promise<Drift> => watched.drift(params['pipeline']!),
  },
];
