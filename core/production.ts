/** What serves a pipeline: the arms that share its requests. */
import type { Production } from '../schemas/generated/types';

/** Milliseconds for which serve goes by a pointer that it has looked at: so long after a change some are still asked by the one before. */
export const pointerFreshness = 2_000;

export type Arm = Production['serving'][number];

/** production.json as it is read; one that is older than arms names its only endpoint. */
export function readProduction(text: string): Production {
  const { endpoint, ...production } = JSON.parse(text) as Production & { endpoint?: string };
  return { ...production, serving: production.serving ?? [{ endpoint: endpoint!, share: 1 }] };
}

/**
 * Whether what is asked was made by tuning, and is not a base model that all share, which nobody may remove. On Vertex AI it is a
 * resource below endpoints/; over OpenAI's API what was tuned has a name that begins with ft:, and base models of some services have slashes.
 */
export const isEndpoint = (name: string): boolean => /(^|\/)endpoints\//.test(name) || name.startsWith('ft:');

/** The endpoint of the production model itself, which is the first arm. */
export const endpointOf = ({ serving }: Production): string => serving[0]!.endpoint;

/** Every endpoint that a request may come to. */
export const endpointsOf = ({ serving, replicas = [], canary }: Production): string[] => [
  ...serving.map(({ endpoint }) => endpoint),
  ...replicas,
  ...(canary?.replicas ?? []),
];

/** The same, and those of the model before, which are kept for going back. */
export const keptEndpoints = (production: Production): string[] => {
  const { endpoint, replicas = [] } = production.previous ?? {};
  return [...endpointsOf(production), ...(endpoint === undefined ? [] : [endpoint]), ...replicas];
};

/** The arm that takes a request. @param draw evenly out of [0, 1), for each request anew */
export function armOf({ serving }: Production, draw: number): Arm {
  let below = 0;
  // Shares that are rounded may come to a little less than 1: the last arm has what is left.
  return serving.find(({ share }) => draw < (below += share)) ?? serving.at(-1)!;
}
