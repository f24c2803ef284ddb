/** What a planned statement does to the world, and what it is given for it. */
import type { Context } from '../../../context';
import type { Profile } from '../../../duckdb/profile';
import type { Plan } from '../../../sql/plan';
import type { QueryConfiguration } from '../../../store/job-configuration';
import type { JobRecord } from '../../../store/records';
import type { Running } from '../../running';

/** What an effect works with beside its plan. */
export interface Execution {
  context: Context;
  configuration: QueryConfiguration;
  running: Running;
  /** The job's statistics, with what the statement adds to them. */
  statistics: (query: Record<string, unknown>, profile?: Profile) => JobRecord['statistics'];
}

export type Effect<P> = (plan: P, execution: Execution) => Promise<void>;

/** The plan of some kinds of statements. */
export type PlanOf<T extends Plan['type'], P = Plan> = P extends { type: string }
  ? T extends P['type']
    ? P
    : never
  : never;
