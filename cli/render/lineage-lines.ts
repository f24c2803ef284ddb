/** A lineage as two trees: what it came from, and what it led to. */
import type { Descent } from '../../operations/runs/descent';
import type { Lineage } from '../../operations/warehouse/lineage';
import { plural, inline } from '../../core/wording';
import { formatTime } from '../../core/quantities';
import { inColumns } from './text';

export function lineageLines({ of, from, to, answers }: Lineage): string[] {
  const answered = (run: string | undefined, endpoint: string): string => {
    const own = answers.filter((one) => one.endpoint === endpoint && (run === undefined || one.run === run));
    return plural(
      own.reduce((sum, { count_answers }) => sum + count_answers, 0),
      'answer',
    );
  };
  const rowsOf = (trees: Descent[], depth: number): string[][] =>
    trees.flatMap(({ kind, id, run, at, next }) => [
      [`${'  '.repeat(depth)}${kind}`, inline(id), formatTime(at), kind === 'endpoint' ? answered(run, id) : ''],
      ...rowsOf(next, depth + 1),
    ]);
  const own = [of.kind, inline(of.id), '', of.kind === 'endpoint' ? answered(undefined, of.id) : ''];
  return inColumns([
    own,
    ...(from.length > 0 ? [['came from'], ...rowsOf(from, 1)] : []),
    ...(to.length > 0 ? [['led to'], ...rowsOf(to, 1)] : []),
  ]);
}
