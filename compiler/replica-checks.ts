/** Whether what a pipeline deploys can answer at the other locations that it names. */
import type { BaseModel } from '../catalog';
import { nearestLocation } from '../core/vertex-locations';
import type { PipelineSpec } from '../schemas/generated/types';
import { namedBasesOf } from './candidates';
import type { Complain, Places } from './tuning-checks';

export function checkReplicas(spec: PipelineSpec, { catalog, deployment }: Places, complain: Complain): void {
  const { alsoAt = [] } = spec.deployment;
  for (const [index, location] of alsoAt.entries())
    for (const { base: id, purpose } of namedBasesOf(spec)) {
      const reason = catalog[id] && whyNot(catalog[id], purpose === 'tuning', location, deployment.region);
      if (reason !== undefined) complain(['deployment', 'alsoAt', index], reason);
    }
}

function whyNot(base: BaseModel, isTuned: boolean, location: string, region: string): string | undefined {
  const { id, provider, servingLocations, tunedServingLocations } = base;
  if (provider !== 'vertex')
    return `${id} is of ${provider}, which has it at one place: only Gemini on Vertex AI answers at several`;
  const [what, places] = isTuned ? [`what is tuned on ${id}`, tunedServingLocations] : [id, servingLocations];
  if (!places.includes(location)) return `${what} answers in ${places.join(', ')}, and not in ${location}`;
  return nearestLocation(places, region) === location
    ? `${what} answers in ${location} already, which is the nearest to ${region}`
    : undefined;
}
