/** What a local cloud knows of a pipeline before its rehearsal: how much it is asked, what is in production, what its runs hold of the budget. */
import { week } from '../../core/drift/signal';
import { endpointOf, isEndpoint } from '../../core/production';
import type { Rehearsed } from '../../core/rehearsal/rehearse';
import { heldIn, monthOf } from '../../core/spending';
import { readSpending } from '../../operations/pipelines/budget';
import type { Cloud } from '../../operations/cloud';
import { OperationError, exitCodes } from '../../operations/errors';
import { createLedger } from '../../operations/ledger/ledger';
import { ask } from '../../operations/warehouse/warehouse';

const weeks = 4;

/** A week, as the last four had. @throws OperationError (usage) where there were none */
export async function requestsOfLate(pipeline: string, cloud?: Cloud): Promise<number> {
  if (cloud) {
    const tables = { predictions: `${cloud.status.project}.landfall.predictions` };
    const since = new Date(cloud.now() - weeks * week).toISOString();
    const [row] = await ask<{ requests: number }>(cloud, 'requests-of-late.sql', tables, { pipeline, since });
    if (row && row.requests > 0) return Math.ceil(row.requests / weeks);
  }
  throw new OperationError('How many requests a week has is not known.', {
    exitCode: exitCodes.usage,
    why: cloud ? 'landfall.predictions has none of the last four weeks' : 'the local cloud is not running',
    next: `npx landfall rehearse ${pipeline} --requests-per-week 5000`,
  });
}

/** Of the month in which it begins. */
export async function readStanding(
  pipeline: string,
  from: Date,
  cloud: Cloud,
): Promise<Pick<Rehearsed, 'production' | 'spent'>> {
  const ledger = createLedger(cloud);
  const spending = await readSpending(ledger, pipeline, monthOf({ createdAt: from.toISOString() }));
  const spent = spending ? heldIn(spending, '').month : 0;
  const production = await ledger.readProduction(pipeline);
  if (!production) return { spent };
  const { record } = await ledger.openRun(production);
  const purpose = isEndpoint(endpointOf(production)) ? 'tuning' : 'answers';
  return { spent, production: { run: record.run, createdAt: record.createdAt, base: production.base, purpose } };
}
