/**
 * deploy: the best candidate that passes the gate, and a person where one is asked, takes the place of production: at once, or as a
 * canary that is judged by the answers to its requests at every tick. Whatever it does is found again in production by the next delivery.
 */
import { deploymentIn, type StepVerdict } from '../../core/canary/rollout';
import { stepInWords } from '../../core/canary/steps';
import type { Commitment } from '../../core/commitment';
import { RetryableError } from '../../core/errors';
import { commitmentPath, type RunName } from '../../core/ledger-layout';
import { endpointOf } from '../../core/production';
import type { EventData, Production, Run } from '../../schemas/generated/types';
import { configurationOf, type Ledger } from '../shared/stage/ledger';
import { rejectionOf } from './approval';
import { begin, follow, underWay } from './canary';
import { championOf } from './champion';
import type { Current, DeployContext, Outcome } from './context';
import { chooseChampion, type Refusal } from './gate';
import { replicated } from './replicas';
import { otherFields } from './same-fields';
import { smokeTest } from './smoke-test';

type Evaluated = EventData['landfall.model.evaluated.v1'];

export async function deploy(evaluated: Evaluated, context: DeployContext): Promise<Outcome> {
  const { run, deps, log } = context;
  const { ledger } = deps;
  const current = await ledger.findProduction(run.pipeline);
  const decided = current && outcomeIn(current.value, run, await ledger.findVerdicts(run));
  if (decided) return decided;

  const production =
    current?.value.canary?.run === run.run
      ? await follow(current, context)
      : await promote(evaluated, current, context);
  if ('reasons' in production) {
    log.warning(`refused: ${production.reasons.join('; ')}`);
    return refused(run, production);
  }
  const { canary } = production;
  if (canary?.run === run.run) throw underWay(run.run, `${stepInWords(canary.steps, canary.step)} has begun`);
  const outcome = outcomeIn(production, run)!;
  if (outcome.type === 'landfall.endpoint.deployed.v1')
    log.info(`${production.candidate} is production of ${run.pipeline}`, { endpoint: endpointOf(production) });
  return outcome;
}

/** Production with the champion in it or beside it, unless something speaks against that. */
async function promote(
  evaluated: Evaluated,
  current: Current | undefined,
  context: DeployContext,
): Promise<Production | Refusal> {
  const { run, deps, signal } = context;
  const verdict = chooseChampion(evaluated, current?.value, configurationOf(run).pipeline.deployment.gate);
  if ('reasons' in verdict) return verdict;
  const tested = championOf(run, evaluated, verdict.champion);
  const unwanted =
    (await otherFields(tested, current?.value, context)) ?? (await rejectionOf(tested.candidate, evaluated, context));
  if (unwanted) return unwanted;
  const champion = await replicated(tested, context);
  const refusal = await smokeTest(champion, evaluated, context);
  if (refusal) return refusal;
  // Whoever has taken the lease may have ended the run meanwhile: its endpoints are not to be put into production then.
  signal.throwIfAborted();
  await commit(run, deps.ledger);
  return begin(champion, current, context);
}

/**
 * A process may be frozen right here for longer than its lease lasts, and a person cancel the run meanwhile.
 * @throws RetryableError when the run is cancelled, or will be
 */
async function commit(run: Run, ledger: Ledger): Promise<void> {
  const { to } = await ledger.writeOnce<Commitment>(ledger.artifactUri(commitmentPath(run)), { to: 'deployment' });
  if (to === 'cancellation') throw new RetryableError('the run is being cancelled: nothing is put into production');
}

/**
 * What has become of a run, by what production says of it; undefined when it is not decided. An earlier delivery may have come this
 * far, or a person have gone back.
 * @param kept verdicts that production has forgotten
 */
function outcomeIn(production: Production, run: Run, kept: StepVerdict[] = []): Outcome | undefined {
  const { previous, wentBackFrom, verdicts = [] } = production;
  const own = verdicts.filter((verdict) => verdict.run === run.run);
  const canary = own.length > 0 ? own : kept;
  const deployment = [{ ...deploymentIn(production), previous }, previous].find((each) => each?.run === run.run);
  if (deployment) return deployed(run, deployment, canary);
  const { steps } = configurationOf(run).pipeline.deployment.rollout;
  const back = canary.find(({ decision }) => decision === 'rollback');
  if (back) {
    const fix = `landfall.predictions has the answers of both: rollout = '${run.run}', by arm`;
    return refused(run, { reasons: [`${stepInWords(steps, back.step)}: ${back.reason}`], fix }, canary);
  }
  return wentBackFrom?.run === run.run ? refused(run, { reasons: [wentBackFrom.reason] }, canary) : undefined;
}

interface Deployment {
  candidate: string;
  endpoint: string;
  replicas?: string[];
  previous?: { endpoint: string; replicas?: string[] };
}

function deployed(
  run: RunName,
  { candidate, endpoint, replicas, previous }: Deployment,
  canary: StepVerdict[],
): Outcome {
  const data = {
    ...nameOf(run),
    champion: candidate,
    endpoint,
    ...(replicas && { replicas }),
    ...(previous && { previous: previous.endpoint }),
    ...(previous?.replicas && { previousReplicas: previous.replicas }),
    ...(canary.length > 0 && { canary }),
  };
  return { type: 'landfall.endpoint.deployed.v1', data };
}

function refused(run: RunName, refusal: Refusal, canary: StepVerdict[] = []): Outcome {
  const data = { ...nameOf(run), ...refusal, ...(canary.length > 0 && { canary }) };
  return { type: 'landfall.deployment.refused.v1', data };
}

const nameOf = ({ pipeline, run }: RunName): RunName => ({ pipeline, run });
