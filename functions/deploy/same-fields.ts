/** Both arms of a canary answer the same requests: its prompt has to have the fields that production's has. */
import type { DeployedModel } from '../../core/canary/rollout';
import { parsePrompt } from '../../core/prompt';
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
  const [own, theirs] = [configuration, configurationOf(before)].map(({ prompt }) =>
    parsePrompt(prompt).fields.toSorted(),
  );
  if (own!.join() === theirs!.join()) return undefined;
  return {
    reasons: [
      `${candidate} asks callers for ${own!.join(', ')}, and production for ${theirs!.join(', ')}: they cannot answer the same requests`,
    ],
    fix: 'deployment.rollout.steps: [1] in pipeline.yaml deploys it at once; callers have to send its fields from then on',
  };
}
