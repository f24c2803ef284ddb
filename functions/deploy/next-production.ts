/** What production becomes when a candidate is champion. */
import { deploymentIn } from '../../core/canary/rollout';
import { parsePrompt } from '../../core/prompt';
import type { EventData, Production, Run } from '../../schemas/generated/types';
import { configurationOf } from '../shared/stage/ledger';

type Evaluated = EventData['landfall.model.evaluated.v1'];

/** @param current what served before, kept for a rollback: with what serving it needs */
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
    ...(current && { previous: deploymentIn(current) }),
  };
}
