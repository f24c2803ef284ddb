/** What the evaluation of a run came to, and the examples behind it. */
import type { Evaluation, ExampleWindow, TakenLabels } from '../../answers';
import { readEvaluation } from '../../../../operations/runs/evaluation';
import type { Cloud } from '../../../../operations/cloud';
import { HttpProblem } from '../../../shared/http/problem';
import type { Route } from '../route';
import { textsOf } from '../window';
import { keyOf, readView, runRoute } from './key';

export const evaluation: Route[] = [
  {
    method: 'get',
    path: `${runRoute}/evaluation`,
    summary: 'Metrics with their intervals, every comparison in numbers and words, slices, and the verdict',
    answer: async ({ params, deps: { cloud } }): Promise<Evaluation> =>
      readEvaluation(await readView(cloud, keyOf(params))),
  },
  {
    method: 'get',
    path: `${runRoute}/confusion`,
    summary: 'Which label a subject said where which was wanted: ?subject=',
    async answer({ params, query: { subject = 'base' }, deps: { cloud, examples } }): Promise<TakenLabels> {
      return { subject, confusion: await examples.confusion(await reportOf(cloud, params), subject) };
    },
  },
  {
    method: 'get',
    path: `${runRoute}/examples`,
    summary:
      'Held-out examples with every answer: ?from=, count=, longest= (characters of a text); better=, than=, metric=: those first on which one subject did most better than the other',
    async answer({ params, query, deps: { cloud, examples } }): Promise<ExampleWindow> {
      const { better, than, metric } = query;
      const order = better && than && metric ? { order: { better, than, metric } } : {};
      return examples.read(await reportOf(cloud, params), { ...textsOf(query), ...order });
    },
  },
];

/** @throws HttpProblem 404 before there is one */
async function reportOf(cloud: Cloud, params: Record<string, string>): Promise<string> {
  const { evaluated, status } = await readView(cloud, keyOf(params));
  if (evaluated) return evaluated.reportUri;
  throw new HttpProblem(
    404,
    'The run has evaluated nothing.',
    status === 'running' ? 'come back once it has' : undefined,
  );
}
