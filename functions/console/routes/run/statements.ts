/** What a run has asked of the warehouse, with plan and price: asked once of a run that has ended, since it says the same from then on. */
import bigquery from '../../../../catalog/prices/bigquery.json';
import { createRecent } from '../../../../core/recent';
import { readStatements, type PricedJob } from '../../../../operations/warehouse/statements';
import type { RunView } from '../../../../operations/runs/run-view';
import type { Statements } from '../../answers';
import type { Route } from '../route';
import { keyOf, readView, runRoute } from './key';

const kept = createRecent<PricedJob[]>(20);

export const statements: Route[] = [
  {
    method: 'get',
    path: `${runRoute}/statements`,
    summary:
      'Statements and loads of a run in the warehouse, with what each read, how long it took, its plan and its price',
    async answer({ params, deps: { cloud } }): Promise<Statements> {
      const key = keyOf(params);
      const view = await readView(cloud, key);
      const read = () => readStatements(cloud, view, bigquery, timeOf(view));
      const isOver = view.status !== 'running' && cloud.now() > timeOf(view).to;
      const jobs = await (isOver ? kept(`${key.pipeline}/${key.run}`, read) : read());
      return { statements: jobs };
    },
  },
];

/** Minutes after the end of a run in which what it has begun may still be made. */
const minutesAfter = 10;

function timeOf({ createdAt, seconds }: RunView): { from: number; to: number } {
  const from = Date.parse(createdAt);
  return { from: from - 60_000, to: from + seconds * 1000 + minutesAfter * 60_000 };
}
