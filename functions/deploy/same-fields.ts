/** Both arms of a canary answer the same requests: callers send the same fields to its prompt, or its chain, as to production's. */
import type { DeployedModel } from '../../core/canary/rollout';
import { promptOf } from '../../core/candidates';
import { callersFields } from '../../core/chain/wiring';
import type { Configuration, Production } from '../../schemas/generated/types';
import { configurationOf } from '../shared/stage/ledger';
import type { DeployContext } from './context';
import type { Refusal } from './gate';

/** Why there can be no canary; undefined when there can, or none is asked for. */
export async function otherFields(
  { candidate }: DeployedModel,
  production: Production | undefined,
  { run, deps }: DeployContext,
): Promise<Refusal | undefined> {
  const configuration = configurationOf(run);
  const [first] = configuration.pipeline.deployment.rollout.steps;
  if (!production || first === 1) return undefined;
  const before = await deps.ledger.findRun(production);
  if (!before) return undefined;
  const own = fieldsFor(candidate, configuration);
  const theirs = fieldsFor(production.candidate, configurationOf(before));
  if (own === theirs) return undefined;
  return {
    reasons: [
      `${candidate} asks callers for ${own}, and production for ${theirs}: they cannot answer the same requests`,
    ],
    fix: 'deployment.rollout.steps: [1] in pipeline.yaml deploys it at once; callers have to send its fields from then on',
  };
}

const fieldsFor = (candidate: string, configuration: Configuration): string =>
  callersFields(configuration, promptOf(candidate, configuration)).fields.toSorted().join(', ');
