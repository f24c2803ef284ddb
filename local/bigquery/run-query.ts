/** Query jobs: a translated statement carried out, its effect and the job's end in one transaction. */
import type { Service } from './context';
import { toBigQueryError } from './duck-errors';
import { effects } from './effects';
import type { Effect, Running } from './effects/effect';
import { bytesProcessed, planQuery } from './plan-query';
import { referenceOf, type QueryConfiguration } from './records';
import type { Plan } from './sql/plan';

export async function runQuery(service: Service, configuration: QueryConfiguration, running: Running): Promise<void> {
  const translated = await planQuery(service, running.project, configuration, running.principal);
  const bytes = String(await bytesProcessed(service, translated));
  const { plan, places, references } = translated;
  const statistics = (query: Record<string, unknown>) => ({
    totalBytesProcessed: bytes,
    query: {
      statementType: plan.type,
      totalBytesProcessed: bytes,
      totalBytesBilled: '0',
      cacheHit: false,
      referencedTables: references.map(referenceOf),
      ...query,
    },
  });
  try {
    const rule = effects[plan.type] as Effect<Plan>;
    await rule(plan, service, configuration, running, statistics);
  } catch (error) {
    throw toBigQueryError(error, places);
  }
}
