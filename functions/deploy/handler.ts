/** deploy: the best candidate that passes the gate becomes production in one conditional write. */
import type { EventData, Production, Run } from '../../schemas/generated/types';
import { isConflict, RetryableError } from '../../core/errors';
import type { Output } from '../../core/stages';
import type { Commitment } from '../../core/commitment';
import { commitmentPath, type RunName } from '../../core/ledger-layout';
import { configurationOf, type Ledger } from '../shared/stage/ledger';
import { deploymentIn } from '../../core/canary/rollout';
import { endpointOf } from '../../core/production';
import type { StageContext, StageDeps } from '../shared/stage/stage';
import { chooseChampion } from './gate';
import { nextProduction } from './next-production';

type Evaluated = EventData['landfall.model.evaluated.v1'];
type Outcome = Output<'landfall.endpoint.deployed.v1' | 'landfall.deployment.refused.v1'>;

export async function deploy(
  evaluated: Evaluated,
  { run, deps, log, signal }: StageContext<StageDeps>,
): Promise<Outcome> {
  const { ledger } = deps;
  const { pipeline } = configurationOf(run);
  const current = await ledger.findProduction(run.pipeline);

  // An earlier delivery may have come this far: what it decided is what production says, or said before the next run.
  const decided = current && decisionOf(run, current.value);
  if (decided) return deployed(run, decided);

  const verdict = chooseChampion(evaluated, current?.value, pipeline.deployment.gate);
  if ('reasons' in verdict) {
    log.warning(`refused: ${verdict.reasons.join('; ')}`);
    return { type: 'landfall.deployment.refused.v1', data: { ...nameOf(run), ...verdict } };
  }

  const championId = verdict.champion;
  const production = nextProduction(run, evaluated, { championId, current: current?.value, at: deps.clock.now() });
  // Whoever has taken the lease may have ended the run meanwhile: its endpoints are not to be put into production then.
  signal.throwIfAborted();
  await commit(run, ledger);
  await ledger.replaceProduction(production, current?.generation).catch((error: unknown) => {
    if (!isConflict(error)) throw error;
    throw new RetryableError('production changed while this run was judged: it is judged again', { cause: error });
  });
  log.info(`${championId} is production of ${run.pipeline}`, { endpoint: endpointOf(production) });
  return deployed(run, decisionOf(run, production)!);
}

/**
 * A process may be frozen right here for longer than its lease lasts, and a person cancel the run meanwhile.
 * @throws RetryableError when the run is cancelled, or will be
 */
async function commit(run: Run, ledger: Ledger): Promise<void> {
  const { to } = await ledger.writeOnce<Commitment>(ledger.artifactUri(commitmentPath(run)), { to: 'deployment' });
  if (to === 'cancellation') throw new RetryableError('the run is being cancelled: nothing is put into production');
}

interface Decision {
  candidate: string;
  endpoint: string;
  previous?: { endpoint: string };
}

/** What a run has put into production, if it was that run. */
function decisionOf({ run }: Run, production: Production): Decision | undefined {
  const { previous } = production;
  return [{ ...deploymentIn(production), previous }, previous].find((deployment) => deployment?.run === run);
}

function deployed(run: RunName, { candidate, endpoint, previous }: Decision): Outcome {
  const data = { ...nameOf(run), champion: candidate, endpoint, ...(previous && { previous: previous.endpoint }) };
  return { type: 'landfall.endpoint.deployed.v1', data };
}

const nameOf = ({ pipeline, run }: RunName): RunName => ({ pipeline, run });
