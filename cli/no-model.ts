/** Why nothing of a pipeline is in production. */
import { statusOf } from '../core/stages';
import { CliError, exitCodes } from './errors';
import type { Ledger } from './ledger';

/** Of a pipeline with nothing in production: one that was is gone only when a person has removed it. */
export async function noModel(ledger: Pick<Ledger, 'listRuns' | 'openRun'>, pipeline: string): Promise<CliError> {
  const details = {
    why: 'none has been tuned yet, or the gate refused them all',
    next: `npx landfall runs --pipeline ${pipeline}`,
  };
  for (const key of (await ledger.listRuns()).toReversed()) {
    if (key.pipeline !== pipeline) continue;
    const results = await (await ledger.openRun(key)).readResults();
    if (statusOf(results) !== 'deployed') continue;
    details.why = `that of run ${key.run} was taken out of service by landfall pipelines remove`;
    details.next = `npx landfall drop ${pipeline} FILE… --wait`;
    break;
  }
  return new CliError(`No model of ${pipeline} is in production.`, { exitCode: exitCodes.usage, ...details });
}
