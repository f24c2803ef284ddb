/** Names of the same model at another location of Vertex AI: there is one for each, so that what was begun is found again. */
import type { Production } from '../schemas/generated/types';
import { isEndpoint, keptEndpoints } from './production';
import { locationIn } from './vertex-locations';

const place = /^(projects\/[^/]+\/locations\/)[^/]+(\/.*)$/;

/** The endpoint at another location; of a base as it is the same model there, which nobody has to make. */
export function replicaOf(endpoint: string, location: string): string {
  if (!isEndpoint(endpoint)) return endpoint.replace(place, `$1${location}$2`);
  const id = endpoint.split('/').at(-1)!;
  return endpoint.replace(place, `$1${location}/endpoints/${prefix}${id}`);
}

/** Those of an endpoint that production, its canary or the model before it has. */
export const replicasIn = (production: Production, endpoint: string): string[] =>
  keptEndpoints(production).filter((name) => name !== endpoint && name === replicaOf(endpoint, locationIn(name) ?? ''));

/** Ids that are chosen begin with a letter. */
const prefix = 'replica-';

/** The copy of the model that stands behind it; undefined of an endpoint that is no replica. */
export function copyBehind(replica: string): string | undefined {
  const [, parent, id] = /^(projects\/[^/]+\/locations\/[^/]+)\/endpoints\/(.+)$/.exec(replica) ?? [];
  return id?.startsWith(prefix) ? `${parent}/models/${id}` : undefined;
}
