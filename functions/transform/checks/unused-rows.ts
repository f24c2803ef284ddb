/** Rows of the main source that no example is made of: a join that loses them says nothing by itself. */
import { reportPath } from '../../../core/ledger-layout';
import { originPrefix } from '../../../core/origin';
import { portion } from '../../../core/wording';
import type { ValidationReport } from '../../../schemas/generated/types';
import { hasAdded } from '../../shared/warehouse/sources';
import type { TransformContext } from '../context';
import { find, type Finding } from './findings';
import type { Version } from './looked-at';
import type { Figures } from './measurements';

/** The main source is the one that most examples name first in `_origin`; the others may well have rows that nothing needs. */
export async function measureUnusedRows({ dataset, sources }: Version, context: TransformContext): Promise<Figures> {
  const made = await find('checks/examples/unused-rows.sql', { dataset, tables: {} }, context);
  return unusedRows(made, await withoutReplaced(sources, context));
}

/** Of each source the rows that examples can be made of: those that gave way to an added one are none, as validate has counted them. */
async function withoutReplaced(
  sources: Version['sources'],
  { run, deps }: TransformContext,
): Promise<Version['sources']> {
  if (!sources.some(({ objects }) => hasAdded(objects))) return sources;
  const found = await deps.objects.read(deps.ledger.artifactUri(reportPath(run, 'validate')));
  const { checks } = found ? (JSON.parse(found.text) as ValidationReport) : { checks: [] };
  const replaced = (source: string) =>
    checks.find(({ name, subject }) => name === 'replacedRows' && subject === source)?.count ?? 0;
  return sources.map((each) => ({ ...each, rows: each.rows - replaced(each.source) }));
}

/** @param made per object, by the beginning of its origins: rows used (count) and examples that begin with one (total) */
export function unusedRows(made: Pick<Finding, 'name' | 'count' | 'total'>[], sources: Version['sources']): Figures {
  const madeOf = new Map(made.map((object) => [object.name, object]));
  const [main] = sources
    .map(({ source, rows, objects }) => {
      const found = objects.flatMap((object) => madeOf.get(originPrefix(object)) ?? []);
      const sum = (of: 'count' | 'total') => found.reduce((total, each) => total + each[of], 0);
      return { source, rows, used: sum('count'), examples: sum('total') };
    })
    .toSorted((a, b) => b.examples - a.examples);
  if (!main || main.examples === 0) {
    const reason = 'no _origin of an example names a row of a source';
    return { unit: 'share', measured: null, count: 0, total: 0, reason };
  }
  const { source, rows, used } = main;
  const count = Math.max(0, rows - used);
  const measured = rows > 0 ? count / rows : null;
  const reason = `${portion(count, rows, 'row')} of ${source} are in no example: a join of training.sql finds nothing for them, or its WHERE leaves them out`;
  return {
    unit: 'share',
    measured,
    count,
    total: rows,
    reason: count === 0 ? `every row of ${source} is in an example` : reason,
  };
}
