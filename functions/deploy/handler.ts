/** deploy: the best candidate that passes the gate becomes production in one conditional write; endpoints nobody needs go. */
import type { EventData, Production } from '../../schemas/generated/types';
import { isConflict, RetryableError } from '../shared/errors';
import type { Output } from '../shared/events';
import { configurationOf } from '../shared/ledger';
import { parsePrompt } from '../shared/prompt';
import type { StageContext, StageDeps } from '../shared/stage';
import type { Endpoints } from './endpoints';
import { judge } from './gate';
import { superseded } from './superseded';

export type DeployDeps = StageDeps & { endpoints: Endpoints };

type Evaluated = EventData['landfall.model.evaluated.v1'];
type Outcome = Output<'landfall.endpoint.deployed.v1' | 'landfall.deployment.refused.v1'>;

export async function deploy(evaluated: Evaluated, { run, deps, log }: StageContext<DeployDeps>): Promise<Outcome> {
  const { ledger } = deps;
  const { pipeline, prompt } = configurationOf(run);
  const current = await ledger.findProduction(run.pipeline);
  const names = { pipeline: run.pipeline, run: run.run };

  // An earlier delivery may have come this far: what it decided is what production says.
  if (current?.value.run === run.run) {
    await cleanUp(evaluated, current.value, deps);
    return deployed(current.value);
  }

  const verdict = judge(evaluated, current?.value, pipeline.deployment.gate);
  if ('reasons' in verdict) {
    await cleanUp(evaluated, current?.value, deps);
    log.warning(`refused: ${verdict.reasons.join('; ')}`);
    return { type: 'landfall.deployment.refused.v1', data: { ...names, reasons: verdict.reasons } };
  }

  const champion = evaluated.candidates.find(({ id }) => id === verdict.champion)!;
  const production: Production = {
    ...names,
    candidate: champion.id,
    base: champion.base,
    endpoint: champion.endpoint,
    model: champion.model,
    promptDigest: parsePrompt(prompt).digest,
    metrics: evaluated.metrics[champion.id]!,
    deployedAt: deps.clock.now().toISOString(),
    ...(current && { previous: previousOf(current.value) }),
  };
  await ledger.replaceProduction(production, current?.generation).catch((error: unknown) => {
    if (!isConflict(error)) throw error;
    throw new RetryableError('production changed while this run was judged: it is judged again', { cause: error });
  });
  log.info(`${champion.id} is production of ${run.pipeline}`, { endpoint: champion.endpoint });
  await cleanUp(evaluated, production, deps, current?.value.previous?.endpoint);
  return deployed(production);
}

const previousOf = ({ run, candidate, endpoint }: Production) => ({ run, candidate, endpoint });

function deployed({ pipeline, run, candidate, endpoint, previous }: Production): Outcome {
  const data = { pipeline, run, champion: candidate, endpoint, ...(previous && { previous: previous.endpoint }) };
  return { type: 'landfall.endpoint.deployed.v1', data };
}

async function cleanUp(
  { candidates }: Evaluated,
  production: Production | undefined,
  deps: DeployDeps,
  ...more: (string | undefined)[]
) {
  for (const endpoint of superseded(candidates, production, more)) await deps.endpoints.remove(endpoint);
}
