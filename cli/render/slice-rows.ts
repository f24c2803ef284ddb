/** Slices as rows: those on which a candidate is shown to differ first, then by how far it is behind. */
import type { PairedComparison } from '../../core/verdict/comparison';
import { differenceInPoints } from '../../core/verdict/in-short';
import { plural, thousands, visible } from '../../core/wording';
import { subjectTitle } from '../../core/naive';
import type { ModelEvaluated } from '../../schemas/generated/types';

/** Most that are shown; a report has all of them. */
const mostShown = 12;

/** None of an evaluation that asked for none, or had none large enough. */
export function sliceRows({ slices = [] }: ModelEvaluated, most = mostShown): { rows: string[][]; more: string[] } {
  const ordered = (slices as PairedComparison[]).toSorted(
    (a, b) => rank(a) - rank(b) || differenceOf(a) - differenceOf(b),
  );
  const rows = ordered
    .slice(0, most)
    .map((comparison) => [
      visible(comparison.candidate),
      visible(comparison.slice!),
      `${comparison.verdict} against ${subjectTitle(comparison.rival)}`,
      comparison.method === 'none' ? '–' : differenceInPoints(comparison),
      thousands(comparison.n),
    ]);
  const left = ordered.length - rows.length;
  if (rows.length === 0) return { rows: [], more: [] };
  return {
    rows: [['candidate', 'slice', 'verdict', 'points (95 % interval)', 'n'], ...rows],
    more: left > 0 ? [`and ${plural(left, 'more')} of which less is shown`] : [],
  };
}

const rank = ({ verdict }: PairedComparison): number => (verdict === 'worse' ? 0 : verdict === 'better' ? 1 : 2);

const differenceOf = (comparison: PairedComparison): number =>
  comparison.method === 'none' ? 0 : comparison.difference;
