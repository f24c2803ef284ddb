/** A canary from its beginning to its end: each change of production is one conditional write, made by whoever is at work just then. */
import { canaryInWords, judgeCanary } from '../../core/canary/judge';
import { beginCanary, firstProduction, settleStep, type DeployedModel } from '../../core/canary/rollout';
import { stepInWords } from '../../core/canary/steps';
import { isConflict, isPermanent, RetryableError, TimeUpError } from '../../core/errors';
import { verdictsPath } from '../../core/ledger-layout';
import type { Production } from '../../schemas/generated/types';
import { configurationOf, type Ledger } from '../shared/stage/ledger';
import type { Current, DeployContext } from './context';
import { countExposures } from './exposures';
import { goOn, type CanaryLook } from './undecided';

/**
 * Production with the champion in it, or beside it.
 * @throws TimeUpError while another run's canary is under way
 */
export async function begin(
  champion: DeployedModel,
  current: Current | undefined,
  { run, deps, log }: DeployContext,
): Promise<Production> {
  const { ledger, clock } = deps;
  const { steps } = configurationOf(run).pipeline.deployment.rollout;
  const at = clock.now();
  const begun = current
    ? beginCanary(current.value, champion, { steps, at })
    : firstProduction(run.pipeline, champion, at);
  if (!begun) {
    const waitsFor = { run: current!.value.canary!.run };
    throw new TimeUpError(`the canary of the run ${waitsFor.run} is under way`, { waitsFor });
  }
  if (current) await keepVerdicts(current.value, ledger);
  await replace(begun, current, ledger);
  if (begun.canary) log.info(`${champion.candidate} is a canary of ${run.pipeline}: ${stepInWords(steps, 0)}`);
  return begun;
}

/** Those of the canary before: production forgets them now. */
async function keepVerdicts({ pipeline, verdicts = [] }: Production, ledger: Ledger): Promise<void> {
  const [first] = verdicts;
  if (first) await ledger.writeOnce(ledger.artifactUri(verdictsPath({ pipeline, run: first.run })), verdicts);
}

/**
 * Production as it is after a look at the answers to the canary's requests.
 * @throws TimeUpError while nothing is shown: it is looked again at the next tick
 */
export async function follow({ value, generation }: Current, context: DeployContext): Promise<Production> {
  const { run, deps, log, signal } = context;
  const { steps, step } = value.canary!;
  const seen = await look(value, context);
  const { decision, reason } = seen.decision === 'hold' ? await goOn(value, seen.reason, context) : seen;
  log.info(`${stepInWords(steps, step)}: ${reason}`, { decision });
  if (decision === 'hold') throw underWay(run.run, reason);
  const verdict = { run: run.run, step, decision, reason, at: deps.clock.now().toISOString() };
  const settled = settleStep(value, verdict)!;
  signal.throwIfAborted();
  await replace(settled, { generation }, deps.ledger);
  return settled;
}

/** One whose answers can never be counted must not go on: it goes back. */
async function look({ canary }: Production, context: DeployContext): Promise<CanaryLook> {
  const { tolerance } = configurationOf(context.run).pipeline.deployment.rollout;
  try {
    const exposures = await countExposures(canary!, context);
    const verdict = judgeCanary(exposures, tolerance);
    return { decision: verdict.decision, reason: canaryInWords(verdict, exposures.at(-1)!, tolerance) };
  } catch (error) {
    if (!isPermanent(error)) throw error;
    return { decision: 'rollback', reason: `its answers cannot be counted: ${error.message}` };
  }
}

export const underWay = (run: string, why: string): TimeUpError =>
  new TimeUpError(`the canary goes on: ${why}`, { waitsFor: { canary: run } });

async function replace(
  production: Production,
  over: Pick<Current, 'generation'> | undefined,
  ledger: Ledger,
): Promise<void> {
  await ledger.replaceProduction(production, over?.generation).catch((error: unknown) => {
    if (!isConflict(error)) throw error;
    throw new RetryableError('production changed while this run was judged: it is judged again', { cause: error });
  });
}
