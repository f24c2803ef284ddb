/** What was found about the examples, on record before anything is made of it. */
import { reportPath } from '../../../core/ledger-layout';
import type { Check, ValidationReport } from '../../../schemas/generated/types';
import type { TransformContext } from '../context';

/** Records the report, or finds the one that an earlier attempt recorded: its checks are the ones that hold. */
export async function recordReport(checks: Check[], { run, deps }: TransformContext): Promise<Check[]> {
  const report: ValidationReport = {
    pipeline: run.pipeline,
    run: run.run,
    stage: 'transform',
    createdAt: deps.clock.now().toISOString(),
    checks,
  };
  return (await deps.ledger.writeOnce(deps.ledger.artifactUri(reportPath(run, 'transform')), report)).checks;
}
