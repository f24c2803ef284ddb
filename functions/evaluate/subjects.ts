/** Who is examined: the untuned base, each tuned candidate, and the model in production. */
import { endpointOf } from '../../core/production';
import type { EventData, Production } from '../../schemas/generated/types';

export interface Subject {
  /** base, production, or the id of a candidate. */
  name: string;
  /** The endpoint or base model that is asked. */
  model: string;
}

type Finished = EventData['landfall.tuning.finished.v1']['candidates'];
type Tuned = EventData['landfall.model.evaluated.v1']['candidates'];

/** The candidates that can be asked. */
export function tunedCandidates(candidates: Finished): Tuned {
  return candidates.flatMap(({ id, base, state, endpoint, model, checkpointEndpoints }) =>
    state === 'succeeded' && endpoint && model ? [{ id, base, endpoint, model, checkpointEndpoints }] : [],
  );
}

/** Production was tuned on its own prompt: with another one it would be examined in a subject it was never taught. */
export function subjectsOf(
  tuned: Tuned,
  production: Production | undefined,
  { modelOf, promptDigest }: { modelOf: (base: string) => string; promptDigest: string },
): Subject[] {
  return [
    { name: 'base', model: modelOf(tuned[0]!.base) },
    ...(production?.promptDigest === promptDigest ? [{ name: 'production', model: endpointOf(production) }] : []),
    ...tuned.map(({ id, endpoint }) => ({ name: id, model: endpoint })),
  ];
}
