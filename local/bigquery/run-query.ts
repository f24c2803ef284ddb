/** Query jobs: a translated statement carried out, its effect and the job's end in one transaction. */
import type { Service } from './context';
import { toBigQueryError } from './duck-errors';
import { effects } from './effects';
import type { Effect, Running, Statistics } from './effects/effect';
import { bytesRead, planQuery } from './plan-query';
import { queryPlanOf } from './query-plan';
import { referenceOf, type QueryConfiguration } from './records';
import type { Plan } from './sql/plan';

export async function runQuery(service: Service, configuration: QueryConfiguration, running: Running): Promise<void> {
  const translated = await planQuery(service, running.project, configuration, running.principal);
  const bytes = await bytesRead(service, translated);
  const { plan, places, references } = translated;
  const begun = Date.now();
  const statistics: Statistics = (query, profile) => {
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
        ...(profile && { queryPlan: queryPlanOf(profile, begun, Date.now()) }),
        ...query,
      },
    };
  };
  try {
    const rule = effects[plan.type] as Effect<Plan>;
    await rule(plan, service, configuration, running, statistics);
  } catch (error) {
    throw toBigQueryError(error, places);
  }
}
