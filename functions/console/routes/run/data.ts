/** What was found in the data of a run: the reports of both stages, the dataset's card, and the rows that were put aside. */
import type { Data, Quarantine, QuarantinedRow } from '../../answers';
import { HttpProblem } from '../../../shared/http/problem';
import type { Route } from '../route';
import { windowOf } from '../window';
import { keyOf, openRun, runRoute } from './key';

/** Of a line as validate writes it, with 2,000 characters of the row at most. */
const longest = 1_000_000;

export const data: Route[] = [
  {
    method: 'get',
    path: `${runRoute}/data`,
    summary: 'What validate and transform found, and the card of the dataset version',
    async answer({ params, deps: { cloud } }): Promise<Data> {
      const reader = await openRun(cloud, keyOf(params));
      await reader.readResults();
      const { validate, transform, card, dropped = [] } = await reader.readFindings();
      return {
        objects: validate?.objects ?? [],
        validate: validate?.checks,
        transform: transform?.checks,
        card,
        dropped,
      };
    },
  },
  {
    method: 'get',
    path: `${runRoute}/quarantine/:object`,
    summary: 'Rows of a landed object, by its key, that were put aside: ?from=, count=',
    async answer({ params, query, deps: { cloud, lines } }): Promise<Quarantine> {
      const reader = await openRun(cloud, keyOf(params));
      await reader.readResults();
      const { validate } = await reader.readFindings();
      const object = validate?.objects?.find(({ key }) => key === params['object']);
      if (!object?.quarantineUri) throw new HttpProblem(404, 'No row of such an object was put aside.');
      const {
        total,
        from,
        lines: rows,
      } = await lines.read(object.quarantineUri, {
        ...windowOf(query),
        longest,
        total: object.quarantined,
      });
      return { total, from, rows: rows.map(({ text }) => JSON.parse(text) as QuarantinedRow) };
    },
  },
];
