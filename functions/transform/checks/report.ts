/** What was found about the examples, on record before anything is made of it. */
import { reportPath } from '../../../core/ledger-layout';
import type { Check, ValidationReport } from '../../../schemas/generated/types';
import { judgeChecks } from '../../../core/checks';
import type { TransformContext } from '../context';

/**
 * Records the report, or finds the one that an earlier attempt recorded: its checks are the ones that hold.
 * @throws PermanentError when a check failed.
 */
export async function reportChecks(checks: Check[], { run, deps }: TransformContext): Promise<Check[]> {
  const reportUri = deps.ledger.artifactUri(reportPath(run, 'transform'));
  const report: ValidationReport = {
    pipeline: run.pipeline,
    run: run.run,
    stage: 'transform',
    createdAt: deps.clock.now().toISOString(),
    checks,
  };
  const recorded = await deps.ledger.writeOnce(reportUri, report);
  judgeChecks(recorded.checks, { fix: `npx landfall run ${run.run}` });
  return recorded.checks;
}
