/** Which endpoints nobody needs any more. */
import { endpointsOf } from '../../core/production';
import type { EventData, Production } from '../../schemas/generated/types';

/**
 * The endpoints of the candidates that lost and of all earlier checkpoints, and whatever else is named; never one
 * in production, nor the one before it, which is kept for a rollback.
 */
export function superseded(
  candidates: EventData['landfall.model.evaluated.v1']['candidates'],
  production: Production | undefined,
  more: (string | undefined)[] = [],
): string[] {
  const kept = new Set(production && [...endpointsOf(production), production.previous?.endpoint]);
  const all = [
    ...candidates.flatMap(({ endpoint, checkpointEndpoints = [] }) => [endpoint, ...checkpointEndpoints]),
    ...more,
  ];
  return [...new Set(all)].filter((endpoint): endpoint is string => endpoint !== undefined && !kept.has(endpoint));
}
