/** What a planned statement does to the world, and what it is given for it. */
import type { Context } from '../../../context';
import type { Profile } from '../../../duckdb/profile';
import type { Plan } from '../../../sql/plan';
import type { QueryConfiguration } from '../../../store/job-configuration';
import type { JobRecord } from '../../../store/records';
import type { Running } from '../../running';

/** A query job's statistics, with what the statement adds to them. */
export type Statistics = (query: Record<string, unknown>, profile?: Profile) => JobRecord['statistics'];
export type PlanOf<T extends Plan['type'], P = Plan> = P extends { type: string }
  ? T extends P['type']
    ? P
    : never
  : never;
export type Effect<P> = (
  plan: P,
  context: Context,
  configuration: QueryConfiguration,
  running: Running,
  statistics: Statistics,
) => Promise<void>;
