/** Both arms of a canary answer the same requests: its prompt has to have the fields that production's has. */
import type { DeployedModel } from '../../core/canary/rollout';
import { promptOf } from '../../core/candidates';
import type { Production } from '../../schemas/generated/types';
import { configurationOf } from '../shared/stage/ledger';
import type { DeployContext } from './context';
import type { Refusal } from './gate';

/** Why there can be no canary; undefined when there can, or none is asked for. */
export async function otherFields(
  { candidate, promptDigest }: DeployedModel,
  production: Production | undefined,
  { run, deps }: DeployContext,
): Promise<Refusal | undefined> {
  const configuration = configurationOf(run);
  const [first] = configuration.pipeline.deployment.rollout.steps;
  if (!production || first === 1 || production.promptDigest === promptDigest) return undefined;
  const before = await deps.ledger.findRun(production);
  if (!before) return undefined;
  const own = promptOf(candidate, configuration).fields.toSorted().join(', ');
  const theirs = promptOf(production.candidate, configurationOf(before)).fields.toSorted().join(', ');
  if (own === theirs) return undefined;
  return {
    reasons: [
      `${candidate} asks callers for ${own}, and production for ${theirs}: they cannot answer the same requests`,
    ],
    fix: 'deployment.rollout.steps: [1] in pipeline.yaml deploys it at once; callers have to send its fields from then on',
  };
}
