/** Open models as Vertex AI serves them as they are, by token and without a machine: what they are called, and where they answer. */
import { hostOf, locationIn } from '../vertex-locations';
import { vertexPlaceOf, type VertexPlace } from './gemini';
import type { FrozenModel } from './question';

/** Where chat completions are asked for. */
export interface ChatPlace {
  host: string;
  /** Below the host. */
  path: string;
  /** What the request names as its model there. */
  model: string;
}

/** What calls about an untuned base name as their model. @throws PermanentError when it is served nowhere near */
export function managedModel(base: FrozenModel, { project, region }: VertexPlace): string {
  const { managed = '' } = base.openWeights ?? {};
  const [publisher, name] = managed.split('/');
  return `projects/${project}/locations/${vertexPlaceOf(base, region)}/publishers/${publisher}/models/${name}`;
}

/** Of a base model as it is; undefined of an endpoint. */
export function managedPlace(model: string): ChatPlace | undefined {
  const [, parent, publisher, name] = /^(projects\/.+)\/publishers\/([^/]+)\/models\/(.+)$/.exec(model) ?? [];
  if (parent === undefined) return undefined;
  return { host: hostOf(locationIn(model)!), path: `v1/${parent}/endpoints/openapi`, model: `${publisher}/${name}` };
}

/** Of what was tuned, at the host of its own that its endpoint tells. */
export const ownPlace = (endpoint: string, host: string): ChatPlace => ({
  host,
  path: `v1beta1/${endpoint}`,
  model: endpoint.split('/').at(-1)!,
});
