/**
 * cleanup: at every end of a run, puts on record how its batch came out, cancels the tuning jobs and batches that still run, removes
 * the endpoints that nobody needs, and gives back the money that was held for what is not billed.
 */
import type { CloudEvent } from '@google-cloud/functions-framework';
import type { Production, Run } from '../../schemas/generated/types';
import { atMost } from '../../core/at-most';
import { isPermanent, isRetryable, RetryableError } from '../../core/errors';
import type { RunName } from '../../core/ledger-layout';
import { pointerFreshness } from '../../core/production';
import { copyBehind } from '../../core/replicas';
import { endingTypes } from '../../core/stages';
import { together } from '../../core/together';
import { plural } from '../../core/wording';
import { cancelRunning } from '../shared/models/cancel-running';
import {
  frozenModel,
  type BatchPrediction,
  type Endpoints,
  type Replication,
  type TuningJobs,
} from '../shared/models/provider';
import type { OfRun } from '../shared/models/providers';
import { settleEnded } from '../shared/spending/ended';
import { readDelivered } from '../shared/stage/delivered';
import { UndecodableError, type PushedMessage } from '../shared/stage/events';
import { lazy } from '../shared/stage/lazy';
import type { Ledger } from '../shared/stage/ledger';
import type { StageDeps } from '../shared/stage/stage';
import { copyingTo } from './copying';
import { recordOutcome } from './outcome';
import { tidyProduction } from './pointer';
import { superseded } from './superseded';

export type CleanupDeps = StageDeps & {
  tuningOf: OfRun<TuningJobs>;
  endpointsOf: OfRun<Pick<Endpoints, 'remove'>>;
  replicationOf: OfRun<Pick<Replication, 'isUnderWay' | 'removeCopy'>>;
  batchOf: OfRun<BatchPrediction>;
};

/** Endpoints that are removed at the same time: each takes calls that wait for the service. */
const atOnce = 4;

/** The CloudEvent function. It returns when nothing is left of the run that nobody needs, and throws until then. */
export function createCleanup(createDeps: () => CleanupDeps) {
  const dependencies = lazy(createDeps);

  return async function receive(cloudEvent: CloudEvent<{ message: PushedMessage }>): Promise<void> {
    const deps = await dependencies();
    const name = endedRun(cloudEvent.data?.message ?? {}, deps);
    const run = name && (await deps.ledger.findRun(name));
    if (name && !run) deps.log.error(`there is no run ${name.run} of ${name.pipeline}`, { ...name });
    if (!run) return;
    // First: whoever waits for it does not wait for what is cleared away.
    await recordOutcome(run, deps);
    await clearAway(run, deps);
  };
}

/** Undefined for a message that says nothing of a run's end, which no delivery would make readable. */
const endedRun = (message: PushedMessage, { log }: StageDeps): RunName | undefined =>
  readDelivered(message, log, ({ type, data }) => {
    if (!endingTypes.includes(type)) throw new UndecodableError(`${type} ends no run`);
    const { pipeline, run } = data as RunName;
    return { pipeline, run };
  });

/**
 * What a run has left is asked of the provider and not of the ledger: a stage that has failed may have recorded nothing of it.
 * @throws RetryableError while a job still runs: one that is cancelled may succeed all the same, and leave an endpoint and a bill; and
 * while a model is copied, which nobody can call off: the copy would be there once nobody looks any more.
 */
async function clearAway(run: Run, deps: CleanupDeps): Promise<void> {
  const { ledger, tuningOf, endpointsOf, batchOf } = deps;
  const log = deps.log.with({ pipeline: run.pipeline, run: run.run });
  const { configuration } = run;
  // Nothing was tuned under a configuration that there was not.
  if (!configuration) return;
  const tuningJobs = tuningOf(configuration);
  const jobs = await tuningJobs.find(run);
  const running = await cancelRunning(jobs, tuningJobs);
  if (configuration.pipeline.evaluation.batchAbove !== undefined) {
    const batches = batchOf(configuration);
    const bases = Object.keys(configuration.baseModels).map((id) => frozenModel(configuration, id));
    await cancelRunning(await batches.find(run, bases), batches);
  }

  const production = await tidyProduction(run, { ...deps, log });
  const { alsoAt = [] } = configuration.pipeline.deployment;
  const copying = alsoAt.length > 0 ? await copyingTo(run, deps) : [];
  const unneeded = superseded(jobs, production, {
    more: await replacedBefore(production, ledger),
    alsoAt: alsoAt.filter((location) => !copying.includes(location)),
  });
  const endpoints = endpointsOf(configuration);
  // Of a canary that has just ended serve may not have heard: once it has, and those whom it has asked are answered, nobody comes any more.
  if (unneeded.length > 0) await deps.clock.sleep(2 * pointerFreshness);
  const remove = async (endpoint: string): Promise<void> => {
    await endpoints.remove(endpoint);
    if (copyBehind(endpoint) !== undefined) await deps.replicationOf(configuration).removeCopy(endpoint);
  };
  await atMost(atOnce, unneeded, async (endpoint) => {
    await remove(endpoint).catch((error: unknown) => {
      if (!isPermanent(error)) throw error;
      log.warning(`left to be removed by hand: ${(error as Error).message}`, { endpoint });
    });
  });
  try {
    if (running.length > 0)
      throw new RetryableError(
        `${plural(running.length, 'tuning job')} of ${run.run} cancelled, and not at an end yet`,
      );
    if (copying.length > 0)
      throw new RetryableError(`a model of ${run.run} is still being copied to ${copying.join(', ')}`);
    await settleEnded(run, jobs, deps);
  } catch (error) {
    // The framework prints the stack of what it is thrown, which would pass for a crash.
    if (isRetryable(error)) error.stack = log.entry('INFO', `to be delivered again: ${error.message}`);
    throw error;
  }
}

/** The endpoints that production and the one before it have replaced: the ledger of their runs knows. */
async function replacedBefore(production: Production | undefined, ledger: Ledger): Promise<string[]> {
  if (!production) return [];
  const { pipeline, run, previous } = production;
  const runs = [run, ...(previous ? [previous.run] : [])];
  const found = await together(
    runs.map(async (each) => {
      const output = await ledger.findOutput({ pipeline, run: each }, 'deploy');
      if (output?.type !== 'landfall.endpoint.deployed.v1' || output.data.previous === undefined) return [];
      return [output.data.previous, ...(output.data.previousReplicas ?? [])];
    }),
  );
  return found.flat();
}
