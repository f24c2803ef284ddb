/** What a planned statement does, and what it is given: its effect and the job's end are one transaction. */
import type { Principal } from '../../iam/access';
import type { Service } from '../context';
import type { Profile } from '../profile';
import type { JobRecord, QueryConfiguration } from '../records';
import type { Plan } from '../sql/plan';
import type { Change } from '../warehouse';

/** What a finished job adds to its record. */
export type Outcome = Pick<JobRecord, 'statistics' | 'results' | 'fields' | 'errors'>;

export interface Running {
  /** Ends the job's own transaction with its effect. */
  commit(work: (change: Change) => Promise<Outcome>): Promise<void>;
  principal: Principal;
  project: string;
  jobId: string;
}

/** A query job's statistics, with what the statement adds to them. */
export type Statistics = (query: Record<string, unknown>, profile?: Profile) => JobRecord['statistics'];
export type PlanOf<T extends Plan['type'], P = Plan> = P extends { type: string }
  ? T extends P['type']
    ? P
    : never
  : never;
export type Effect<P> = (
  plan: P,
  service: Service,
  configuration: QueryConfiguration,
  running: Running,
  statistics: Statistics,
) => Promise<void>;
