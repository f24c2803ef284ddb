/** What production becomes when a candidate is champion. */
import { endpointOf } from '../../core/production';
import { parsePrompt } from '../../core/prompt';
import type { EventData, Production, Run } from '../../schemas/generated/types';
import { configurationOf } from '../shared/stage/ledger';

type Evaluated = EventData['landfall.model.evaluated.v1'];

/** @param current what served before, kept for a rollback */
export function nextProduction(
  run: Run,
  { candidates, metrics }: Evaluated,
  { championId, current, at }: { championId: string; current: Production | undefined; at: Date },
): Production {
  const { id, base, endpoint, model } = candidates.find((candidate) => candidate.id === championId)!;
  return {
    pipeline: run.pipeline,
    run: run.run,
    candidate: id,
    base,
    serving: [{ endpoint, share: 1 }],
    model,
    promptDigest: parsePrompt(configurationOf(run).prompt).digest,
    metrics: metrics[id]!,
    deployedAt: at.toISOString(),
    ...(current && { previous: deploymentOf(current) }),
  };
}

/** A deployment in short: as the production after it remembers it. */
export const deploymentOf = (production: Production): NonNullable<Production['previous']> => ({
  run: production.run,
  candidate: production.candidate,
  endpoint: endpointOf(production),
});
