/** What will become a problem, or was replaced, in pipelines: each thing once, with the first place that it stands in. */
import colors from 'picocolors';
import { visible } from '../../core/wording';
import { formatProblem } from '../../core/problem';
import { type CloudStatus } from '../cloud';

export function warningLines(warnings: CloudStatus['warnings']): string[] {
  const seen = new Set<string>();
  const fresh = warnings.filter(({ pipeline, reason }) => {
    const said = `${pipeline} ${reason}`;
    return !seen.has(said) && seen.add(said);
  });
  return fresh.map((warning) => `${colors.yellow('!')} ${visible(formatProblem(warning))}`);
}
