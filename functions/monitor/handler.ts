/**
 * monitor: every hour looks at each pipeline in production, asks for it to be retrained where there is a reason, and asks its model
 * what tells it from another.
 */
import type { CloudEvent } from '@google-cloud/functions-framework';
import { atMost } from '../../core/at-most';
import { isConflict } from '../../core/errors';
import { monitor } from '../../core/functions';
import { readProductionPath } from '../../core/ledger-layout';
import { endpointOf, isEndpoint } from '../../core/production';
import { endOfBase } from '../../core/retirement/ending';
import { lastRunOf, ownCauses } from '../../core/retraining/causes';
import { withOutcomes } from '../../core/retraining/policy';
import { isOpen, requestedIn, requestEvent, type RetrainRequested } from '../../core/retraining/request';
import type { Configuration, Production, RetrainingRequest } from '../../schemas/generated/types';
import { newestRuns } from '../shared/retraining/newest-runs';
import { eventHeard } from '../shared/stage/delivered';
import type { PushedMessage } from '../shared/stage/events';
import { lazy } from '../shared/stage/lazy';
import { deployedConfiguration } from '../shared/stage/ledger';
import { startTimeLimit, type TimeLimit } from '../shared/stage/time-limit';
import type { MonitorDeps } from './deps';
import { requestForDrift, lookForChange } from './drift';
import { countNewExamples } from './new-examples';
import { reevaluate } from './golden';
import { watchModel } from './probes';

/** A pipeline in production. */
interface InProduction {
  configuration: Configuration;
  production: Production;
  requests: RetrainingRequest[];
}

/** Pipelines that are looked at side by side. */
const atOnce = 4;

/** The CloudEvent function. A pipeline that cannot be looked at is looked at again at the next tick, from where it was left. */
export function createMonitor(createDeps: () => MonitorDeps) {
  const dependencies = lazy(createDeps);

  return async function receive(cloudEvent: CloudEvent<{ message: PushedMessage }>): Promise<void> {
    const deps = await dependencies();
    if (!eventHeard(monitor, cloudEvent.data?.message ?? {}, deps.log)) return;
    const limit = startTimeLimit(monitor.timeLimit, deps.clock);
    try {
      await atMost(atOnce, await pipelinesInProduction(deps), async (pipeline) => {
        const log = deps.log.with({ pipeline });
        await look(pipeline, { ...deps, log }, limit).catch((error: unknown) => {
          log.error(`${pipeline} could not be looked at: ${(error as Error).message}`);
        });
      });
    } finally {
      limit.stop();
    }
  };
}

async function pipelinesInProduction({ objects, ledger }: MonitorDeps): Promise<string[]> {
  const found = await objects.list(ledger.artifactUri('pipelines/'));
  return found.flatMap(({ name }) => readProductionPath(name) ?? []);
}

async function look(pipeline: string, deps: MonitorDeps, limit: TimeLimit): Promise<void> {
  const { ledger, log } = deps;
  const configuration = await deployedConfiguration(ledger, pipeline);
  const production = (await ledger.findProduction(pipeline))?.value;
  if (!configuration || !production) return;
  const { requests } = (await ledger.findRetraining(pipeline))?.value ?? { requests: [] };
  const isKnown = ({ request: id }: RetrainRequested): boolean => requests.some(({ request }) => request === id);
  const asked = (await reasons({ configuration, production, requests }, deps)).filter((each) => !isKnown(each));
  for (const request of asked) {
    await say(request, deps);
    log.info(`asks for a retraining: ${request.why}`, { request: request.request, cause: request.cause });
  }
  // What waits is decided on anew: what it waited for may be over.
  for (const open of requests.filter(isOpen)) await say(requestedIn(pipeline, open), deps, { again: true });
  await unlessFailing('probes', watchModel(production, configuration, deps), deps);
  await unlessFailing('golden examples', reevaluate(production, configuration, { ...limit, deps }), deps);
}

/** What fails of these keeps nothing else from being looked at: it is told, and looked at again in an hour. */
async function unlessFailing<T>(what: string, looked: Promise<T>, { log }: MonitorDeps): Promise<T | undefined> {
  try {
    return await looked;
  } catch (error) {
    if (isConflict(error)) log.info(`${what}: another delivery was faster`);
    else log.error(`${what} could not be looked at: ${(error as Error).message}`);
    return undefined;
  }
}

const say = (asked: RetrainRequested, deps: MonitorDeps, more: { again?: true } = {}): Promise<void> =>
  deps.publish({ ...requestEvent(asked, `/landfall/${monitor.name}`), ...more });

async function reasons(
  { configuration, production, requests }: InProduction,
  deps: MonitorDeps,
): Promise<RetrainRequested[]> {
  const { pipeline } = production;
  const runs = await newestRuns(pipeline, deps);
  const lastRun = lastRunOf(runs);
  const now = deps.clock.now();
  // Nothing else may have been asked for since the last run has ended, and retrain puts down how only then.
  const known = withOutcomes(requests, { runs, now });
  const { base } = production;
  const purpose = isEndpoint(endpointOf(production)) ? 'tuning' : 'answers';
  const end = endOfBase({ configuration, base, purpose, runs, requests: known, region: deps.config.region, now });
  // Each hour anew: nothing else ends the answers of everybody.
  if (end?.ended.decision === 'could not') deps.log.error(`${pipeline}: ${end.ended.because}`);
  const counted = countNewExamples(configuration, lastRun?.createdAt ?? production.deployedAt, deps);
  const newExamples = (await unlessFailing('new examples', counted, deps)) ?? 0;
  const policy = configuration.pipeline.retraining;
  const drift = await unlessFailing('drift', driftOf({ configuration, production }, newExamples, deps), deps);
  return [
    ...(lastRun ? ownCauses({ pipeline, now, policy, lastRun, newExamples, requests: known }) : []),
    ...(end ? [end.request] : []),
    ...(drift ? [drift] : []),
  ];
}

async function driftOf(
  watched: Pick<InProduction, 'configuration' | 'production'>,
  newExamples: number,
  deps: MonitorDeps,
): Promise<RetrainRequested | undefined> {
  const alarm = await lookForChange(watched, deps);
  return alarm && requestForDrift(alarm, watched, newExamples, deps);
}
