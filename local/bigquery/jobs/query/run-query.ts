/** Query jobs: a translated statement carried out, its effect and the job's end in one transaction. */
import type { Context } from '../../context';
import { toBigQueryError } from '../../duckdb/errors';
import type { Plan } from '../../sql/plan';
import type { QueryConfiguration } from '../../store/job-configuration';
import { referenceOf } from '../../table-name';
import type { Running } from '../running';
import { bytesRead } from './bytes-read';
import { effects } from './effects';
import type { Effect, Execution } from './effects/effect';
import { prepareQuery } from './prepare-query';
import { queryPlanOf } from './query-stages';

export async function runQuery(context: Context, configuration: QueryConfiguration, running: Running): Promise<void> {
  const translated = await prepareQuery(context, running.project, configuration, running.principal);
  const bytes = await bytesRead(context, translated);
  const { plan, places, references } = translated;
  const begun = context.clock.now();
  const statistics: Execution['statistics'] = (query, profile) => {
    const totalBytesProcessed = String(bytes.processed);
    const totalSlotMs = String(Math.round((profile?.seconds ?? 0) * 1000));
    return {
      totalBytesProcessed,
      totalSlotMs,
      query: {
        statementType: plan.type,
        totalBytesProcessed,
        totalBytesProcessedAccuracy: 'PRECISE',
        totalBytesBilled: String(bytes.billed),
        billingTier: 1,
        totalSlotMs,
        cacheHit: false,
        referencedTables: references.map(referenceOf),
        ...(bytes.partitions && { totalPartitionsProcessed: String(bytes.partitions) }),
        ...(profile && { queryPlan: queryPlanOf(profile, begun, context.clock.now()) }),
        ...query,
      },
    };
  };
  try {
    const effect = effects[plan.type] as Effect<Plan>;
    await effect(plan, { context, configuration, running, statistics });
  } catch (error) {
    throw toBigQueryError(error, places);
  }
}
