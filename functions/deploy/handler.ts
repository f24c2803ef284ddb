/** deploy: the best candidate that passes the gate becomes production in one conditional write; endpoints nobody needs go. */
import type { EventData, Production, Run } from '../../schemas/generated/types';
import { isConflict, isPermanent, RetryableError } from '../../core/errors';
import type { Output } from '../../core/stages';
import type { RunName } from '../../core/ledger-layout';
import { configurationOf, type Ledger } from '../shared/stage/ledger';
import { endpointOf } from '../../core/production';
import type { StageContext, StageDeps } from '../shared/stage/stage';
import type { Endpoints } from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import { chooseChampion } from './gate';
import { deploymentOf, nextProduction } from './next-production';
import { superseded } from './superseded';

export type DeployDeps = StageDeps & { endpointsOf: OfRun<Endpoints> };

type Evaluated = EventData['landfall.model.evaluated.v1'];
type Outcome = Output<'landfall.endpoint.deployed.v1' | 'landfall.deployment.refused.v1'>;

export async function deploy(evaluated: Evaluated, { run, deps, log }: StageContext<DeployDeps>): Promise<Outcome> {
  const { ledger } = deps;
  const { pipeline } = configurationOf(run);
  const current = await ledger.findProduction(run.pipeline);

  // An earlier delivery may have come this far: what it decided is what production says, or said before the next run.
  const decided = current && decisionOf(run, current.value);
  if (decided) return deployed(run, decided);

  const verdict = chooseChampion(evaluated, current?.value, pipeline.deployment.gate);
  if ('reasons' in verdict) {
    log.warning(`refused: ${verdict.reasons.join('; ')}`);
    return { type: 'landfall.deployment.refused.v1', data: { ...nameOf(run), reasons: verdict.reasons } };
  }

  const championId = verdict.champion;
  const production = nextProduction(run, evaluated, { championId, current: current?.value, at: deps.clock.now() });
  await ledger.replaceProduction(production, current?.generation).catch((error: unknown) => {
    if (!isConflict(error)) throw error;
    throw new RetryableError('production changed while this run was judged: it is judged again', { cause: error });
  });
  log.info(`${championId} is production of ${run.pipeline}`, { endpoint: endpointOf(production) });
  return deployed(run, decisionOf(run, production)!);
}

interface Decision {
  candidate: string;
  endpoint: string;
  previous?: { endpoint: string };
}

/** What a run has put into production, if it was that run. */
function decisionOf({ run }: Run, production: Production): Decision | undefined {
  const { previous } = production;
  return [{ ...deploymentOf(production), previous }, previous].find((deployment) => deployment?.run === run);
}

function deployed(run: RunName, { candidate, endpoint, previous }: Decision): Outcome {
  const data = { ...nameOf(run), champion: candidate, endpoint, ...(previous && { previous: previous.endpoint }) };
  return { type: 'landfall.endpoint.deployed.v1', data };
}

/**
 * Removes the endpoints that nobody needs, once the outcome is on record: an endpoint that cannot be removed makes a
 * deployment no less of one.
 */
export async function settle(run: Run, deps: DeployDeps): Promise<void> {
  const { ledger, log } = deps;
  const endpoints = deps.endpointsOf(configurationOf(run));
  const candidates = (await ledger.findOutput(run, 'evaluate'))?.data.candidates ?? [];
  const production = (await ledger.findProduction(run.pipeline))?.value;
  for (const endpoint of superseded(candidates, production, [await beforePrevious(production, ledger)])) {
    await endpoints.remove(endpoint).catch((error: unknown) => {
      if (!isPermanent(error)) throw error;
      log.warning(`left to be removed by hand: ${(error as Error).message}`, { ...nameOf(run), endpoint });
    });
  }
}

const nameOf = ({ pipeline, run }: RunName): RunName => ({ pipeline, run });

/** The endpoint that the previous production had replaced: the ledger of its run knows. */
async function beforePrevious(production: Production | undefined, ledger: Ledger): Promise<string | undefined> {
  if (!production?.previous) return undefined;
  const { pipeline, previous } = production;
  const output = await ledger.findOutput({ pipeline, run: previous.run }, 'deploy');
  return output?.type === 'landfall.endpoint.deployed.v1' ? output.data.previous : undefined;
}
