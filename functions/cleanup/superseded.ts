/** Which endpoints nobody needs any more. */
import { isEndpoint, keptEndpoints } from '../../core/production';
import { replicaOf } from '../../core/replicas';
import type { Production } from '../../schemas/generated/types';
import type { TuningJob } from '../shared/models/provider';

/**
 * The endpoints of a run's candidates, of their earlier checkpoints too, with the replicas that they may have, and whatever else is named;
 * never one in production, nor the one before it, which is kept for a rollback, nor a base model, which is nobody's to remove.
 */
export function superseded(
  candidates: Partial<Pick<TuningJob, 'endpoint' | 'checkpointEndpoints'>>[],
  production: Production | undefined,
  { more = [], alsoAt = [] }: { more?: string[]; alsoAt?: string[] | undefined } = {},
): string[] {
  const kept = new Set(production && keptEndpoints(production));
  const own = candidates.flatMap(({ endpoint, checkpointEndpoints = [] }) => [endpoint, ...checkpointEndpoints]);
  const replicas = own.flatMap((endpoint) =>
    endpoint === undefined ? [] : alsoAt.map((location) => replicaOf(endpoint, location)),
  );
  const all = [...own, ...replicas, ...more];
  return [...new Set(all)].filter(
    (endpoint): endpoint is string => endpoint !== undefined && isEndpoint(endpoint) && !kept.has(endpoint),
  );
}
