/** Runs, candidates and versions side by side. */
import { atMost } from '../../../core/at-most';
import { tabulate } from '../../../core/tabulate';
import { factGroups } from '../../../operations/runs/facts';
import { HttpProblem } from '../../shared/http/problem';
import type { CurvesBeside, SideBySide } from '../answers';
import { comparedOf, type Compared } from '../compare/compared';
import { readCurves } from '../compare/curves';
import type { Call, Route } from './route';
import { windowOf } from './window';

const mostCompared = 200;
/** Of a pipeline, where nothing is named. */
const mostOfPipeline = 100;
const mostAtOnce = 8;

export const compare: Route[] = [
  {
    method: 'get',
    path: '/compare',
    summary:
      'Rows in which things differ: ?of=PIPELINE/RUN, PIPELINE/RUN/CANDIDATE or PIPELINE@VERSION each, or pipeline= for its last 100 runs; equal=true for the other rows; from=, count=',
    async answer({ query, deps, ...call }): Promise<SideBySide> {
      const { from, count } = windowOf(query);
      const compared = await comparedIn({ query, deps, ...call });
      const facts = await atMost(mostAtOnce, compared, deps.factsOf);
      const { different, equal } = tabulate(facts, factGroups);
      const rows = query['equal'] === 'true' ? equal : different;
      return {
        columns: compared.map(({ name }) => name),
        different: different.length,
        equal: equal.length,
        total: rows.length,
        from,
        rows: rows.slice(from, from + count).map((row) => ({ ...row, values: row.values.map(cut) })),
      };
    },
  },
  {
    method: 'get',
    path: '/compare/curves',
    summary: 'Their loss curves, downsampled: ?of= or pipeline=, as /compare',
    answer: async (call): Promise<CurvesBeside> => readCurves(call.deps.cloud, await comparedIn(call)),
  },
];

const longest = 300;
const cut = (value: string | null): string | null =>
  value !== null && value.length > longest ? `${value.slice(0, longest)}…` : value;

/** @throws HttpProblem 400 */
async function comparedIn({
  request,
  query,
  deps: { runList },
}: Pick<Call, 'request' | 'query' | 'deps'>): Promise<Compared[]> {
  const { of = [] } = request.query as { of?: string | string[] };
  const named = [...new Set([of].flat())];
  if (named.length > mostCompared)
    throw new HttpProblem(400, `${named.length} are too many`, `name ${mostCompared} at the most`);
  if (named.length > 0) return named.map(comparedOf);
  const { pipeline } = query;
  if (!pipeline) throw new HttpProblem(400, 'nothing is named', 'name what is compared by of=, or a pipeline');
  const { runs } = await runList.find({ pipeline });
  return runs.slice(0, mostOfPipeline).map(({ run }) => comparedOf(`${pipeline}/${run}`));
}
